"""/staff/basemap/: known points on pictures of the base map."""

import re

import pytest

from geo.datum import wgs84_to_gcj02
from geo.tile import unit_square
from tests.harness.signing_in import sign_in

POINT = {"name": "示例路口", "lng": 118.01, "lat": 37.38}


@pytest.fixture
def page(client, cast, settings):
    """The page as the county's editor reads it, with what the city file says of the base."""
    sign_in(client, cast.county_editor)
    settings.TIANDITU_KEY = "key-of-the-site"

    def read(**base):
        settings.CITY = {**settings.CITY, "basemap": {**settings.CITY["basemap"], **base}}
        return client.get("/staff/basemap/").content.decode()

    return read


def test_a_base_of_our_own_data_needs_no_calibration(page):
    html = page()
    assert "无需校准" in html and '<svg class="calibration"' not in html


@pytest.mark.parametrize(
    ("base", "reason"), [({}, "还没有写审图号"), ({"approval_no": "GS1", "datum": "gcj02"}, "登记为 GCJ-02")]
)
def test_it_says_why_a_chosen_base_is_not_in_use(page, base, reason):
    assert reason in page(kind="tianditu", **base)


def test_a_known_point_stands_on_the_picture_where_it_is_and_where_it_would_be_in_gcj02(page):
    html = page(kind="tianditu", approval_no="GS(2026)0001号", known_points=[POINT])
    assert "GS(2026)0001号" in html and "key-of-the-site" not in html
    first = re.search(r'<image href="/tiles/base/vec/16/(\d+)/(\d+)" x="0" y="0"', html)
    (x, y), (gcj_x, gcj_y) = re.findall(r"translate\(([\d.]+) ([\d.]+)\)", html)
    for found, (lng, lat) in (((x, y), (118.01, 37.38)), ((gcj_x, gcj_y), wgs84_to_gcj02(118.01, 37.38))):
        expected = [
            (part * 65536 - int(corner)) * 256
            for part, corner in zip(unit_square(lng, lat), first.groups(), strict=True)
        ]
        assert [float(value) for value in found] == pytest.approx(expected, abs=0.1)
    assert re.search(r"GCJ-02 的位置离它 [45678]\d\d 米", html)
    assert [int(metres) for metres in re.findall(r"(\d+) 米</text>", html)] == [50, 200, 500]
    # At this latitude a pixel of level 16 is 1.9 m.
    assert 500 / float(re.findall(r'<circle r="([\d.]+)"', html)[-1]) == pytest.approx(1.898, abs=0.01)


def test_without_known_points_it_says_where_they_are_written(page):
    assert "known_points" in page(kind="tianditu", approval_no="GS1")
