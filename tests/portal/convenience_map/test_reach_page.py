"""/map/reach: each village of a county to the nearest doctor, school and hall, by road."""

import json
import re

import pytest
from django.contrib.gis.geos import Point

from layers import versions
from layers.places.models import Category
from layers.regions.models import Level
from tests.layers.places.making import place, region
from tests.layers.roads.conftest import dataset
from tests.layers.roads.making import at, road

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(regions, settings):
    settings.DEMO = True
    east = region(Level.VILLAGE, "东岭村委会", "990101202000", regions["town"])
    east.label_point = Point(*at(60, 0), srid=4490)
    east.save()
    of = {
        category.code: category for category in Category.objects.filter(code__in=("clinic", "primary-school"))
    }
    place("湖滨卫生院", regions["village"], at=at(2, 0), category=of["clinic"])
    place("邻县小学", regions["far"], at=at(61, 0), category=of["primary-school"])
    dataset(edges=[road((0, 0), (61, 0)), road((70, 70), (71, 70))], forbidden=[], source="sample")
    return regions["county"]


def table(client, query):
    response = client.get(f"/map/reach?{query}")
    assert response.status_code == 200
    html = response.content.decode()
    rows = [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", one)).strip()
        for one in re.findall(r"<tr[^>]*><th scope=\"row\">(.*?)</tr>", html)
    ]
    return rows, html


def test_the_farthest_stand_first_and_a_place_across_the_border_counts(client, county):
    rows, html = table(client, f"county={county.code}")
    assert rows == [
        "东岭村 湖滨镇 约 5.8 公里 约 10 分钟 湖滨卫生院 约 100 米 约 1 分钟 邻县小学 没有路通到",
        "柳桥村 湖滨镇 约 200 米 约 1 分钟 湖滨卫生院 约 6.1 公里 约 11 分钟 邻县小学 没有路通到",
    ]
    assert "2 个村里，路程超过 5 公里的：看病 1 个，上小学 1 个，办事 2 个" in html
    assert table(client, f"county={county.code}&order=school")[0][0].startswith("柳桥村")
    assert "约 1 小时 25 分钟" in table(client, f"county={county.code}&mode=walk")[1]


def test_a_new_place_changes_the_table_at_once(client, county, regions):
    table(client, f"county={county.code}")
    place("东岭卫生室", regions["village"], at=at(60, 0.1), category=Category.objects.get(code="clinic"))
    versions.bump("places")
    assert "约 10 米 约 1 分钟 东岭卫生室" in table(client, f"county={county.code}&order=clinic")[0][1]


def test_unlicensed_roads_and_an_unknown_county(client, county, settings):
    assert "选一个县市区" in table(client, "county=1&mode=x&order=y")[1]
    settings.DEMO = False
    rows, html = table(client, f"county={county.code}")
    assert rows == [] and "道路数据还不能向公众提供路线" in html


def test_the_map_marks_each_village_by_its_band_and_the_legend_counts_them(client, county):
    html = table(client, f"county={county.code}&order=clinic")[1]
    points = json.loads(re.search(r'id="map-villages" type="application/json">(.+?)</script>', html)[1])
    assert {(one["id"], one["tone"]) for one in points} == {
        ("990101202000", "wrong"),
        ("990101201000", "good"),
    }
    assert "柳桥村：约 200 米" in {one["name"] for one in points}
    assert re.findall(r"</span>(2 公里以内|2 到 5 公里|5 公里以上或没有路)：(\d) 个村", html) == [
        ("2 公里以内", "1"), ("2 到 5 公里", "0"), ("5 公里以上或没有路", "1"),
    ]  # fmt: skip


def test_the_layer_has_a_point_a_village_with_metres_and_seconds(client, county, settings):
    answer = client.get(f"/map/reach.geojson?county={county.code}&mode=car")
    assert answer["Content-Type"] == "application/geo+json"
    told = {feature["id"]: feature for feature in answer.json()["features"]}
    east = told["990101202000"]
    assert east["geometry"]["coordinates"] == pytest.approx(at(60, 0), abs=1e-6)
    properties = east["properties"]
    assert (
        properties["clinic_m"] == pytest.approx(5800, rel=0.01) and properties["clinic_name"] == "湖滨卫生院"
    )
    assert properties["school_s"] == pytest.approx(10, abs=1) and properties["hall_m"] is None
    assert client.get("/map/reach.geojson?county=1").status_code == 404
    settings.DEMO = False
    assert client.get(f"/map/reach.geojson?county={county.code}").status_code == 403
