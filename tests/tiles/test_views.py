"""/tiles/: addresses, versions, and how long a caller may keep what it gets."""

import gzip

import pytest
from django.utils import timezone

from layers.versions import bump
from tests.layers.api.world import refusal
from tests.tiles.asking import address
from tests.tiles.decoding import decoded
from tiles.views import FOR_EVER, MEDIA_TYPE


def with_version(client, layers, z=14):
    template = client.get(f"/tiles/{layers}.json").json()["tiles"][0]
    return address(layers, z) + "?" + template.partition("?")[2]


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("places/99/1/1.mvt", "z"),
        ("places/19/1/1.mvt", "z"),
        ("places/-1/0/0.mvt", "z"),
        ("places/5/-1/0.mvt", "x"),
        ("places/5/32/0.mvt", "x"),
        ("places/5/0/32.mvt", "y"),
        ("places/٣/1/1.mvt", "z"),
        ("places/1e1/1/1.mvt", "z"),
        ("places/05/1/1.mvt", "z"),
        ("places/5/1/1.0.mvt", "y"),
        ("places,regions/5/1/1.mvt", "layers"),
        ("places,places/5/1/1.mvt", "layers"),
        ("places/5/1/1.mvt?v=1", "v"),
        ("places/5/1/1.mvt?v=../../1-12345678", "v"),
        ("places/5/1/1.mvt?v=", "v"),
        ("places/5/1/1.mvt?key=1", "key"),
    ],
)
def test_a_wrong_address_is_a_400_that_names_the_part_before_any_sql(
    client, db, django_assert_num_queries, path, parameter
):
    with django_assert_num_queries(0):
        assert refusal(client.get(f"/tiles/{path}"), 400)["parameter"] == parameter


@pytest.mark.parametrize(
    "path",
    [
        "unknown/5/1/1.mvt",
        "places/5/1/1.pbf.php",
        "places/5/1/1.mvt.php",
        "/5/1/1.mvt",
        ",".join(["places"] * 10_000) + "/5/1/1.mvt",
        ",".join(f"layer{number}" for number in range(10_000)) + ".json",
        "places%00/5/1/1.mvt",
    ],
)
def test_an_address_of_nothing_is_refused_in_chinese_before_any_sql(
    client, db, django_assert_num_queries, path
):
    with django_assert_num_queries(0):
        response = client.get(f"/tiles/{path}")
    refusal(response, 400 if "%00" in path else 404)


def test_only_reading_is_allowed(client, db):
    assert client.post(address("places", 14)).status_code == 405
    assert client.delete("/tiles/places.json").status_code == 405


def test_the_version_of_tilejson_makes_an_answer_immutable(client, here):
    response = client.get(with_version(client, "places"))
    assert (response.status_code, response["Content-Type"]) == (200, MEDIA_TYPE)
    assert response["Cache-Control"] == FOR_EVER
    assert "places" in decoded(response.content)


def test_another_version_gets_todays_rows_and_nobody_may_keep_them(client, here):
    old = with_version(client, "places")
    bump("places", [])
    assert client.get(old)["Cache-Control"] == "no-store"
    assert client.get(address("places", 14) + "?v=99-0123abcd")["Cache-Control"] == "no-store"
    assert client.get(with_version(client, "places"))["Cache-Control"] == FOR_EVER


def test_without_a_version_it_is_kept_for_a_minute_at_most(client, here):
    assert client.get(address("places", 14))["Cache-Control"] == "public, max-age=60"


def test_where_nothing_lies_the_answer_is_204_and_beyond_the_city_nobody_is_asked(
    client, here, django_assert_num_queries
):
    empty = client.get(address("places", 14, (117.2, 36.7)))
    assert (empty.status_code, empty.content, "Content-Type" in empty) == (204, b"", False)
    with django_assert_num_queries(0):
        assert client.get("/tiles/places/14/1/1.mvt").status_code == 204


def test_who_has_a_copy_is_told_that_it_still_stands(client, here):
    first = client.get(address("places", 14))
    again = client.get(address("places", 14), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    here.clinic.withdrawn_at, here.clinic.withdrawal_reason = timezone.now(), "错误"
    here.clinic.save()
    bump("places", [])
    assert client.get(address("places", 14), headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_it_comes_packed_to_who_takes_it_so_under_an_etag_of_its_own(client, here):
    plain = client.get(address("places", 14))
    packed = client.get(address("places", 14), headers={"Accept-Encoding": "br, gzip"})
    assert packed["Content-Encoding"] == "gzip" and gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] != plain["ETag"]
    assert "Accept-Encoding" in packed["Vary"] and "Accept-Encoding" in plain["Vary"]
    refused = client.get(address("places", 14), headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused and refused.content == plain.content


def test_tilejson_tells_every_layer_that_the_tiles_hold_with_their_properties(client, here):
    body = client.get("/tiles/regions,places,parcels,cases.json").json()
    assert body["tilejson"] == "3.0.0"
    told = {entry["id"]: entry for entry in body["vector_layers"]}
    for z in (14, 4):
        for name, rows in decoded(client.get(address("regions,places,parcels,cases", z)).content).items():
            assert told[name]["minzoom"] <= z <= told[name]["maxzoom"]
            if not name.endswith("_clusters"):
                assert {key for row, _ in rows for key in row} <= set(told[name]["fields"])
    assert told["places"]["fields"] == {"id": "编号", "name": "名称", "category": "类目"}
    west, south, east, north = body["bounds"]
    assert west < 118 < east and south < 37.4 < north


def test_a_set_of_layers_is_the_tiles_of_its_layers_in_one_answer(client, here):
    together = decoded(client.get(address("places,parcels", 14)).content)
    assert set(together) == {"places", "parcels", "parcels_labels"}
    alone = decoded(client.get(address("parcels", 14)).content)
    assert together["parcels"] == alone["parcels"]


def test_the_version_of_parcels_rises_with_the_cases_that_make_them_public_and_with_nothing_else(
    client, here
):
    def version(layers):
        return client.get(f"/tiles/{layers}.json").json()["tiles"][0].partition("?v=")[2]

    before = {layers: version(layers) for layers in ("places", "parcels", "regions")}
    bump("cases", [])
    bump("services", [])
    assert version("parcels") != before["parcels"]
    assert (version("places"), version("regions")) == (before["places"], before["regions"])
    bump("regions", [])
    assert version("places") == before["places"], "a place's tile says nothing of its region"
