import pytest

from geo.bbox import BBox
from geo.errors import BadInput
from geo.survey import ZoneConflict, ZoneUnknown, agree_on_crs, decide_crs, looks_swapped, zones_within
from geo.zone import Datum

# (X northing, Y easting), as the columns of a survey file stand.
PREFIXED = [(4113800.0, 39599400.0), (4113600.0, 39599550.0)]
BARE = [(4113800.0, 599400.0), (4113600.0, 599550.0)]
SIX_DEGREE = [(4113800.0, 20599400.0)]
AREA = BBox(117.0, 36.5, 119.0, 38.5)


def decide(points, *, datum=Datum.CGCS2000, degrees=3, zone=None, area=None):
    return decide_crs(points, datum=datum, degrees=degrees, zone=zone, area=area)


@pytest.mark.parametrize(
    ("points", "degrees", "zone", "datum", "srid"),
    [
        (PREFIXED, 3, 39, Datum.CGCS2000, 4527),
        (BARE, 3, 39, Datum.CGCS2000, 4548),
        (PREFIXED, 3, None, Datum.CGCS2000, 4527),
        (PREFIXED, None, None, Datum.CGCS2000, 4527),
        (SIX_DEGREE, 6, 20, Datum.CGCS2000, 4498),
        (BARE, 6, 20, Datum.CGCS2000, 4509),
        ([(4197445.0, 40368948.0)], 3, 40, Datum.CGCS2000, 4528),
        ([(4197445.0, 368948.0)], 3, 40, Datum.CGCS2000, 4549),
        (PREFIXED, 3, 39, Datum.XIAN80, 2363),
        (BARE, 3, 40, Datum.XIAN80, 2385),
        (PREFIXED, 3, 39, Datum.BEIJING54, 2415),
        (BARE, 3, 39, Datum.BEIJING54, 2436),
        ([(2500000.0, 36500000.0)], 3, 36, Datum.CGCS2000, 4524),
        ([(4850000.0, 480000.0)], 3, 29, Datum.CGCS2000, 4538),
    ],
)
def test_the_crs_follows_from_header_and_numbers(points, degrees, zone, datum, srid):
    decided = decide(points, degrees=degrees, zone=zone, datum=datum)
    assert decided.srid == srid
    assert decided.approximate == (datum is not Datum.CGCS2000)
    assert str(decided.zone.zone) in decided.why and datum in decided.why


@pytest.mark.parametrize(
    ("points", "header", "reason"),
    [
        (BARE, {}, "无法判断分带"),
        (PREFIXED, {"zone": 40}, "带号 40 与横坐标前缀 39 不符"),
        (PREFIXED, {"degrees": 6}, "几度分带写的是 6"),
        (SIX_DEGREE, {"degrees": 3}, "几度分带写的是 3"),
        (BARE, {"zone": 20, "degrees": 3}, "几度分带写的是 3"),
        (BARE, {"zone": 50}, "带号 50 不是中国的"),
        (PREFIXED, {"datum": None}, "没有写明坐标系"),
        (PREFIXED + BARE, {"zone": 39}, "前缀不一致"),
        ([*PREFIXED, (4113800.0, 40399400.0)], {}, "前缀不一致"),
        ([], {}, "没有坐标"),
        ([(float("nan"), 39599400.0)], {}, "不是数字"),
        ([(0.0, 0.0)], {"zone": 39}, "不像中国的高斯坐标"),
        ([(37.15, 118.12)], {"zone": 39}, "不像中国的高斯坐标"),
        ([(4113800.0, 50599400.0)], {}, "不像中国的高斯坐标"),
        ([*PREFIXED, (0.0, 0.0)], {"zone": 39}, "不像中国的高斯坐标"),
    ],
)
def test_an_unclear_or_contradicting_file_is_refused_and_nothing_is_defaulted(points, header, reason):
    with pytest.raises(BadInput) as refused:
        decide(points, **header)
    assert reason in refused.value.message


@pytest.mark.parametrize("points", [PREFIXED, BARE, SIX_DEGREE])
def test_a_swapped_xy_file_is_refused_with_both_values_shown(points):
    swapped = [(y, x) for x, y in points]
    assert looks_swapped(swapped) and not looks_swapped(points)
    with pytest.raises(BadInput) as refused:
        decide(swapped, zone=39)
    assert "X/Y 疑似颠倒" in refused.value.message
    assert f"{points[0][0]:.3f}" in refused.value.message and f"{points[0][1]:.3f}" in refused.value.message


def test_no_points_are_not_called_swapped():
    assert not looks_swapped([])


def test_a_bare_file_read_in_the_next_zone_is_caught_by_the_area_three_degrees_away():
    assert decide(BARE, zone=39, area=AREA).srid == 4548
    with pytest.raises(BadInput) as refused:
        decide(BARE, zone=40, area=AREA)
    assert refused.value.parameter == "带号"
    assert "东经 121.1189" in refused.value.message


@pytest.mark.parametrize(
    ("points", "header", "kind"),
    [
        (BARE, {}, ZoneUnknown),
        (PREFIXED, {"datum": None}, ZoneUnknown),
        (PREFIXED, {"datum": Datum.WGS84}, ZoneUnknown),
        (PREFIXED, {"zone": 40}, ZoneConflict),
        (PREFIXED, {"degrees": 6}, ZoneConflict),
        (PREFIXED + BARE, {"zone": 39}, ZoneConflict),
    ],
)
def test_not_said_and_contradicting_are_different_refusals(points, header, kind):
    with pytest.raises(kind):
        decide(points, **header)


def agree(points, srid, *, datum=None, degrees=None, zone=None):
    return agree_on_crs(points, srid, datum=datum, degrees=degrees, zone=zone)


def test_a_person_may_choose_the_crs_of_a_file_that_says_nothing():
    assert agree(BARE, 4548).srid == 4548
    assert agree(PREFIXED, 4527, datum=Datum.CGCS2000, degrees=3, zone=39).srid == 4527
    assert agree(BARE, 2384).approximate


@pytest.mark.parametrize(
    ("points", "srid", "header", "told"),
    [
        (PREFIXED, 4548, {}, "横坐标前缀没有，文件的横坐标前缀是 39"),
        (BARE, 4527, {}, "横坐标前缀是 39，文件的横坐标前缀没有"),
        (PREFIXED, 4528, {}, "横坐标前缀是 40，文件的横坐标前缀是 39"),
        (BARE, 4548, {"zone": 40}, "带号是 39，文件的带号是 40"),
        (BARE, 4509, {"degrees": 3}, "几度分带是 6，文件的几度分带是 3"),
        (BARE, 4548, {"datum": Datum.XIAN80}, "文件的坐标系是 1980西安坐标系"),
    ],
)
def test_what_a_person_chooses_may_not_deny_the_file(points, srid, header, told):
    with pytest.raises(ZoneConflict) as refused:
        agree(points, srid, **header)
    assert told in refused.value.message


@pytest.mark.parametrize("srid", [4490, 4326, 3857, 0])
def test_what_is_no_zone_cannot_be_chosen(srid):
    with pytest.raises(BadInput) as refused:
        agree(BARE, srid)
    assert refused.value.parameter == "crs"


def test_the_zones_that_put_bare_numbers_into_the_city_are_found():
    assert {zone.srid for zone in zones_within(BARE, Datum.CGCS2000, AREA)} == {4548, 4509}
    assert {zone.srid for zone in zones_within(PREFIXED, Datum.CGCS2000, AREA)} == {4527}
    assert {zone.srid for zone in zones_within(BARE, Datum.XIAN80, AREA)} == {2384, 2338 + 20 - 13}
    assert zones_within(BARE, Datum.CGCS2000, BBox(100.0, 20.0, 101.0, 21.0)) == []
