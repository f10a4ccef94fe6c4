"""Counting working days on a loaded calendar. No database here: the same table gives the same answer.

The day of posting or receipt is not counted; make-up Saturdays and Sundays are. A period whose last day
is no working day runs on to the next one where the caller asks for it (a right to object, say).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from geo.errors import BadInput
from layers.workdays.deadlines import Deadline, SkippedHoliday, Unit

ONE_DAY = timedelta(days=1)
# Ten years of days: longer than any period the law knows, short enough to count day by day.
MOST_DAYS = 3660


class CalendarMissing(BadInput):
    """A year without a loaded State Council notice. Bad input, as the date it would give cannot be stored."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            None, f"{year}年的工作日历尚未录入（国务院办公厅一般在上一年十一月前后公布），无法推算期限"
        )


@dataclass(frozen=True)
class SpecialDay:
    """A day that the notice names: off, or a weekend day that is worked."""

    working: bool
    name: str


@dataclass(frozen=True)
class WorkCalendar:
    """The loaded years and their special days. Dates are civil dates of China, no time zone."""

    years: frozenset[int]
    days: Mapping[date, SpecialDay] = field(default_factory=dict)

    def is_working_day(self, day: date, *, strict: bool = True) -> bool:
        """Raises CalendarMissing for a year not loaded, or counts it Monday to Friday when not strict."""
        if strict and day.year not in self.years:
            raise CalendarMissing(day.year)
        special = self.days.get(day)
        return special.working if special else day.weekday() < 5

    def is_holiday(self, day: date) -> bool:
        """A named day off; opening hours tell it apart from an ordinary weekend."""
        special = self.days.get(day)
        return special is not None and not special.working

    def add_working_days(self, start: date, n: int) -> date:
        """For a date that will be stored. Raises CalendarMissing, and BadInput for n outside 0-3660."""
        return self.deadline(start, n, strict=True).date

    def working_days_between(self, start: date, end: date, *, strict: bool = True) -> int:
        """Working days after ``start`` up to and with ``end``; negative when ``end`` is the earlier one.

        So ``working_days_between(s, add_working_days(s, n)) == n``: 剩 n 个工作日, or 逾期 when negative.
        """
        if end < start:
            return -self.working_days_between(end, start, strict=strict)
        _check_length((end - start).days)
        days = (start + ONE_DAY * i for i in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day, strict=strict) for day in days)

    def deadline(
        self,
        start: date,
        n: int,
        unit: Unit = "working",
        extend_if_holiday: bool = False,
        *,
        strict: bool = False,
    ) -> Deadline:
        """The last day of a period of ``n`` days after ``start``, with its reckoning.

        Not strict, for a date only shown: a year without a calendar makes it provisional. Strict, for a date
        that is stored: raises CalendarMissing. Raises BadInput for n outside 0-3660 or an end beyond 9999.
        """
        _check_length(n)
        walk = _Walk(self, strict)
        try:
            end = walk.to_nth_working_day(start, n) if unit == "working" else start + ONE_DAY * n
            last = walk.to_working_day(end) if extend_if_holiday else end
        except OverflowError:
            raise BadInput(None, "日期超出范围") from None
        return Deadline(
            start=start,
            n=n,
            unit=unit,
            date=last,
            provisional=bool(walk.missing),
            missing_years=tuple(sorted(walk.missing)),
            counted=tuple(walk.counted),
            skipped=tuple(walk.skipped_holidays()),
            makeup_days=tuple(day for day in walk.counted if day in self.days),
            extended_from=end if last != end else None,
        )


class _Walk:
    """One count, day after day, noting what it counted, what it stepped over and which years were unknown."""

    def __init__(self, calendar: WorkCalendar, strict: bool) -> None:
        self.calendar = calendar
        self.strict = strict
        self.missing: set[int] = set()
        self.counted: list[date] = []
        self.skipped: list[tuple[date, str]] = []

    def to_nth_working_day(self, start: date, n: int) -> date:
        day = start
        while len(self.counted) < n:
            day += ONE_DAY
            if self._works(day):
                self.counted.append(day)
        return day

    def to_working_day(self, day: date) -> date:
        while not self._works(day):
            day += ONE_DAY
        return day

    def _works(self, day: date) -> bool:
        works = self.calendar.is_working_day(day, strict=self.strict)
        self.missing.update(year for year in _years_deciding(day) if year not in self.calendar.years)
        if self.calendar.is_holiday(day):
            self.skipped.append((day, self.calendar.days[day].name))
        return works

    def skipped_holidays(self) -> Iterator[SkippedHoliday]:
        run: list[date] = []
        name = ""
        for day, day_name in [*self.skipped, (date.max, "")]:
            # A gap of a weekend is still one holiday: some notices name only its working days.
            if run and (day_name != name or day - run[-1] > 3 * ONE_DAY):
                yield SkippedHoliday(name, run[0], run[-1], len(run))
                run = []
            run.append(day)
            name = day_name


def _years_deciding(day: date) -> tuple[int, ...]:
    """The years whose notices can move this day: that of 2008 and of 2019 reached back to 29 December."""
    if (day.month, day.day) >= (12, 29):
        return day.year, day.year + 1
    return (day.year,)


def _check_length(n: int) -> None:
    if not 0 <= n <= MOST_DAYS:
        raise BadInput(None, f"天数应为 0 至 {MOST_DAYS} 的整数")
