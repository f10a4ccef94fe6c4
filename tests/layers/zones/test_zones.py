"""Zones: against their standard, on duty today, colours that can be read, repairs, inspections."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from geo.errors import BadInput
from layers.changes.drafting import draft
from layers.devices.models import Kiosk, Sign
from layers.search.models import SearchEntry
from layers.workdays.work_calendar import SpecialDay, WorkCalendar
from layers.zones import reference, repairs
from layers.zones.boards import Board
from layers.zones.colours import contrast, readable_colour
from layers.zones.conformity import conformity, standards
from layers.zones.duty import on_duty
from layers.zones.inspecting import inspect
from layers.zones.models import Duty, Zone
from tests.harness.cast import make_cast
from tests.layers.changes.making import reviewed
from tests.layers.zones.making import board, zone

MONDAY = dt.date(2024, 3, 4)
PLAIN = WorkCalendar(frozenset({2024}), {})
HOLIDAY = WorkCalendar(frozenset({2024}), {MONDAY: SpecialDay(False, "假日")})


@pytest.fixture
def cast(db):
    return make_cast()


def test_black_on_white_is_21_and_a_pale_theme_is_refused_with_its_ratio():
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    readable_colour("#0b57a4")
    with pytest.raises(ValidationError, match=r"只有 \d\.\d:1"):
        readable_colour("#7fb2e5")


def test_a_date_goes_before_the_weekday_and_a_weekday_is_not_meant_on_a_holiday():
    roster = [
        Duty(days="1", name="周一的人"),
        Duty(on=MONDAY, name="当天的人"),
        Duty(days="every_day", name="天天的人"),
    ]
    assert [row.name for row in on_duty(roster, MONDAY, PLAIN)] == ["当天的人"]
    assert [row.name for row in on_duty(roster[:1], MONDAY, PLAIN)] == ["周一的人"]
    assert [row.name for row in on_duty([roster[0], roster[2]], MONDAY, HOLIDAY)] == ["天天的人"]


def test_a_county_zone_is_told_what_it_lacks_and_a_village_is_asked_no_size(cast):
    reference.load()
    made = zone(cast.bureau, has_sign=True, area_m2="8.0", functions=["inquiry"])
    made.devices.create(kind="computer", count=1)
    found = conformity(Zone.objects.with_evidence().get(pk=made.pk), standards()[2], MONDAY, PLAIN)
    states = [line.state for line in found.lines]
    assert states == ["met", "lacking", "lacking", "lacking", "lacking", "lacking"]
    assert "面积差 2 平方米，应不少于 10 平方米" in found.missing
    assert "打印机缺 1" in found.missing and "自助电脑缺 1" not in found.missing
    village = zone(cast.town_government, region=cast.village)
    told = conformity(Zone.objects.with_evidence().get(pk=village.pk), standards()[4], MONDAY, PLAIN)
    assert told.lines[1].missing == ("没有标在便民地图上",)
    assert told.lines[3].state == "met"


def test_software_is_told_from_what_the_screens_of_the_zone_said_last(cast):
    reference.load()
    made = zone(cast.bureau)
    noon = dt.datetime.combine(MONDAY, dt.time(12), tzinfo=timezone.get_current_timezone())

    def software(**said):
        Sign.objects.all().delete()
        if said:
            kiosk.sign = Sign.objects.create(kiosk=kiosk, **{"seen_at": noon, "bundle_at": noon} | said)
        standard = standards()[2]
        standard.least_browser = 100
        whole = Zone.objects.with_evidence().with_screens().get(pk=made.pk)
        return conformity(whole, standard, MONDAY, PLAIN).lines[3].missing

    kiosk = Kiosk.objects.create(zone=made, name="大厅", secret_hash="x", code_until=noon)
    assert software(version="Chrome/128.0.0.0") == ("没有启用的一体机",)
    Kiosk.objects.update(activated_at=noon)
    assert software() == ("大厅的一体机没有报到过",)
    assert software(version="Chrome/128.0.0.0") == ()
    assert software(version="Chrome/79.0.0.0") == ("大厅的浏览器是 Chrome/79.0.0.0，应不低于 100",)
    assert software(version="", bundle_at=None) == (
        "大厅的离线资料超过 10 天没有更新", "大厅的浏览器是 未知版本，应不低于 100",
    )  # fmt: skip
    assert software(version="Chrome/128.0.0.0", seen_at=noon - dt.timedelta(days=11)) == (
        "大厅的一体机超过 10 天没有报到",
    )
    Kiosk.objects.update(revoked_at=noon)
    assert software(version="Chrome/128.0.0.0") == ("没有启用的一体机",)


def given(cast, **more):
    return {"name": "东县专区", "region": cast.county.code, "organisation": cast.bureau.public_id, **more}


def test_a_zone_is_released_found_and_keeps_the_state_of_its_device(cast):
    reviewed(draft("zone", cast.county_editor, after=given(cast, devices=[{"kind": "printer"}])), cast)
    made = Zone.objects.get()
    assert SearchEntry.objects.get(kind="zone").key == made.public_id
    device = made.devices.get()
    repairs.report(device, "卡纸", cast.county_editor)
    after = given(
        cast, slogan="就近办", devices=[{"public_id": device.public_id, "kind": "printer", "count": 2}]
    )
    reviewed(draft("zone", cast.county_editor, made.public_id, after), cast)
    again = made.devices.get()
    assert (again.pk, again.count, again.state) == (device.pk, 2, "broken")


@pytest.mark.parametrize(
    "duty",
    [
        {"days": "1", "name": "张三", "phone": "138 0000 0000"},
        {"name": "张三", "phone": "0543-1"},
    ],
)
def test_a_mobile_or_a_line_without_a_day_is_refused_in_the_roster(cast, duty):
    with pytest.raises(BadInput) as refused:
        reviewed(draft("zone", cast.county_editor, after=given(cast, duties=[duty])), cast)
    assert refused.value.parameter == "duties"


def test_a_repair_goes_from_fault_to_sent_to_done_and_no_step_twice(cast):
    device = zone(cast.bureau).devices.create(kind="touch_screen")
    repairs.report(device, "黑屏", cast.county_editor)
    with pytest.raises(BadInput, match="已经登记过"):
        repairs.report(device, "黑屏", cast.county_editor)
    repairs.send(device)
    assert device.state == "in_repair"
    with pytest.raises(BadInput, match="还在报修"):
        repairs.retire(device)
    assert repairs.finish(device, "换了电源").done_at and device.state == "working"
    with pytest.raises(BadInput, match="没有登记故障"):
        repairs.finish(device, "又好了")


def test_the_next_look_is_due_so_many_days_after_the_last(cast):
    made = board(cast.bureau, every_days=10, published_at=dt.datetime(2024, 2, 1, 4, tzinfo=dt.UTC))
    assert Board.objects.with_due_day().get().due_on == dt.date(2024, 2, 11)
    told = {"today": MONDAY, "person": cast.county_editor, "note": ""}
    inspect(made, inspected_on=MONDAY, is_sound=True, **told)
    assert Board.objects.with_due_day().get().due_on == dt.date(2024, 3, 14)
    for wrong in (
        {"inspected_on": dt.date(2024, 3, 5), "is_sound": True},
        {"inspected_on": MONDAY, "is_sound": False},
    ):
        with pytest.raises(BadInput):
            inspect(made, **wrong, **told)
