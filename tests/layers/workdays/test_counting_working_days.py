from datetime import date

import pytest

from geo.errors import BadInput
from layers.workdays.calendar import (
    CalendarMissing,
    add_working_days,
    deadline,
    is_working_day,
    load_calendar,
    working_days_between,
)
from layers.workdays.models import CalendarDay, CalendarYear
from layers.workdays.work_calendar import SpecialDay, WorkCalendar

# Computed beforehand from an independent package, the start day not counted.
VECTORS = [
    ("2020-01-20", 10, "2020-02-11"),
    ("2023-09-25", 20, "2023-10-27"),
    ("2024-02-05", 10, "2024-02-23"),
    ("2024-04-30", 15, "2024-05-23"),
    ("2024-09-13", 7, "2024-09-25"),
    ("2024-09-23", 15, "2024-10-17"),
    ("2024-12-25", 20, "2025-01-23"),
    ("2025-01-20", 20, "2025-02-21"),
    ("2026-02-09", 10, "2026-02-28"),
    ("2026-04-24", 7, "2026-05-08"),
    ("2026-09-21", 20, "2026-10-26"),
]


@pytest.mark.parametrize(("start", "n", "end"), VECTORS)
def test_a_period_of_working_days_ends_where_the_notices_put_it(calendars, start, n, end):
    start, end = date.fromisoformat(start), date.fromisoformat(end)
    assert add_working_days(start, n) == end
    assert working_days_between(start, end) == n
    assert deadline(start, n).date == end


def test_no_day_after_the_start_is_the_start_itself(calendars):
    assert add_working_days(date(2024, 2, 10), 0) == date(2024, 2, 10)


def test_a_make_up_sunday_is_worked_and_a_named_friday_is_not(calendars):
    assert is_working_day(date(2024, 2, 18))
    assert not is_working_day(date(2024, 2, 16))
    assert not is_working_day(date(2024, 2, 25))
    assert is_working_day(date(2024, 2, 26))


def test_a_year_without_a_notice_is_refused_for_a_stored_date(calendars):
    with pytest.raises(CalendarMissing) as refused:
        add_working_days(date(2026, 12, 25), 10)
    assert refused.value.year == 2027
    assert "2027年的工作日历尚未录入" in refused.value.message
    with pytest.raises(CalendarMissing):
        is_working_day(date(2027, 3, 1))
    with pytest.raises(CalendarMissing):
        working_days_between(date(2026, 12, 30), date(2027, 1, 4))
    with pytest.raises(CalendarMissing):
        deadline(date(2026, 12, 25), 10, strict=True)


def test_the_start_day_needs_no_calendar_of_its_own(db):
    CalendarYear.objects.create(year=2030, source_title="通知")
    assert add_working_days(date(2029, 12, 31), 1) == date(2030, 1, 1)


def test_a_year_without_a_notice_makes_a_shown_date_provisional(calendars):
    shown = deadline(date(2026, 12, 21), 10)
    assert shown.date == date(2027, 1, 4)  # Monday to Friday only: 1 January counted
    assert shown.provisional
    assert shown.missing_years == (2027,)
    assert shown.explanation.endswith("暂定：2027年放假安排尚未录入，暂按周一至周五计算。")


def test_the_last_days_of_december_are_provisional_until_the_next_notice(calendars):
    # The notices of 2008 and 2019 turned 29 December of the year before into a working Saturday.
    assert not deadline(date(2026, 12, 21), 5).provisional
    assert deadline(date(2026, 12, 21), 6).date == date(2026, 12, 29)
    assert deadline(date(2026, 12, 21), 6).missing_years == (2027,)
    assert not deadline(date(2025, 12, 22), 6).provisional
    assert add_working_days(date(2026, 12, 21), 6) == date(2026, 12, 29)


def test_an_answered_deadline_is_not_provisional_because_of_a_later_gap(calendars):
    CalendarYear.objects.filter(year=2025).delete()
    assert not deadline(date(2024, 2, 5), 10).provisional


def test_thirty_days_end_on_a_sunday_and_run_to_monday_when_asked(calendars):
    plain = deadline(date(2024, 3, 1), 30, unit="calendar")
    assert (plain.date, plain.extended_from) == (date(2024, 3, 31), None)
    extended = deadline(date(2024, 3, 1), 30, unit="calendar", extend_if_holiday=True)
    assert (extended.date, extended.extended_from) == (date(2024, 4, 1), date(2024, 3, 31))
    assert extended.explanation == (
        "自2024年3月1日的次日起算，满 30 日为2024年3月31日（星期日，非工作日），顺延至2024年4月1日。"
    )


def test_the_day_of_posting_is_not_counted(calendars):
    # The law's example: posted Monday 4 March 2024, complete at the end of Wednesday 3 April.
    assert deadline(date(2024, 3, 4), 30, unit="calendar", extend_if_holiday=True).date == date(2024, 4, 3)


def test_a_period_ending_in_a_long_holiday_runs_past_all_of_it_to_the_make_up_day(calendars):
    extended = deadline(date(2024, 1, 12), 30, unit="calendar", extend_if_holiday=True)
    assert extended.extended_from == date(2024, 2, 11)
    assert extended.date == date(2024, 2, 18)  # a Sunday that is worked


def test_the_reckoning_names_what_was_worked_and_what_was_skipped(calendars):
    spring = deadline(date(2024, 2, 5), 10)
    assert spring.parts == ["含调休上班 1 天", "跳过春节 8 天"]
    assert spring.makeup_days == (date(2024, 2, 18),)
    assert [(s.name, s.first, s.last, s.days) for s in spring.skipped] == [
        ("春节", date(2024, 2, 10), date(2024, 2, 17), 8)
    ]
    assert len(spring.counted) == 10
    assert spring.counted[0] == date(2024, 2, 6)
    assert spring.counted[-1] == spring.date
    assert spring.explanation == (
        "自2024年2月5日的次日起算，第 10 个工作日为2024年2月23日，含调休上班 1 天，跳过春节 8 天。"
    )


def test_two_holidays_in_one_period_are_named_each(calendars):
    assert deadline(date(2024, 9, 13), 20).parts == ["含调休上班 3 天", "跳过中秋节 3 天", "跳过国庆节 7 天"]
    assert deadline(date(2023, 9, 25), 20).parts == ["含调休上班 2 天", "跳过中秋节、国庆节 8 天"]


def test_a_holiday_across_new_year_is_one_holiday(calendars):
    [new_year] = deadline(date(2018, 12, 27), 5).skipped
    assert (new_year.first, new_year.last, new_year.days) == (date(2018, 12, 30), date(2019, 1, 1), 3)


def test_days_past_a_deadline_are_negative(calendars):
    due, done = date(2024, 2, 23), date(2024, 2, 26)
    assert working_days_between(due, done) == 1
    assert working_days_between(done, due) == -1
    assert working_days_between(due, due) == 0


def test_a_correction_counts_at_once(calendars):
    assert add_working_days(date(2024, 3, 4), 1) == date(2024, 3, 5)
    CalendarDay.objects.create(year_id=2024, date=date(2024, 3, 5), kind="HOLIDAY", name="临时放假")
    assert add_working_days(date(2024, 3, 4), 1) == date(2024, 3, 6)


def test_a_page_with_many_dates_asks_the_database_once(calendars, django_assert_num_queries):
    with django_assert_num_queries(1):
        calendar = load_calendar()
        ends = [calendar.deadline(date(2024, month, 1), 20).date for month in range(1, 13)]
    assert ends[1] == date(2024, 3, 5)


@pytest.mark.parametrize("n", [-1, 3661, 10**9])
def test_a_length_beyond_reason_is_refused(n):
    with pytest.raises(BadInput, match="天数应为 0 至 3660 的整数"):
        WorkCalendar(frozenset({2024})).deadline(date(2024, 1, 1), n)


@pytest.mark.parametrize("unit", ["working", "calendar"])
def test_the_end_of_time_is_refused_in_words(unit):
    with pytest.raises(BadInput, match="日期超出范围"):
        WorkCalendar(frozenset()).deadline(date(9999, 12, 30), 5, unit=unit)


def test_a_year_whose_notice_changes_nothing_is_still_a_loaded_year():
    calendar = WorkCalendar(frozenset({2030}), {date(2030, 1, 5): SpecialDay(True, "元旦")})
    assert calendar.is_working_day(date(2030, 1, 5))
    assert not calendar.is_working_day(date(2030, 1, 6))
    assert not calendar.is_holiday(date(2030, 1, 6))
