"""Squares of the own base: roads that may be shown, names of villages."""

import datetime as dt

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from geo.tile import Tile
from layers.regions.models import Kind, Level, Region
from layers.roads.models import RoadDataset
from layers.roads.modes import RoadClass
from layers.versions import bump
from tests.layers.roads.conftest import LAWFUL, dataset
from tests.layers.roads.making import LAT, LNG, road

pytestmark = pytest.mark.django_db
# A provincial road in two pieces, a street beside it.
EDGES = [
    road((0, 0), (5, 0), name="S901", road_class=RoadClass.PRIMARY),
    road((5, 0), (9, 0), name="S901", road_class=RoadClass.PRIMARY),
    road((0, 2), (3, 2), name="前街", road_class=RoadClass.STREET),
]


def address(level: int, version: str = "0-0") -> str:
    tile = Tile.at(LNG, LAT, level)
    return f"/basemap/{version}/{tile.z}/{tile.x}/{tile.y}.json"


def features(client: Client, level: int = 12) -> list[dict]:
    return client.get(address(level)).json()["features"]


def offered(client: Client) -> dict:
    return client.get("/basemap.geojson").json()["squares"]


def version_named(client: Client) -> str:
    version: str = offered(client)["url"].split("/")[2]
    return version


@pytest.fixture
def village(db) -> Region:
    return Region.objects.create(
        level=Level.VILLAGE, kind=Kind.VILLAGE, name="甲村村委会", code="990001001001",
        label_point=Point(LNG, LAT, srid=4490),
    )  # fmt: skip


def test_from_afar_the_great_roads_are_there_from_near_every_street_and_village(client, village):
    dataset(edges=EDGES, forbidden=[])
    afar, near = features(client, 8), features(client, 12)
    assert [one["properties"] for one in afar] == [{"road": "primary", "name": "S901"}]
    assert [one["properties"] for one in near] == [
        {"road": "primary", "name": "S901"}, {"road": "street", "name": "前街"}, {"name": "甲村", "level": 4},
    ]  # fmt: skip
    # Two edges of one road are one line, so that its name is written once.
    assert near[0]["geometry"]["type"] == "LineString"


def test_a_road_ends_at_the_edge_of_the_square_and_goes_on_in_the_next(client):
    tile = Tile.at(LNG, LAT, 12)
    box = tile.bbox()
    far = road((0, 0), (200, 0), name="S901", road_class=RoadClass.PRIMARY)
    dataset(edges=[far], forbidden=[])
    ends = []
    for x in (tile.x, tile.x + 1):
        (found,) = client.get(f"/basemap/0-0/12/{x}/{tile.y}.json").json()["features"]
        ends.append([lng for lng, _ in found["geometry"]["coordinates"]])
    assert max(ends[0]) == pytest.approx(box.east, abs=2e-5) == min(ends[1])


@pytest.mark.parametrize(
    "given",
    [
        {"source": RoadDataset.Source.OSM},
        {"source": RoadDataset.Source.SAMPLE},
        {"approval_no": ""},
        {"expires_on": dt.date(2026, 1, 1)},
    ],
    ids=["osm", "sample", "no number", "expired"],
)
def test_roads_that_may_not_be_shown_are_not_drawn_but_in_the_demo(client, settings, given):
    settings.DEMO = False
    dataset(edges=EDGES, forbidden=[], **given)
    assert features(client) == [] and offered(client)["note"] == ""
    settings.DEMO = True
    assert len(features(client)) == 2


def test_the_map_names_the_review_and_the_makers_of_the_roads(client, settings):
    settings.DEMO = False
    dataset(edges=EDGES, forbidden=[])
    said = offered(client)["note"]
    assert said == f"道路审图号：{LAWFUL['approval_no']} · {LAWFUL['producer']} · {LAWFUL['licence']}"


def test_a_square_is_kept_for_ever_under_the_version_that_the_base_names_and_another_follows_a_change(
    client, village
):
    first = version_named(client)
    assert "immutable" in client.get(address(12, first))["Cache-Control"]
    assert "immutable" not in client.get(address(12, "9-9"))["Cache-Control"]
    bump("regions")
    second = version_named(client)
    dataset(edges=EDGES, forbidden=[])
    third = version_named(client)
    assert len({first, second, third}) == 3


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("0-0/12/4096/0", 400),
        ("0-0/12/-1/0", 400),
        ("0-0/012/1/1", 400),
        ("0-0/９/1/1", 400),
        ("0-0/99/1/1", 400),
        ("0-0/11/1/1", 404),
        ("today/12/1/1", 404),
    ],
)
def test_an_address_that_is_none_is_refused(client, path, status):
    assert client.get(f"/basemap/{path}.json").status_code == status


def test_an_unknown_parameter_is_named(client):
    answer = client.get(address(12), {"url": "x"})
    assert answer.status_code == 400 and "没有这个参数" in answer.content.decode()
