"""Open now? On the State Council's calendar of 2024 to 2026, and without one."""

from dataclasses import dataclass
from datetime import date, datetime, time

import pytest

from layers.places.models import OpeningHours, Place
from layers.places.opening import CHINA, UNREGISTERED, opening_at, rules_of, week_of
from layers.workdays import reference
from layers.workdays.calendar import load_calendar
from tests.layers.places.making import OFFICE, place

pytestmark = pytest.mark.django_db


@dataclass
class Span:
    days: str
    opens: time
    closes: time
    note: str = ""


def spans(*rows):
    return [Span(days, time.fromisoformat(opens), time.fromisoformat(closes)) for days, opens, closes in rows]


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.fixture
def calendar(db):
    reference.load()
    return load_calendar()


@pytest.mark.parametrize(
    ("moment", "is_open", "label"),
    [
        ("2024-09-25 09:00", True, "现在开门 · 12:00 关门"),
        ("2024-09-25 08:29:59", False, "现在关门 · 今天 08:30 开门"),
        ("2024-09-25 08:30", True, "现在开门 · 12:00 关门"),
        ("2024-09-25 12:00", False, "现在关门 · 今天 13:30 开门"),
        ("2024-09-25 18:00", False, "现在关门 · 明天 08:30 开门"),
        # Friday evening: Saturday 28 September is free, Sunday 29 is worked for National Day.
        ("2024-09-27 18:00", False, "现在关门 · 周日 08:30 开门"),
        ("2024-09-29 10:00", True, "现在开门 · 12:00 关门"),
        # National Day: closed until Tuesday 8 October.
        ("2024-09-30 17:30", False, "现在关门 · 10月8日 08:30 开门"),
        ("2024-10-01 10:00", False, "现在关门 · 10月8日 08:30 开门"),
        ("2024-10-12 10:00", True, "现在开门 · 12:00 关门"),
    ],
)
def test_an_office_keeps_the_working_day_calendar(calendar, moment, is_open, label):
    opening = opening_at(spans(*OFFICE), at(moment), calendar)
    assert (opening.open, opening.label, opening.provisional) == (is_open, label, False)


def test_a_make_up_saturday_and_a_holiday_say_so(calendar):
    assert opening_at(spans(*OFFICE), at("2024-10-12 10:00"), calendar).remark == "调休上班"
    assert opening_at(spans(*OFFICE), at("2024-10-01 10:00"), calendar).remark == "国庆节放假"


def test_rest_days_hold_holidays_but_no_make_up_saturday(calendar):
    park = spans(("rest_day", "09:00", "16:00"))
    assert opening_at(park, at("2024-10-01 10:00"), calendar).open is True
    assert opening_at(park, at("2024-09-28 10:00"), calendar).open is True
    assert opening_at(park, at("2024-10-12 10:00"), calendar).open is False
    assert opening_at(park, at("2024-09-25 10:00"), calendar).open is False


def test_a_plain_weekday_on_a_holiday_is_answered_provisionally(calendar):
    market = spans(("2", "08:00", "11:00"))
    opening = opening_at(market, at("2024-10-01 09:00"), calendar)
    assert opening.open is True
    assert opening.provisional
    assert opening.remark.startswith("暂定")
    assert not opening_at(market, at("2024-09-24 09:00"), calendar).provisional


def test_a_year_without_a_calendar_is_provisional_unless_every_day_is_alike(calendar):
    opening = opening_at(spans(*OFFICE), at("2027-03-02 09:00"), calendar)
    assert (opening.open, opening.provisional) == (True, True)
    assert opening.remark == "暂定：2027年放假安排尚未录入"
    always = opening_at(spans(("every_day", "08:00", "20:00")), at("2027-03-02 09:00"), calendar)
    assert (always.open, always.provisional, always.remark) == (True, False, "")


def test_the_last_days_of_december_wait_for_the_next_notice(calendar):
    assert opening_at(spans(*OFFICE), at("2026-12-30 09:00"), calendar).provisional


def test_day_and_night(calendar):
    emergency = spans(("every_day", "00:00", "23:59"))
    opening = opening_at(emergency, at("2024-10-01 23:59:30"), calendar)
    assert (opening.open, opening.label) == (True, "现在开门 · 24 小时开放")
    assert rules_of([OpeningHours(days="every_day", opens=time(0), closes=time(23, 59))]) == [
        ("每天", "全天")
    ]


def test_a_span_past_midnight_is_two_rows_and_one_answer(calendar):
    bar = spans(("every_day", "18:00", "23:59"), ("every_day", "00:00", "02:00"))
    assert opening_at(bar, at("2024-09-25 22:00"), calendar).label == "现在开门 · 次日 02:00 关门"
    assert opening_at(bar, at("2024-09-25 01:00"), calendar).label == "现在开门 · 02:00 关门"
    assert opening_at(bar, at("2024-09-25 02:00"), calendar).label == "现在关门 · 今天 18:00 开门"


def test_no_hours_are_an_answer_of_their_own(calendar):
    assert opening_at([], at("2024-09-25 09:00"), calendar) == UNREGISTERED
    assert week_of([], at("2024-09-25 09:00"), calendar) == []


def test_the_moment_is_read_in_the_time_of_china(calendar):
    assert (
        opening_at(spans(*OFFICE), datetime.fromisoformat("2024-09-25T00:45:00+00:00"), calendar).open is True
    )


def test_the_week_names_what_is_unlike_other_weeks(calendar):
    week = week_of(spans(*OFFICE), at("2024-09-28 09:00"), calendar)
    assert [(day.date, day.hours, day.remark) for day in week[:4]] == [
        (date(2024, 9, 28), "不开放", ""),
        (date(2024, 9, 29), "08:30–12:00、13:30–17:00", "调休上班"),
        (date(2024, 9, 30), "08:30–12:00、13:30–17:00", ""),
        (date(2024, 10, 1), "不开放", "国庆节放假"),
    ]
    assert [day.is_today for day in week] == [True] + [False] * 6


KINDS = {
    "office": OFFICE,
    "park": [("rest_day", "09:00", "16:00")],
    "night": [("every_day", "18:00", "23:59"), ("every_day", "00:00", "02:00")],
    "always": [("every_day", "00:00", "23:59")],
    "market": [("2", "08:00", "11:00")],
    "none": [],
}


@pytest.mark.parametrize(
    "moment",
    [
        "2024-09-25 09:00", "2024-09-25 12:00", "2024-10-01 09:30", "2024-10-12 10:00", "2024-09-25 23:59:30",
        "2024-09-26 00:00", "2024-09-26 02:00", "2027-03-02 09:00",
    ],
)  # fmt: skip
def test_the_filter_in_sql_agrees_with_the_label(regions, calendar, moment):
    for name, hours in KINDS.items():
        place(name, regions["village"], hours=hours)
    for made in Place.objects.prefetch_related("opening_hours"):
        label = opening_at(list(made.opening_hours.all()), at(moment), calendar)
        found = Place.objects.open_at(at(moment), calendar).filter(pk=made.pk).exists()
        assert found is (label.open is True), made.name
