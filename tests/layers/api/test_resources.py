"""/api/<layer>/ and /api/<layer>/<id>/."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from layers.places.models import Place
from layers.public_ids import ALPHABET, new_public_id
from layers.regions.models import Region, RegionCode, Succession
from layers.versions import bump
from tests.layers.api.world import AROUND, place, refusal
from tests.layers.land.factories import at, village


def walk(client, address, direction="next"):
    """The ids of every page from ``address`` on."""
    pages = []
    while address:
        body = client.get(address).json()
        pages.append([feature["id"] for feature in body["features"]])
        address = body[direction]
    return pages


@pytest.fixture
def many(here):
    return sorted(
        [here.clinic.public_id, here.school.public_id, here.far.public_id]
        + [place(f"卫生室{n}", here.clinic.category, here.east, at(n, n)).public_id for n in range(8)]
    )


@pytest.mark.parametrize("size", [1, 2, 3, 10, 11, 12])
def test_following_next_meets_every_row_once_and_following_previous_leads_back(client, many, size):
    pages = walk(client, f"/api/places/?limit={size}")
    assert [one for page in pages for one in page] == many
    assert [len(page) for page in pages[:-1]] == [size] * (len(pages) - 1)
    last = client.get(f"/api/places/?limit={size}&after={many[-2]}").json()
    assert last["next"] is None
    back = walk(client, last["previous"], "previous")
    assert [one for page in reversed(back) for one in page] == many[:-1]


def test_the_first_page_has_no_previous_and_a_page_past_the_end_is_empty(client, many):
    assert client.get("/api/places/").json()["previous"] is None
    beyond = client.get("/api/places/?after=ZZZZZZZZZ").json()
    assert (beyond["features"], beyond["next"], beyond["previous"]) == ([], None, None)


def test_the_links_keep_the_filters(client, many):
    body = client.get("/api/places/?limit=1&group=medical&within=371625104000").json()
    assert parse_qs(urlsplit(body["next"]).query) == {
        "limit": ["1"],
        "group": ["medical"],
        "within": ["371625104000"],
        "after": [body["features"][0]["id"]],
    }


def test_a_page_costs_the_same_however_many_rows(client, many, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get("/api/places/?limit=2")
    with django_assert_num_queries(2):
        client.get("/api/places/?limit=200")
    with django_assert_num_queries(3):
        client.get(f"/api/places/?limit=5&after={many[4]}")


def test_a_row_reads_the_same_in_the_list_by_its_id_and_in_the_feed(client, here):
    for layer, key in [
        ("places", here.clinic.public_id),
        ("cases", here.case.public_id),
        ("parcels", here.plot.public_id),
        ("regions", here.east.code),
    ]:
        alone = client.get(f"/api/{layer}/{key}/").json()
        listed = {one["id"]: one for one in client.get(f"/api/{layer}/").json()["features"]}
        fed = {
            one["id"]: one
            for one in client.get(f"/api/layers/{layer}.geojson?bbox={AROUND}").json()["features"]
        }
        assert alone == listed[key] == fed[key]


def test_a_case_without_geometry_is_in_the_resource_with_null(client, here):
    listed = {one["id"]: one for one in client.get("/api/cases/").json()["features"]}
    assert set(listed) == {here.case.public_id, here.old.public_id}
    assert listed[here.old.public_id]["geometry"] is None
    assert client.get(f"/api/cases/{here.old.public_id}/").json()["geometry"] is None
    boxed = client.get(f"/api/cases/?bbox={AROUND}").json()["features"]
    assert [one["id"] for one in boxed] == [here.case.public_id]


@pytest.mark.parametrize(
    ("query", "years"),
    [
        ("within=371625104201", {1999, 2024}),
        ("within=371625104202", {2024}),
        ("within=371625000000&year=1999", {1999}),
        ("regime=R1_PRE2004", {1999}),
        ("kind=project", set()),
    ],
)
def test_cases_are_found_by_village_year_and_regime(client, here, query, years):
    body = client.get(f"/api/cases/?{query}").json()
    assert {feature["properties"]["year"] for feature in body["features"]} == years


def test_parcels_are_found_by_their_case_as_people_type_its_id(client, here):
    typed = here.case.public_id.lower()
    assert len(client.get(f"/api/parcels/?case={typed}").json()["features"]) == 1
    other = client.get(f"/api/parcels/?case={here.old.public_id}").json()
    assert other["features"] == []


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/api/places/?limit=201", "limit"),
        ("/api/places/?limit=1000000000", "limit"),
        ("/api/places/?page=2", "page"),
        ("/api/places/?ordering=name", "ordering"),
        ("/api/places/?format=json", "format"),
        ("/api/places/?after=0&before=1", "before"),
        ("/api/places/?after=", "after"),
        ("/api/cases/?year=2020.0", "year"),
        ("/api/cases/?year=２０２０", "year"),
        ("/api/cases/?regime=R9", "regime"),
        ("/api/cases/?within=东村", "within"),
        ("/api/parcels/?case=000000001", "case"),
        ("/api/regions/?level=5", "level"),
        ("/api/regions/371625000000/?x=1", "x"),
        ("/api/schema?format=json", "format"),
    ],
)
def test_bad_input_is_a_400_that_names_the_parameter(client, here, address, parameter):
    assert refusal(client.get(address), 400)["parameter"] == parameter


def test_an_id_is_read_as_people_type_it(client, here):
    key = here.clinic.public_id
    typed = key.lower().replace("1", "l").replace("0", "o")
    assert client.get(f"/api/places/{typed}/").json()["id"] == key


def test_a_mistyped_id_is_a_404_that_says_so_and_an_unknown_one_does_not(client, here):
    key = here.clinic.public_id
    wrong = key[:-1] + ALPHABET[(ALPHABET.index(key[-1]) + 1) % 32]
    for typed in (wrong, key[:-1], key + "0", "U" + key[1:], "中" * 9):
        assert "编号可能输错" in refusal(client.get(f"/api/places/{typed}/"), 404)["message"]
    assert "编号可能输错" in refusal(client.get("/api/regions/37162510420/"), 404)["message"]
    unknown = refusal(client.get(f"/api/places/{new_public_id()}/"), 404)["message"]
    assert "输错" not in unknown and "不存在" in unknown


def test_what_was_withdrawn_is_410_with_date_reason_and_successor(client, here):
    Place.objects.filter(pk=here.clinic.pk).update(
        withdrawn_at=dt.datetime(2026, 5, 1, 20, tzinfo=dt.UTC),
        withdrawal_reason="已搬迁",
        successor=here.school,
    )
    response = client.get(f"/api/places/{here.clinic.public_id}/")
    error = refusal(response, 410)
    assert error["code"] == "gone"
    # 20:00 UTC is the next day in Binzhou.
    assert "2026-05-02" in error["message"] and "已搬迁" in error["message"]
    assert response["Link"] == f'</api/places/{here.school.public_id}/>; rel="successor-version"'


def test_a_parcel_is_gone_with_its_case(client, here):
    here.case.withdrawn_at, here.case.withdrawal_reason = timezone.now(), "文号有误"
    here.case.save()
    assert "文号有误" in refusal(client.get(f"/api/parcels/{here.plot.public_id}/"), 410)["message"]


def test_what_was_never_public_is_404_not_410(client, here):
    Place.objects.filter(pk=here.clinic.pk).update(published_at=timezone.now() + dt.timedelta(days=1))
    refusal(client.get(f"/api/places/{here.clinic.public_id}/"), 404)


def test_a_former_code_is_410_and_names_the_unit_that_has_it_now(client, here):
    RegionCode.objects.create(
        region=here.east, code="371625999201", valid_from="2000-01-01", valid_to="2010-01-01"
    )
    response = client.get("/api/regions/371625999201/")
    assert "东村村委会（371625104201）" in refusal(response, 410)["message"]
    assert response["Link"].startswith("</api/regions/371625104201/>")


def test_a_village_that_was_split_names_both_that_took_its_place(client, here):
    gone = village("大村村委会", "371625104299", here.town)
    Region.objects.filter(pk=gone.pk).update(valid_to=dt.date(2020, 1, 1))
    for part in (here.east, here.west):
        Succession.objects.create(predecessor=gone, successor=part, on=dt.date(2020, 1, 1))
    response = client.get("/api/regions/371625104299/")
    message = refusal(response, 410)["message"]
    assert here.east.code in message and here.west.code in message
    assert "Link" not in response


def test_an_unchanged_page_is_304_until_the_layer_is_raised(client, here):
    for address in ("/api/places/?limit=2", f"/api/places/{here.clinic.public_id}/"):
        first = client.get(address)
        assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
        bump("places")
        assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_withdrawn_row_is_410_even_to_who_has_a_copy_and_no_version_was_raised(client, here):
    address = f"/api/places/{here.clinic.public_id}/"
    etag = client.get(address)["ETag"]
    Place.objects.filter(pk=here.clinic.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="已搬迁")
    refusal(client.get(address, headers={"If-None-Match": etag}), 410)


def test_there_are_no_browsable_pages(client, here):
    response = client.get("/api/places/", headers={"Accept": "text/html"})
    assert response["Content-Type"] == "application/geo+json"


@pytest.mark.parametrize(
    "address", ["/api/nothing", "/api/nothing/", "/api/places/x/y/", "/api/layers/", "/api/../etc"]
)
def test_every_unknown_address_below_api_answers_in_the_one_form(client, db, address):
    refusal(client.get(address), 404)
