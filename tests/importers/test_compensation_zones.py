"""Lists of compensation zones, and the line on the page of a village."""

import datetime as dt
from decimal import Decimal

import pytest

from layers.changes.aggregate import NOUNS
from layers.changes.reading import content_hash
from layers.changes.undo import undo
from layers.compensation.here import zones_of
from layers.compensation.models import CompensationZone
from tests.harness.cast import make_cast
from tests.importers.lists import checked, layer, sheet, told
from tests.importers.places import square, villages
from tests.layers.changes.making import reviewed

pytestmark = pytest.mark.django_db
HEADER = [
    "县区", "区片级别", "区片综合地价", "元/公顷", "单位", "永久基本农田", "土地补偿费比例", "安置补助费比例", "涉及村", "文号",
    "实施时间", "停用日期", "区片范围",
]  # fmt: skip
ROW = {"县区": "博兴县", "区片级别": "I", "区片综合地价": 62_000, "涉及村": "甲村、乙村", "文号": "鲁政发〔2024〕1号",
       "实施时间": "2024-01-01", "土地补偿费比例": 0.4, "安置补助费比例": "60%"}  # fmt: skip
DAY = dt.date(2026, 11, 26)


@pytest.fixture
def cast():
    cast = make_cast()
    cast.villages = villages(cast.town)
    return cast


def imported(cast, *rows, **given):
    found = checked("compensation_zones", cast.county_editor, sheet(HEADER, *rows), **given)
    assert found.change_set is not None, found.problems
    return reviewed(found.change_set, cast)


def test_a_list_by_villages_becomes_public_and_stands_on_their_pages_with_its_source(cast, client):
    rows = [ROW, {**ROW, "区片级别": "II", "区片综合地价": 58_000, "涉及村": "丙村", "永久基本农田": 60_000}]
    imported(cast, *rows)
    first, second = CompensationZone.objects.order_by("number")
    assert (first.price_per_mu, first.price_per_ha, first.land_share) == (
        Decimal(62_000),
        Decimal(930_000),
        Decimal(40),
    )
    assert [one.zone for one in zones_of(cast.villages[2], DAY)] == [second]
    page = client.get(f"/v/{cast.villages[0].code}").content.decode()
    assert "本村区片综合地价 <b>62,000 元/亩</b>（自 2024 年 1 月 1 日起，鲁政发〔2024〕1号）" in page
    assert "合 930,000 元/公顷" in page
    assert "土地补偿费 40%、安置补助费 60%" in page
    assert "来源：导入（清单.xlsx）" in page
    assert "区片综合地价" not in client.get(f"/v/{cast.village.code}").content.decode()


def test_rows_of_one_zone_are_joined_and_a_town_means_all_its_villages(cast):
    rows = [
        ROW,
        {**ROW, "区片综合地价": None, "涉及村": "丙村"},
        {**ROW, "区片级别": "II", "涉及村": "湖滨镇全部村"},
    ]
    imported(cast, *rows)
    first, second = CompensationZone.objects.order_by("number")
    assert first.zone_villages.count() == 3
    assert second.zone_villages.count() == 4


def test_the_same_list_again_changes_nothing_and_a_corrected_price_changes_only_that(cast):
    imported(cast, ROW)
    again = checked("compensation_zones", cast.county_editor, sheet(HEADER, ROW))
    assert (again.counts["unchanged"], again.change_set) == (1, None)
    found = checked("compensation_zones", cast.county_editor, sheet(HEADER, {**ROW, "区片综合地价": 62_500}))
    row = found.change_set.rows.get()
    assert {name for name in row.after if row.after[name] != row.before[name]} == {"price_per_mu"}


@pytest.mark.parametrize(
    ("price", "unit"),
    [({"区片综合地价": 6.2}, "万元/亩"), ({"区片综合地价": "930,000"}, "元/公顷"), ({"区片综合地价": 93}, "元/平方米"),
     ({"元/公顷": 930_000}, None), ({"区片综合地价": 62_000, "元/公顷": 930_000}, None)],
)  # fmt: skip
def test_a_price_in_any_unit_is_the_same_price(cast, price, unit):
    row = {name: value for name, value in ROW.items() if name != "区片综合地价"}
    imported(cast, {**row, **price, "单位": unit})
    assert CompensationZone.objects.get().price_per_mu == Decimal("62000.00")


def test_every_fault_is_told_at_once(cast):
    rows = [
        {**ROW, "区片级别": "1", "县区": "湖滨镇"},
        {**ROW, "区片级别": "2", "县区": "天边县"},
        {**ROW, "区片级别": "3", "区片综合地价": "六万"},
        {**ROW, "区片级别": "4", "区片综合地价": -1},
        {**ROW, "区片级别": "5", "元/公顷": 900_000},
        {**ROW, "区片级别": "6", "土地补偿费比例": 30},
        {**ROW, "区片级别": "7", "安置补助费比例": None},
        {**ROW, "区片级别": "8", "涉及村": "丁村"},
        {**ROW, "区片级别": "9", "涉及村": None},
        {**ROW, "区片级别": "10", "文号": None},
        {**ROW, "区片级别": "11", "实施时间": "今年"},
        {**ROW, "区片级别": "12", "停用日期": "2020-01-01"},
        {**ROW, "区片级别": "13", "单位": "元/垄"},
        {**ROW, "区片级别": "14"},
        {**ROW, "区片级别": "14", "区片综合地价": 1},
        {**ROW, "区片级别": "15", "区片综合地价": None},
        {**ROW, "区片级别": None},
        {**ROW, "区片级别": "16", "土地补偿费比例": 140},
    ]
    found = checked("compensation_zones", cast.county_editor, sheet(HEADER, *rows))
    assert told(found) == [
        (2, "wrong_level"), (3, "unknown_region"), (4, "bad_value"), (5, "bad_value"), (6, "differs"), (7, "bad_value"),
        (8, "bad_value"), (9, "unknown_region"), (10, "missing_value"), (11, "missing_value"), (12, "bad_value"),
        (13, "bad_value"), (14, "bad_value"), (16, "differs"), (17, "missing_value"), (18, "missing_value"),
        (19, "bad_value"),
    ]  # fmt: skip
    assert "62000.00 元/亩是 930000.00 元/公顷" in found.problems[4].reason
    assert (found.status, found.change_set) == ("refused", None)


def test_a_zone_of_the_neighbour_county_and_a_village_of_another_county_are_refused(cast):
    rows = [{**ROW, "县区": "惠民县"}, {**ROW, "涉及村": "石庙镇"}]
    found = checked("compensation_zones", cast.county_editor, sheet(HEADER, *rows))
    assert told(found) == [(2, "outside_region"), (3, "other_region")]


def test_a_new_list_ends_the_former_one_says_so_and_is_undone_exactly(cast):
    imported(cast, ROW, {**ROW, "区片级别": "旧", "涉及村": "丙村"})
    keys = list(CompensationZone.objects.values_list("public_id", flat=True))
    old = content_hash(NOUNS["compensation_zone"], keys)
    new = {**ROW, "实施时间": "2027-01-01", "区片综合地价": 66_000, "涉及村": "甲村、乙村、丙村"}
    found = checked("compensation_zones", cast.county_editor, sheet(HEADER, new))
    assert told(found) == [(None, "ends_former")]
    assert (found.counts["new"], found.counts["changed"]) == (1, 2)
    done = reviewed(found.change_set, cast)
    prices = [one.zone.price_per_mu for one in zones_of(cast.villages[0], DAY)]
    later = [one.zone.price_per_mu for one in zones_of(cast.villages[0], dt.date(2027, 1, 1))]
    assert (prices, later) == ([Decimal(62_000)], [Decimal(66_000)])
    assert zones_of(cast.villages[2], dt.date(2027, 1, 1))[0].zone.number == "I"
    reviewed(undo(done.public_id, cast.county_editor), cast)
    assert content_hash(NOUNS["compensation_zone"], keys) == old
    assert CompensationZone.objects.published().count() == 2


def test_only_appending_ends_no_zone_but_that_of_the_same_number(cast):
    imported(cast, ROW, {**ROW, "区片级别": "II", "涉及村": "丙村"})
    new = {**ROW, "实施时间": "2026-01-01", "区片综合地价": 66_000}
    imported(cast, new, mode="append")
    assert zones_of(cast.villages[0], DAY)[0].zone.price_per_mu == Decimal(66_000)
    assert zones_of(cast.villages[2], DAY)[0].zone.number == "II"


def test_an_area_finds_its_villages_and_one_that_is_cut_is_told_both_prices(cast, client):
    # 甲村 lies from 118.10 to 118.12; the border runs at 118.115.
    said = {
        "县区": "博兴县",
        "qpjb": "A",
        "qpzhdj": 62_000,
        "文号": "鲁政发〔2024〕1号",
        "bzsssj": "2024-01-01",
    }
    west = (said, square(118.095, 37.10))
    east = ({**said, "qpjb": "B", "qpzhdj": 58_000}, square(118.115, 37.09, 0.06))
    found = checked("compensation_zones", cast.county_editor, layer(west, east))
    assert told(found) == [], found.problems
    reviewed(found.change_set, cast)
    assert [(one.zone.number, one.percent) for one in zones_of(cast.villages[0], DAY)] == [
        ("A", 75),
        ("B", 25),
    ]
    assert [(one.zone.number, one.percent) for one in zones_of(cast.villages[1], DAY)] == [("B", None)]
    page = client.get(f"/v/{cast.villages[0].code}").content.decode()
    assert "本村约 75% 的区片综合地价 <b>62,000 元/亩</b>" in page
    again = checked("compensation_zones", cast.county_editor, layer(west, east))
    assert again.counts["unchanged"] == 2


def test_old_zones_are_no_answer_of_today_and_withdrawn_ones_of_no_day(cast):
    imported(cast, {**ROW, "停用日期": "2025-01-01"})
    assert list(zones_of(cast.villages[0], DAY)) == []
    assert zones_of(cast.villages[0], dt.date(2024, 12, 31))
    CompensationZone.objects.update(withdrawn_at="2026-01-01T00:00Z", withdrawal_reason="有误")
    assert list(zones_of(cast.villages[0], dt.date(2024, 12, 31))) == []
