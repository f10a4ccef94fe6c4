"""The working-day calendar as the rest of the project asks for it.

Every function reads the table anew, in one small query (under 2 ms), so what a clerk corrects is counted at
once by every process. A page with many dates loads it once: ``calendar = load_calendar()``, then
``calendar.deadline(...)``.
"""

from datetime import date

from layers.workdays.deadlines import Deadline, SkippedHoliday, Unit
from layers.workdays.models import CalendarDay, CalendarYear
from layers.workdays.work_calendar import CalendarMissing, SpecialDay, WorkCalendar

__all__ = [
    "CalendarMissing",
    "Deadline",
    "SkippedHoliday",
    "WorkCalendar",
    "add_working_days",
    "deadline",
    "is_working_day",
    "load_calendar",
    "working_days_between",
]


def load_calendar() -> WorkCalendar:
    """All years in one query of about 40 rows a year."""
    years: set[int] = set()
    days: dict[date, SpecialDay] = {}
    rows = CalendarYear.objects.order_by().values_list("year", "days__date", "days__kind", "days__name")
    for year, day, kind, name in rows:
        years.add(year)
        if day is not None:
            days[day] = SpecialDay(kind == CalendarDay.Kind.MAKEUP, name)
    return WorkCalendar(frozenset(years), days)


def is_working_day(day: date) -> bool:
    """Raises CalendarMissing for a year that is not loaded."""
    return load_calendar().is_working_day(day)


def add_working_days(start: date, n: int) -> date:
    """The n-th working day after ``start``, for a date that is stored. Raises CalendarMissing, BadInput."""
    return load_calendar().add_working_days(start, n)


def working_days_between(start: date, end: date, *, strict: bool = True) -> int:
    """Working days after ``start`` up to and with ``end``; negative when ``end`` is the earlier one."""
    return load_calendar().working_days_between(start, end, strict=strict)


def deadline(
    start: date, n: int, unit: Unit = "working", extend_if_holiday: bool = False, *, strict: bool = False
) -> Deadline:
    """A date to show, with its reckoning: see WorkCalendar.deadline."""
    return load_calendar().deadline(start, n, unit, extend_if_holiday, strict=strict)
