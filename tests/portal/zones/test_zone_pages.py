"""/zones/ and /boards/ for the public, and a device that stands in a zone."""

import re

import pytest

from tests.harness.cast import make_cast
from tests.layers.places.making import place
from tests.layers.zones.making import board, zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return make_cast()


def test_a_zone_shows_where_it_is_who_is_on_duty_and_what_does_not_work(client, cast):
    hall = place("东县大厅", cast.county, (118.1, 37.2), [("every_day", "00:00", "23:59")])
    made = zone(cast.bureau, place=hall)
    made.duties.create(days="every_day", name="王值班", phone="0543-1")
    made.devices.create(kind="printer", state="in_repair")
    html = client.get(made.get_absolute_url()).content.decode()
    for words in ("东县大厅", "24 小时开放", "王值班", "正在维修，暂时不能用"):
        assert words in html
    listed = client.get("/zones/", {"level": "2"}).content.decode()
    assert "<strong>东县专区</strong>" in listed and made.public_id in listed.split("map-points")[1]


def test_a_device_takes_area_colours_and_order_of_its_zone_and_another_county_is_not_first(client, cast):
    made = zone(cast.neighbour_bureau, "西县专区", colour="#2d6a4f")
    zone(cast.bureau)
    made.home_modules.create(module="government_sites")
    client.cookies["village"] = cast.village.code
    answer = client.get(f"{made.get_absolute_url()}/here")
    assert answer.url == "/" and client.cookies["area"].value == cast.neighbour.code
    html = client.get("/").content.decode()
    assert 'data-device="kiosk"' in html and f"{made.get_absolute_url()}/theme.css" in html
    small = html.split("tiles-small")[1]
    assert small.index('href="/sites/"') < small.index('href="/know/"')
    assert "--brand: #2d6a4f" in client.get(f"{made.get_absolute_url()}/theme.css").content.decode()
    names = re.findall(r"<strong>(.县专区)</strong>", client.get("/zones/").content.decode())
    assert names == ["西县专区", "东县专区"]
    client.get("/look/", {"zone": ""})
    assert "theme.css" not in client.get("/").content.decode()


def test_a_board_shows_what_hangs_there_and_has_its_poster(client, cast):
    made = board(cast.bureau)
    made.sheets.create(title="低保名单公示", address="/policies/")
    html = client.get(made.get_absolute_url()).content.decode()
    assert 'href="/policies/"' in html and "低保名单公示" in html and "还没有查看记录" in html
    sheet = client.get(f"{made.get_absolute_url()}/poster.pdf")
    assert sheet["Content-Type"] == "application/pdf" and sheet.content.startswith(b"%PDF")
