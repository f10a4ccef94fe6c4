"""/ogc/: the documents of OGC API - Features, their parameters and refusals."""

import json

import pytest
import shapely
from pyproj import Transformer

from layers.catalog import LAYERS
from layers.ogc.description import CONFORMANCE
from layers.places.publish import withdraw
from tests.layers.api.world import AROUND, refusal

EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
PLACES = "/ogc/collections/places/items"
DOCUMENTS = [
    "/ogc/",
    "/ogc/conformance",
    "/ogc/api",
    "/ogc/collections",
    *[f"/ogc/collections/{name}{part}" for name in LAYERS for part in ("", "/queryables", "/items")],
]


def names(response):
    assert response.status_code == 200, response.content
    return {feature["properties"]["name"] for feature in response.json()["features"]}


def linked(body, rel):
    return [one["href"] for one in body["links"] if one["rel"] == rel]


def test_every_link_from_the_landing_page_on_leads_to_an_answer(client, here):
    waiting, seen = ["http://testserver/ogc/"], set()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        response = client.get(address.removeprefix("http://testserver"))
        assert response.status_code == 200, address
        if "json" in response["Content-Type"]:
            body = response.json()
            for part in [body, *body.get("collections", []), *body.get("features", [])]:
                waiting += [one["href"] for one in part.get("links", [])]
    assert {f"http://testserver{address}" for address in DOCUMENTS} <= seen
    assert len(seen) > 30


def test_one_entry_of_the_catalogue_is_one_collection(client, here):
    body = client.get("/ogc/collections").json()
    assert [one["id"] for one in body["collections"]] == list(LAYERS)
    places = body["collections"][1]
    assert places["crs"] == [CRS84, *[f"{EPSG}{srid}" for srid in (4490, 4326, 3857, 4527)]]
    assert places["storageCrs"] == f"{EPSG}4490"
    assert places["extent"]["spatial"]["crs"] == CRS84
    assert client.get("/ogc/collections/places").json() == places


def test_what_is_claimed_is_what_is_tested_here(client, here):
    assert client.get("/ogc/conformance").json()["conformsTo"] == CONFORMANCE
    assert {one.rpartition("/")[2] for one in CONFORMANCE} == {
        "core", "oas30", "geojson", "html", "crs", "queryables", "queryables-query-parameters"
    }  # fmt: skip


@pytest.mark.parametrize("address", DOCUMENTS)
def test_a_browser_gets_a_page_of_the_site_and_a_program_gets_json(client, here, address):
    page = client.get(address, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page["Content-Type"].startswith("text/html") and "OGC" in page.content.decode()
    assert "Accept" in page["Vary"]
    assert client.get(f"{address}?f=html")["Content-Type"].startswith("text/html")
    for headers in ({}, {"Accept": "*/*"}, {"Accept": "application/geo+json, application/json"}):
        assert "json" in client.get(address, headers=headers)["Content-Type"]
    assert "json" in client.get(f"{address}?f=json", headers={"Accept": "text/html"})["Content-Type"]
    assert refusal(client.get(f"{address}?f=xml"), 400)["parameter"] == "f"
    assert refusal(client.get(f"{address}?colour=red"), 400)["parameter"] == "colour"


def test_a_page_of_features_lists_them_with_links_and_a_feature_shows_all_it_has(client, here):
    page = client.get(f"{PLACES}?f=html&limit=1").content.decode()
    assert "下一页" in page and "核实于" in page
    item = client.get(f"{PLACES}/{here.school.public_id}?f=html").content.decode()
    assert "湖滨小学" in item and here.school.address in item


def test_a_feature_by_its_id_is_the_one_of_the_list(client, here):
    listed = {one["id"]: one for one in client.get(PLACES).json()["features"]}
    response = client.get(f"{PLACES}/{here.school.public_id.lower()}")
    body = response.json()
    assert linked(body, "collection") == ["http://testserver/ogc/collections/places"]
    body.pop("links")
    assert body == listed[here.school.public_id]
    assert response["Content-Crs"] == f"<{CRS84}>" and response["Content-Type"] == "application/geo+json"


def test_what_is_not_there_is_told_apart_from_what_was_withdrawn(client, here):
    refusal(client.get("/ogc/collections/roads/items"), 404)
    refusal(client.get(f"{PLACES}/000000001"), 404)
    withdraw(here.school, "已停办")
    assert "已停办" in refusal(client.get(f"{PLACES}/{here.school.public_id}"), 410)["message"]
    assert names(client.get(PLACES)) == {"东村卫生室", "远处卫生室"}


def test_pages_follow_one_another_both_ways_and_the_filters_stay(client, here):
    address, seen = f"{PLACES}?limit=1&category=clinic", []
    while address:
        body = client.get(address).json()
        seen += [feature["id"] for feature in body["features"]]
        assert body["numberReturned"] == 1
        # One page of several: the total is not counted unless one asks.
        assert "numberMatched" not in body
        last, address = body, next(iter(linked(body, "next")), None)
    assert seen == sorted([here.clinic.public_id, here.far.public_id])
    (before,) = linked(last, "prev")
    assert [feature["id"] for feature in client.get(before).json()["features"]] == seen[:1]
    assert client.get(f"{PLACES}?limit=1&category=clinic&count=1").json()["numberMatched"] == 2
    assert client.get(PLACES).json()["numberMatched"] == 3
    assert "numberMatched" not in client.get(f"{PLACES}?after=ZZZZZZZZZ").json()


def test_more_than_the_maximum_is_the_maximum(client, here):
    assert client.get(f"{PLACES}?limit=100000").json()["numberReturned"] == 3


def test_the_same_version_is_not_sent_again(client, here):
    first = client.get(PLACES)
    assert client.get(PLACES, headers={"If-None-Match": first["ETag"]}).status_code == 304
    withdraw(here.school, "已停办")
    assert client.get(PLACES, headers={"If-None-Match": first["ETag"]}).status_code == 200


def box_in(srid, west, south, east, north):
    """The four numbers of a box around these degrees in a CRS, in the order of EPSG's axes as PROJ's registry has it."""
    to = Transformer.from_crs("OGC:CRS84", f"EPSG:{srid}")
    corners = [to.transform(x, y) for x in (west, east) for y in (south, north)]
    first, second = zip(*corners, strict=True)
    return f"{min(first):.8f},{min(second):.8f},{max(first):.8f},{max(second):.8f}"


@pytest.mark.parametrize("srid", [4490, 4326, 3857, 4527])
def test_box_and_coordinates_are_in_the_order_of_the_axes_that_epsg_names(client, here, srid):
    crs, box = f"{EPSG}{srid}", box_in(srid, 117.9, 37.3, 118.1, 37.5)
    response = client.get(PLACES, {"bbox": box, "bbox-crs": crs, "crs": crs})
    assert names(response) == {"东村卫生室", "湖滨小学"}
    assert response["Content-Crs"] == f"<{crs}>"
    to = Transformer.from_crs("OGC:CRS84", f"EPSG:{srid}")
    shown = {one["id"]: one["geometry"]["coordinates"] for one in response.json()["features"]}
    expected = to.transform(here.school.public_location.x, here.school.public_location.y)
    assert shown[here.school.public_id] == pytest.approx(expected, abs=1e-6 if srid in (4490, 4326) else 0.1)


@pytest.mark.parametrize("srid", [3857, 4527])
def test_metres_are_no_finer_than_the_degrees_that_leave_the_house(client, here, srid):
    body = client.get("/ogc/collections/parcels/items", {"crs": f"{EPSG}{srid}"}).json()
    ring = body["features"][0]["geometry"]["coordinates"][0][0]
    decimals = max(0, LAYERS["parcels"].decimals - 5)
    assert all(ordinate == round(ordinate, decimals) for point in ring for ordinate in point)
    assert shapely.Polygon(ring).area == pytest.approx(10_000 if srid == 4527 else 15_850, rel=0.03)


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        (AROUND, {"东村卫生室", "湖滨小学"}),
        ("117.9,37.3,0,118.1,37.5,100", {"东村卫生室", "湖滨小学"}),
        ("37.3,117.9,37.5,118.1", None),  # latitude first in CRS84: no such longitude north of 90
        ("-180,-90,180,90", {"东村卫生室", "湖滨小学", "远处卫生室"}),
        ("110,30,111,31", set()),
        ("118.5,-90,-170,90", {"远处卫生室"}),  # eastwards over the 180th meridian
    ],
)
def test_a_box_of_four_or_six_numbers_chooses_by_place(client, here, box, expected):
    response = client.get(PLACES, {"bbox": box})
    if expected is None:
        assert refusal(response, 400)["parameter"] == "bbox"
    else:
        assert names(response) == expected


def test_a_window_wider_than_the_zone_is_no_error(client, here):
    wide = {"bbox": "-9000000,-9000000,90000000,90000000", "bbox-crs": f"{EPSG}4527"}
    assert len(names(client.get(PLACES, wide))) == 3


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("2024-03-01", 1),
        ("2024-02-29T16:00:00Z", 1),  # midnight in China
        ("2024-02-29T15:59:59Z", 0),
        ("../2000-01-01", 1),
        ("1990-01-01/..", 2),
        ("/2025-01-01", 2),
        ("1999-05-01/2024-02-29", 1),
    ],
)
def test_days_choose_among_what_has_a_day(client, here, text, count):
    assert client.get("/ogc/collections/cases/items", {"datetime": text}).json()["numberReturned"] == count


def test_what_has_no_day_is_of_any_time(client, here):
    here.school.verified_on = None
    here.school.save()
    assert names(client.get(PLACES, {"datetime": "1999-01-01"})) == {"湖滨小学"}
    assert client.get("/ogc/collections/parcels/items?datetime=1999-01-01").json()["numberReturned"] == 1


def test_the_queryables_are_the_filters_of_the_entry_and_each_works(client, here):
    schema = client.get("/ogc/collections/places/queryables").json()
    assert set(schema["properties"]) == set(LAYERS["places"].filters) and not schema["additionalProperties"]
    assert set(schema["properties"]["category"]["enum"]) >= {"clinic", "school"}
    assert names(client.get(PLACES, {"category": "school"})) == {"湖滨小学"}
    assert names(client.get(PLACES, {"group": "medical"})) == {"东村卫生室", "远处卫生室"}
    assert names(client.get(PLACES, {"within": "371625104202"})) == {"远处卫生室"}
    cases = client.get("/ogc/collections/cases/items", {"regime": "R1_PRE2004"}).json()
    assert [one["id"] for one in cases["features"]] == [here.old.public_id]
    # A case without a map has no geometry and is there all the same.
    assert cases["features"][0]["geometry"] is None


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=1.5", "limit"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=118.1,37.3,117.9,37.5", "bbox"),
        ("bbox=1,2,3,nan", "bbox"),
        ("bbox-crs=" + CRS84, "bbox-crs"),
        ("bbox=1,2,3,4&bbox-crs=EPSG:4326", "bbox-crs"),
        (f"bbox=5,5,1,1&bbox-crs={EPSG}3857", "bbox"),
        (f"crs={EPSG}4547", "crs"),
        ("datetime=yesterday", "datetime"),
        ("datetime=2024-02-30", "datetime"),
        ("datetime=../..", "datetime"),
        ("datetime=2024-01-02/2024-01-01", "datetime"),
        ("datetime=2024-01-01T00:00:00", "datetime"),
        ("count=yes", "count"),
        ("category=none", "category"),
        ("filter=name='x'", "filter"),
        ("filter-lang=cql2-text", "filter-lang"),
        ("after=1&before=2", "before"),
        ("name=湖滨小学", "name"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(client, here, query, parameter):
    assert refusal(client.get(f"{PLACES}?{query}"), 400)["parameter"] == parameter


def test_only_reading_is_known(client, db):
    assert "GET" in client.post(PLACES)["Allow"]
    refusal(client.post(PLACES), 405)


def test_a_page_takes_few_questions_to_the_database(client, here, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        client.get(f"{PLACES}?limit=2")


def test_the_openapi_document_names_every_address_parameter_and_refusal(client, here):
    response = client.get("/ogc/api")
    assert response["Content-Type"].startswith("application/vnd.oai.openapi+json")
    document = json.loads(response.content)
    assert document["openapi"].startswith("3.0") and document["servers"] == [{"url": "/ogc"}]
    items = document["paths"]["/collections/cases/items"]["get"]
    asked = {one["name"] for one in items["parameters"]}
    assert asked >= {"bbox", "bbox-crs", "crs", "datetime", "limit", "after", "regime", "year", "within", "f"}
    assert set(items["responses"]) == {"200", "400"}
    assert {path.split("/items")[0] for path in document["paths"]} >= {
        f"/collections/{name}" for name in LAYERS
    }
