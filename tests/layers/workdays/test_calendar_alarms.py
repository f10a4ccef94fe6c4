from datetime import date

from layers.workdays.alarms import missing_years, missing_years_notice
from layers.workdays.models import CalendarYear


def test_from_the_first_of_december_the_next_year_must_be_there(calendars):
    assert missing_years(date(2026, 11, 30)) == []
    assert missing_years(date(2026, 12, 1)) == [2027]
    assert "2027年的工作日历尚未录入" in missing_years_notice(date(2026, 12, 1))


def test_the_running_year_is_missed_on_any_day(calendars):
    assert missing_years(date(2027, 3, 1)) == [2027]
    assert missing_years(date(2027, 12, 1)) == [2027, 2028]


def test_the_alarm_falls_silent_once_the_year_is_loaded(calendars):
    CalendarYear.objects.create(year=2027, source_title="通知")
    assert missing_years(date(2026, 12, 31)) == []
    assert missing_years_notice(date(2026, 12, 31)) is None
