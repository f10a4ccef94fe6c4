"""Own lines on a public map: only where the city names their approval."""

import json

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.test import Client, override_settings

from layers.regions.models import Kind, Level, Region
from layers.versions import bump
from portal.map_options import map_options

pytestmark = pytest.mark.django_db
SQUARE = MultiPolygon(Polygon.from_bbox((118.0, 37.0, 118.1, 37.1)), srid=4490)


@pytest.fixture
def county() -> Region:
    return Region.objects.create(
        level=Level.COUNTY,
        kind=Kind.COUNTY,
        name="甲县",
        code="990001000000",
        label_point=Point(118.05, 37.05, srid=4490),
        area=SQUARE,
        public_area=SQUARE,
    )


@pytest.mark.parametrize(
    ("demo", "approval", "kind"),
    [(False, "", "Point"), (False, "鲁SG(2026)001号", "MultiPolygon"), (True, "", "MultiPolygon")],
)
def test_without_approval_a_region_is_a_name_at_a_point(
    client: Client, county: Region, settings, demo: bool, approval: str, kind: str
) -> None:
    with override_settings(DEMO=demo, CITY={**settings.CITY, "boundaries": {"approval": approval}}):
        one = json.loads(client.get("/basemap.geojson").content)["features"][0]
    assert one["geometry"]["type"] == kind
    assert one["properties"] == {"name": "甲县", "level": 2, "label": [118.05, 37.05]}


def test_the_base_is_sent_again_only_after_a_change(client: Client, county: Region) -> None:
    tag = client.get("/basemap.geojson")["ETag"]
    assert client.get("/basemap.geojson", headers={"if-none-match": tag}).status_code == 304
    bump("regions")
    assert client.get("/basemap.geojson", headers={"if-none-match": tag}).status_code == 200


def test_a_map_carries_the_note_and_the_number_of_the_settings(settings) -> None:
    basemap = {"kind": "own", "approval_no": "鲁S(2026)042号", "notice": "示意图"}
    with override_settings(CITY={**settings.CITY, "basemap": basemap}):
        options = map_options(view=[118.0, 37.0, 118.1, 37.1], label="丙村的地块")
    assert options["base"] == {**basemap, "url": "/basemap.geojson", "pictures": []}
    assert options["view"] == [118.0, 37.0, 118.1, 37.1]
    assert options["label"] == "丙村的地块"


def test_a_city_with_its_number_and_key_shows_pictures_through_this_site(settings) -> None:
    basemap = {**settings.CITY["basemap"], "kind": "tianditu", "approval_no": "GS(2026)0001号"}
    with override_settings(CITY={**settings.CITY, "basemap": basemap}, TIANDITU_KEY="key-of-the-site"):
        pictures = map_options()["base"]["pictures"]
    assert pictures == ["/tiles/base/vec/{z}/{x}/{y}", "/tiles/base/cva/{z}/{x}/{y}"]
    assert map_options()["base"]["pictures"] == []
