"""/map/<id>/reach: what one gets to from a place in so many minutes, as a list without a map, and the area beside it."""

import json
import re

import pytest
from django.contrib.gis.geos import Point

from layers.regions.models import Level
from tests.layers.places.making import place, region
from tests.layers.roads.conftest import dataset
from tests.layers.roads.making import at, road

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic(regions, settings):
    settings.DEMO = True
    village = region(Level.VILLAGE, "东岭村委会", "990101202000", regions["town"])
    village.label_point = Point(*at(15, 0), srid=4490)
    village.save()
    place("近处药店", regions["village"], at=at(3, 0.1))
    place("远处药店", regions["village"], at=at(29, 0.1))
    place("河那边的药店", regions["village"], at=at(3, 2))
    dataset(edges=[road((0, 0), (40, 0), name="一路"), road((0, 2), (9, 2))], forbidden=[], source="sample")
    return place("湖滨卫生院", regions["village"], at=at(2, 0))


def page(client, made, query=""):
    response = client.get(f"/map/{made.public_id}/reach{query}")
    assert response.status_code == 200
    html = response.content.decode()
    return html, re.findall(r'<span class="row-main"><strong>(.*?)</strong>', html)


def test_on_foot_a_quarter_of_an_hour_unless_asked_otherwise(client, clinic):
    html, names = page(client, clinic)
    assert "步行 15 分钟能到哪里" in html and "示意路线，只作演示" in html
    # 柳桥村 lies at the beginning of the road, 200 m away.
    assert names == ["柳桥村", "近处药店"]
    assert "约 100 米，约 2 分钟" in html
    assert page(client, clinic, "?minutes=30&mode=walk")[1] == ["柳桥村", "东岭村", "近处药店"]
    assert page(client, clinic, "?minutes=10&mode=car")[1][-1] == "远处药店"
    for odd in ("?minutes=7", "?minutes=NaN&mode=bus", "?minutes=100000"):
        assert page(client, clinic, odd)[1] == names


def test_the_map_gets_the_area_and_the_place_page_leads_there(client, clinic):
    html, _ = page(client, clinic)
    told = json.loads(re.search(r'<script id="map-reach" type="application/json">(.+?)</script>', html)[1])
    (feature,) = told["area"]["features"]
    assert feature["geometry"]["type"] == "Polygon" and told["place"]["id"] == clinic.public_id
    assert f'href="/map/{clinic.public_id}/reach"' in client.get(f"/map/{clinic.public_id}").content.decode()


def test_the_rule_of_routes_holds_and_a_place_off_the_roads_says_why(client, clinic, settings, regions):
    far = place("湖心亭", regions["village"], at=at(2, 30))
    assert "太远了，算不出路线" in page(client, far)[0]
    settings.DEMO = False
    html, names = page(client, clinic)
    assert "道路数据还不能向公众提供路线" in html and names == [] and "map-reach" not in html
    assert client.get("/map/000000000/reach").status_code == 404
