"""/go/<id>: the right links for the visitor's own device, in the right datum."""

import json
import re
from html import unescape

import pytest
from django.contrib.gis.geos import Point

from geo.datum import wgs84_to_gcj02
from layers.places.models import Entrance
from tests.layers.places.making import place

pytestmark = pytest.mark.django_db

ANDROID = "Mozilla/5.0 (Linux; Android 14; M2102) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
HUAWEI = "Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 Chrome/114 Mobile HuaweiBrowser/5.1"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
)
WECHAT = IPHONE + " MicroMessenger/8.0.47"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"


@pytest.fixture
def hospital(regions):
    # The vector of domain.md B.3: its pin would stand 570 m off without the shift.
    return place("县医院", regions["village"], at=(118.12, 37.15), address="胜利路 1 号")


def links(client, made, agent, query=""):
    html = client.get(f"/go/{made.public_id}{query}", headers={"user-agent": agent}).content.decode()
    found = re.findall(r'href="([^"]+)" rel="external noopener" data-vendor="(\w+)"', html)
    return {vendor: unescape(url) for url, vendor in found}, html


def test_every_link_carries_the_pin_in_its_vendors_datum(client, hospital):
    found, _ = links(client, hospital, IPHONE)
    assert "to=118.126125,37.150792,%E5%8E%BF%E5%8C%BB%E9%99%A2" in found["amap"]
    assert "destination=latlng:37.150792,118.126125" in found["baidu"]
    assert "coord_type=gcj02" in found["baidu"]
    assert "tocoord=37.150792,118.126125&coord_type=2" in found["tencent"]
    assert "daddr=37.150792,118.126125" in found["petal"]
    assert "daddr=37.150792,118.126125" in found["apple"]


@pytest.mark.parametrize(
    ("agent", "vendors"),
    [
        (ANDROID, ["amap", "baidu", "tencent", "petal"]),
        (HUAWEI, ["petal", "amap", "baidu", "tencent"]),
        (IPHONE, ["apple", "amap", "baidu", "tencent", "petal"]),
        (DESK, ["amap", "baidu", "tencent"]),
        (WECHAT, ["tencent", "amap", "baidu", "petal"]),
    ],
)
def test_each_device_is_offered_what_it_can_open(client, hospital, agent, vendors):
    assert list(links(client, hospital, agent)[0]) == vendors


def test_wechat_gets_a_hint_and_the_argument_of_open_location(client, hospital):
    _, html = links(client, hospital, WECHAT)
    assert "在浏览器打开" in html
    data = re.search(r'<script id="wechat-location" type="application/json">(.+?)</script>', html)[1]
    location = json.loads(data)
    assert (location["longitude"], location["latitude"]) == (118.126125, 37.150792)
    assert (location["name"], location["address"]) == ("县医院", "胜利路 1 号")
    assert "wechat-location" not in links(client, hospital, IPHONE)[1]


def test_a_kiosk_opens_no_other_site_but_shows_the_code_and_the_way(client, hospital):
    html = client.get(
        f"/go/{hospital.public_id}?device=kiosk&lng=118.12&lat=37.1", headers={"user-agent": DESK}
    )
    html = html.content.decode()
    assert not re.findall(r'href="https?://(?!testserver)', html)
    assert 'aria-label="导航页的二维码"' in html
    assert f"http://testserver/go/{hospital.public_id}" in html
    assert "在您的正北方向，直线距离约 5.5 公里" in html
    assert "胜利路 1 号" in html


def test_the_way_leads_to_the_main_entrance(client, hospital):
    Entrance.objects.create(place=hospital, name="西门", location=Point(118.0, 37.0, srid=4490))
    Entrance.objects.create(
        place=hospital, name="急诊门", location=Point(118.05, 37.38, srid=4490), is_main=True
    )
    found, html = links(client, hospital, ANDROID)
    assert "118.126125" not in found["amap"]
    # The name of the door goes with its pin.
    lng, lat = wgs84_to_gcj02(118.05, 37.38)
    assert f"to={lng:.6f},{lat:.6f},%E5%8E%BF%E5%8C%BB%E9%99%A2" in found["amap"]
    assert "带您到：<strong>急诊门</strong>" in html


def test_the_mode_travels_and_a_vendor_without_it_is_left_out(client, hospital):
    found, _ = links(client, hospital, ANDROID, "?mode=ride&from=singlemessage")
    assert "mode=ride" in found["amap"]
    assert "baidu" not in found
    walking, _ = links(client, hospital, ANDROID, "?mode=nonsense")
    assert "mode=car" in walking["amap"]


def test_no_vendor_learns_where_the_visitor_stands(client, hospital):
    found, _ = links(client, hospital, ANDROID, "?lng=117.777777&lat=37.333333")
    assert not any("117.77" in url or "37.33" in url for url in found.values())


def test_a_cache_keeps_the_devices_apart(client, hospital):
    assert "User-Agent" in client.get(f"/go/{hospital.public_id}")["Vary"]
