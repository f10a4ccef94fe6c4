"""/api/layers/<layer>.geojson: the whole box at once."""

import datetime as dt
import json

import pytest
from django.contrib.gis.geos import Point
from django.db.models import F
from django.utils import timezone

from layers.catalog import LAYERS
from layers.places.models import Place
from layers.versions import bump
from tests.layers.api.world import AROUND, place, refusal
from tests.layers.land.factories import at, case, parcel, region, square

PLACES = "/api/layers/places.geojson"


def ids(response):
    assert response.status_code == 200, response.content
    return {feature["id"] for feature in response.json()["features"]}


def test_a_box_holds_the_places_in_it_with_exactly_the_properties_of_the_catalogue(client, here):
    body = client.get(f"{PLACES}?bbox={AROUND}").json()
    assert body["type"] == "FeatureCollection"
    by_id = {feature["id"]: feature for feature in body["features"]}
    assert set(by_id) == {here.clinic.public_id, here.school.public_id}
    lng, lat = at(100, 100)
    assert by_id[here.clinic.public_id] == {
        "type": "Feature",
        "id": here.clinic.public_id,
        "geometry": {"type": "Point", "coordinates": [round(lng, 6), round(lat, 6)]},
        "properties": {
            "id": here.clinic.public_id,
            "name": "东村卫生室",
            "category": "clinic",
            "group": "medical",
            "address": "东村村委会1号",
            "region": "371625104201",
            "verified_on": "2026-05-01",
        },
    }


def test_it_is_geojson_without_a_crs_member_and_says_its_version_and_that_it_is_a_sample(client, here):
    bump("places", [here.county.code])
    bump("places", [here.county.code])
    response = client.get(f"{PLACES}?bbox={AROUND}")
    assert response["Content-Type"] == "application/geo+json"
    body = response.json()
    assert '"crs"' not in response.content.decode()
    assert (body["version"], body["name"], body["notice"]) == (2, "places", "示例数据，不是真实信息")


def test_no_coordinate_has_more_digits_than_the_layer_allows(client, here, settings):
    Place.objects.update(public_location=Point(118.123456789, 37.987654321, srid=4490))
    text = client.get(f"{PLACES}?bbox=118,37,119,38").content.decode()
    assert "[118.123457,37.987654]" in text
    settings.CITY = {
        **settings.CITY,
        "public_geometry": {**settings.CITY["public_geometry"], "places": {"decimals": 4, "tolerance_m": 0}},
    }
    assert "[118.1235,37.9877]" in client.get(f"{PLACES}?bbox=118,37,119,38").content.decode()


def test_the_feed_asks_two_questions_however_many_features(client, here, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(f"{PLACES}?bbox={AROUND}")
    for number in range(40):
        place(f"卫生室{number}", here.clinic.category, here.east, at(number, 0))
    with django_assert_num_queries(2):
        assert len(ids(client.get(f"{PLACES}?bbox={AROUND}"))) == 42


def test_an_unchanged_layer_costs_one_question_and_no_body(client, here, django_assert_num_queries):
    first = client.get(f"{PLACES}?bbox={AROUND}")
    assert first["Cache-Control"] == "public, no-cache"
    with django_assert_num_queries(1):
        again = client.get(f"{PLACES}?bbox={AROUND}", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    bump("places", [here.county.code])
    assert client.get(f"{PLACES}?bbox={AROUND}", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_over_the_limit_it_says_how_many_there_are(client, here):
    assert len(ids(client.get(f"{PLACES}?bbox={AROUND}&limit=2"))) == 2
    error = refusal(client.get(f"{PLACES}?bbox={AROUND}&limit=1"), 413)
    assert (error["code"], error["parameter"], error["count"]) == ("too_large", "bbox", 2)
    assert "2 个要素" in error["message"]


def test_what_was_withdrawn_or_is_not_yet_published_is_absent(client, here):
    Place.objects.filter(pk=here.clinic.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="已搬迁")
    Place.objects.filter(pk=here.school.pk).update(published_at=timezone.now() + dt.timedelta(hours=1))
    assert ids(client.get(f"{PLACES}?bbox={AROUND}")) == set()


def test_the_exact_place_of_a_point_is_never_served(client, here):
    Place.objects.filter(pk=here.clinic.pk).update(public_location=Point(118.01, 37.41, srid=4490))
    feature = next(
        one
        for one in client.get(f"{PLACES}?bbox={AROUND}").json()["features"]
        if one["id"] == here.clinic.public_id
    )
    assert feature["geometry"]["coordinates"] == [118.01, 37.41]
    # A box round the exact place alone finds nothing either.
    (lng, lat), half = at(100, 100), 0.0001
    assert (
        ids(client.get(f"{PLACES}?bbox={lng - half:.6f},{lat - half:.6f},{lng + half:.6f},{lat + half:.6f}"))
        == set()
    )


@pytest.mark.parametrize("sides", [(0, 0), (0, 0.01)])
def test_a_box_that_is_a_point_or_a_line_finds_what_lies_on_it(client, here, sides):
    Place.objects.filter(pk=here.clinic.pk).update(public_location=Point(118.05, 37.45, srid=4490))
    east, north = 118.05 + sides[0], 37.45 + sides[1]
    assert ids(client.get(f"{PLACES}?bbox=118.05,37.45,{east},{north}")) == {here.clinic.public_id}


def test_the_edge_of_the_box_belongs_to_it_to_the_last_digit(client, here):
    Place.objects.filter(pk=here.clinic.pk).update(public_location=Point(118.050001, 37.45, srid=4490))
    assert ids(client.get(f"{PLACES}?bbox=118.05,37.4,118.050001,37.5")) == {here.clinic.public_id}
    assert ids(client.get(f"{PLACES}?bbox=118.04,37.4,118.05,37.5")) == set()


def test_a_case_carries_the_geometry_of_its_public_parcels_and_one_without_is_absent(client, here):
    body = client.get(f"/api/layers/cases.geojson?bbox={AROUND}").json()
    (feature,) = body["features"]
    assert feature["id"] == here.case.public_id
    assert feature["geometry"]["type"] == "MultiPolygon"
    (west, _), (_, north) = at(0, 0), at(100, 100)
    ring = feature["geometry"]["coordinates"][0][0]
    assert (min(lng for lng, _ in ring), max(lat for _, lat in ring)) == (round(west, 6), round(north, 6))
    assert feature["properties"]["total_area_ha"] == 1.0
    assert feature["properties"]["county"] == "371625000000"


def test_the_parcels_of_a_withdrawn_case_go_with_it(client, here):
    address = f"/api/layers/parcels.geojson?bbox={AROUND}"
    (feature,) = client.get(address).json()["features"]
    assert feature["properties"]["case"] == here.case.public_id
    here.case.withdrawn_at, here.case.withdrawal_reason = timezone.now(), "文号有误"
    here.case.save()
    assert ids(client.get(address)) == set()


def test_without_an_approved_map_a_region_is_the_point_of_its_name(client, here, settings):
    address = f"/api/layers/regions.geojson?bbox={AROUND}&level=4"
    settings.DEMO = False
    bare = client.get(address)
    assert {feature["geometry"]["type"] for feature in bare.json()["features"]} == {"Point"}
    assert "notice" not in bare.json()
    settings.CITY = {**settings.CITY, "boundaries": {"approval": "鲁SG（2026）001号"}}
    approved = client.get(address)
    assert {feature["geometry"]["type"] for feature in approved.json()["features"]} == {"MultiPolygon"}
    assert approved["ETag"] != bare["ETag"]


def test_where_areas_are_shown_a_region_without_one_keeps_its_point(client, here, settings):
    settings.DEMO = True
    region(4, "无图村", "371625104209", here.town, label_point=Point(118.02, 37.42, srid=4490))
    features = client.get(f"/api/layers/regions.geojson?bbox={AROUND}&level=4").json()["features"]
    assert {feature["properties"]["name"]: feature["geometry"]["type"] for feature in features} == {
        "东村村委会": "MultiPolygon",
        "西村村委会": "MultiPolygon",
        "无图村": "Point",
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("group=medical", {"东村卫生室"}),
        ("category=school", {"湖滨小学"}),
        ("within=371625104201", {"东村卫生室"}),
        ("within=371625104000", {"东村卫生室", "湖滨小学"}),
        ("within=371625104000&group=education", {"湖滨小学"}),
    ],
)
def test_the_filters_of_the_layer_narrow_the_feed(client, here, query, names):
    body = client.get(f"{PLACES}?bbox={AROUND}&{query}").json()
    assert {feature["properties"]["name"] for feature in body["features"]} == names


def test_a_case_of_two_villages_is_one_feature(client, here):
    body = client.get(f"/api/layers/cases.geojson?bbox={AROUND}&within=371625104000").json()
    assert [feature["id"] for feature in body["features"]] == [here.case.public_id]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "bbox"),
        ("bbox=", "bbox"),
        ("bbox=118.1,37.3,117.9,37.5", "bbox"),
        ("bbox=nan,37,118,38", "bbox"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=1,2,3,4,5", "bbox"),
        (f"bbox={','.join('1' * 100)}", "bbox"),
        ("bbox=117,36,1e9,39", "bbox"),
        ("bbox=１１７,36,118,39", "bbox"),
        (f"bbox={AROUND}&bbox={AROUND}", "bbox"),
        (f"bbox={AROUND}&limit=0", "limit"),
        (f"bbox={AROUND}&limit=-1", "limit"),
        (f"bbox={AROUND}&limit=1e3", "limit"),
        (f"bbox={AROUND}&limit=20001", "limit"),
        (f"bbox={AROUND}&limit=1000000000", "limit"),
        (f"bbox={AROUND}&limit=٣", "limit"),
        (f"bbox={AROUND}&fields=name", "fields"),
        (f"bbox={AROUND}&location__intersects=/vsicurl/http://127.0.0.1:9/x", "location__intersects"),
        (f"bbox={AROUND}&category=nothing", "category"),
        (f"bbox={AROUND}&category={'长' * 5000}", "category"),
        (f"bbox={AROUND}&group=a%00b", "group"),
        (f"bbox={AROUND}&within=999999999999", "within"),
        (f"bbox={AROUND}&within=37162510420", "within"),
    ],
)
def test_bad_input_is_a_400_that_names_the_parameter(client, here, query, parameter):
    assert refusal(client.get(f"{PLACES}?{query}"), 400)["parameter"] == parameter


def test_a_bad_box_or_limit_is_refused_before_the_database_is_asked(client, here, django_assert_num_queries):
    with django_assert_num_queries(0):
        for query in ("bbox=1,2", f"bbox={AROUND}&limit=x", "level=9", f"bbox={AROUND}&x=%00"):
            refusal(client.get(f"{PLACES}?{query}"), 400)


def test_an_unknown_layer_is_a_404_that_names_those_there_are(client, db):
    assert "places" in refusal(client.get(f"/api/layers/roads.geojson?bbox={AROUND}"), 404)["message"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_nothing_but_reading_is_allowed(client, db, method):
    response = getattr(client, method)(f"{PLACES}?bbox={AROUND}")
    assert refusal(response, 405)["code"] == "method_not_allowed"
    assert "GET" in response["Allow"]


def test_a_client_may_ask_for_any_media_type(client, here):
    response = client.get(f"{PLACES}?bbox={AROUND}", headers={"Accept": "application/geo+json"})
    assert json.loads(response.content)["features"]


def test_every_public_geometry_that_intersects_the_box_is_there_though_its_middle_is_not(client, here):
    big = case(here.county, [here.east], name="大地块")
    plot = parcel(big, square(5_000, 5_000, 9_000), number="DK-09")
    lng, lat = at(13_500, 13_500)
    corner = f"{lng:.6f},{lat:.6f},{lng + 1:.6f},{lat + 1:.6f}"
    assert ids(client.get(f"/api/layers/parcels.geojson?bbox={corner}")) == {plot.public_id}


def test_each_property_of_each_layer_is_a_column_that_is_no_geometry():
    for layer in LAYERS.values():
        list(
            layer.queryset()
            .annotate(**{f"p_{name}": F(path) for name, path in layer.properties.items()})
            .none()
        )
        assert "area" not in layer.properties.values()
        assert "location" not in layer.properties.values()
