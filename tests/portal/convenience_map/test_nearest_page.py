"""/map/nearest: by the time on the road, open now, that handle an item."""

import re

import pytest

from layers.organisations.models import Organisation
from layers.places.models import HandledItem
from layers.regions.chosen import COOKIE
from layers.services.models import ServiceItem
from tests.layers.places.making import category, place
from tests.layers.roads.conftest import dataset
from tests.layers.roads.making import at, road

pytestmark = pytest.mark.django_db
# The river runs between the two; its bridge is in the east.
RIVER = [
    road((0, 0), (4, 0), name="南岸路"),
    road((4, 0), (4, 1), name="大桥"),
    road((0, 1), (4, 1), name="北岸路"),
]


@pytest.fixture
def town(regions, settings, always, client):
    settings.DEMO = True
    dataset(edges=RIVER, forbidden=[], source="sample")
    client.cookies[COOKIE] = "990101201000"
    across = place("对岸卫生室", regions["village"], at=at(0.2, 1), hours=always)
    along = place("本岸卫生室", regions["village"], at=at(3, 0), hours=always)
    closed = place("关门卫生室", regions["village"], at=at(1, 0))
    place("别的", regions["village"], at=at(0.5, 0), category=category("t-other", name="别的"))
    return {"across": across, "along": along, "closed": closed, "village": regions["village"]}


def names(client, query):
    response = client.get(f"/map/nearest?{query}")
    assert response.status_code == 200
    html = response.content.decode()
    return re.findall(r'class="row-main"><strong>(.*?)</strong>', html), html


def test_the_bank_of_the_river_decides_and_not_the_crow(client, town):
    found, html = names(client, "category=t-hospital")
    assert found == ["关门卫生室", "本岸卫生室", "对岸卫生室"]
    assert "约 300 米，开车约 1 分钟" in html
    assert f'href="/map/{town["along"].public_id}/way?mode=car"' in html
    assert "示意路线" in html


def test_open_now_and_handling_an_item(client, town):
    assert names(client, "category=t-hospital&open=1&mode=walk")[0] == ["本岸卫生室", "对岸卫生室"]
    owner = Organisation.objects.create(name="示例局", region=town["village"])
    item = ServiceItem.objects.create(name="居民医保报销", organisation=owner)
    HandledItem.objects.create(place=town["across"], item=item)
    found, html = names(client, f"item={item.public_id}&open=1")
    assert found == ["对岸卫生室"] and "办“居民医保报销”，哪里最近" in html
    assert client.get("/map/nearest?item=000000000").status_code == 404


def test_roads_that_are_not_for_everybody_leave_the_straight_order(client, town, settings):
    settings.DEMO = False
    found, html = names(client, "category=t-hospital")
    assert found == ["关门卫生室", "对岸卫生室", "本岸卫生室"]
    assert "道路数据还不能向公众提供路线" in html and "下面按直线距离排列" in html and "直线约" in html


def test_a_position_goes_along_and_is_kept_by_nobody(client, town):
    lng, lat = at(0, 1)
    response = client.get(f"/map/nearest?category=t-hospital&lng={lng:.5f}&lat={lat:.5f}")
    assert response["Cache-Control"] == "no-store"
    assert f"way?mode=car&amp;lng={lng:.5f}" in response.content.decode()
    del client.cookies[COOKIE]
    assert "从哪里出发？" in client.get("/map/nearest?category=t-hospital").content.decode()
    assert client.get("/map/nearest?category=nothing&mode=x&lng=1").status_code == 200
