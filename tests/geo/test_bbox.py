import math

import pytest

from geo.bbox import BBox
from geo.errors import BadInput


def test_four_numbers_are_read_as_west_south_east_north():
    box = BBox.parse("117.26,36.69,118.62,38.27")
    assert (box.west, box.south, box.east, box.north) == (117.26, 36.69, 118.62, 38.27)
    assert box.as_tuple() == (117.26, 36.69, 118.62, 38.27)


@pytest.mark.parametrize("text", ["-180,-90,180,90", "0,0,0,0", "118,37,118,37.5", "-118.5,-37,-117,-36"])
def test_the_whole_world_a_point_and_a_line_are_boxes(text):
    assert BBox.parse(text).as_tuple() == tuple(float(part) for part in text.split(","))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "缺少范围框"),
        (None, "缺少范围框"),
        ("117,36,119", "四个数字"),
        ("117,36,119,38,1", "四个数字"),
        ("117,36,119,", "缺少北界"),
        ("nan,36,119,38", "西界必须是"),
        ("117,NaN,119,38", "南界必须是"),
        ("117,36,inf,38", "东界必须是"),
        ("117,36,119,-Infinity", "北界必须是"),
        ("117,36,119,3e1", "北界必须是"),
        ("1_17,36,119,38", "西界必须是"),
        ("+117,36,119,38", "西界必须是"),
        (" 117,36,119,38", "西界必须是"),
        ("117,36,119,38\n", "北界必须是"),
        ("117,36,119,0x26", "北界必须是"),
        ("117,36,119,.5", "北界必须是"),
        ("１１７,36,119,38", "西界必须是"),
        ("١١٧,36,119,38", "西界必须是"),
        ("117，36，119，38", "四个数字"),
        ("117,36,119,38\x00", "北界必须是"),
        ("117,36,119,38' OR 1=1", "北界必须是"),
        ("117,36,180.1,38", "东界超出范围"),
        ("117,36,119,90.5", "北界超出范围"),
        ("1000000000,36,119,38", "西界超出范围"),
        ("37,117,38,119", "南界超出范围"),
        ("119,36,117,38", "西界大于东界"),
        ("117,38,119,36", "南界大于北界"),
        ("170,-10,-170,10", "180 度经线"),
        ("1" * 5000, "范围框过长"),
        (",".join(["117." + "0" * 60] * 4), "范围框过长"),
    ],
)
def test_a_bad_box_is_refused_with_a_chinese_reason_that_names_the_parameter(text, reason):
    with pytest.raises(BadInput) as refused:
        BBox.parse(text)
    assert refused.value.parameter == "bbox"
    assert reason in refused.value.message
    assert "\x00" not in refused.value.message


def test_the_reason_names_the_parameter_that_the_caller_uses():
    with pytest.raises(BadInput) as refused:
        BBox.parse("1,2", parameter="extent")
    assert refused.value.parameter == "extent"
    assert str(refused.value).startswith("extent:")


@pytest.mark.parametrize("sides", [(math.nan, 0, 1, 1), (0, 0, math.inf, 1), (2, 0, 1, 1), (0, 2, 1, 1)])
def test_a_box_made_in_code_is_held_to_the_same_rules(sides):
    with pytest.raises(BadInput):
        BBox(*sides)


def test_the_edges_belong_to_the_box():
    box = BBox(117, 36, 119, 38)
    assert box.contains(117, 36) and box.contains(119, 38) and box.contains(118, 37)
    assert not box.contains(116.999, 37) and not box.contains(118, 38.001)
    assert not box.contains(37, 118)


def test_boxes_that_touch_intersect_and_boxes_apart_do_not():
    box = BBox(117, 36, 119, 38)
    assert box.intersects(BBox(119, 38, 120, 39)) and box.intersects(BBox(118, 37, 118.1, 37.1))
    assert BBox(118, 37, 118.1, 37.1).intersects(box)
    assert not box.intersects(BBox(119.001, 36, 120, 38)) and not box.intersects(BBox(117, 38.1, 119, 39))


def test_a_kilometre_of_growth_is_a_kilometre_on_the_ground_and_hardly_more():
    from geo.area import GEOD

    box = BBox(118, 37, 118.2, 37.2)
    grown = box.expand(1000)
    for lng, lat, grown_lng, grown_lat in [
        (118, 37, 118, grown.south),
        (118.2, 37.2, 118.2, grown.north),
        (118, 37.2, grown.west, 37.2),
        (118.2, 37, grown.east, 37),
    ]:
        _, _, metres = GEOD.inv(lng, lat, grown_lng, grown_lat)
        assert 1000 <= metres < 1010


def test_growth_stops_at_the_poles_and_the_date_line():
    assert BBox(170, 80, 179.9, 89.9).expand(50_000).as_tuple()[2:] == (180.0, 90.0)
    assert BBox(0, 0, 1, 1).expand(1e9).as_tuple() == (-180.0, -90.0, 180.0, 90.0)
    for wrong in (-1, math.nan, math.inf):
        with pytest.raises(ValueError):
            BBox(0, 0, 1, 1).expand(wrong)


def test_the_ring_is_closed_and_turns_counter_clockwise():
    assert BBox(1, 2, 3, 4).ring() == [(1, 2), (3, 2), (3, 4), (1, 4), (1, 2)]
