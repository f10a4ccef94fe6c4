"""现在开门吗: what the registered hours say at a moment, on the State Council's calendar.

工作日 is an official working day, so a make-up Saturday counts and National Day does not; 休息日和节假日 is any
other day; 周一 to 周日 are plain days of the week. Moments are answered in the time of China, which has no
summer time. A span that ends at 23:59 ends at midnight, where the first span of the next day may go on.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from layers.workdays.calendar import WorkCalendar

CHINA = ZoneInfo("Asia/Shanghai")
LAST_MINUTE = time(23, 59)
# Longer than the longest holiday (nine days with its weekends), so that the next opening is within sight.
DAYS_AHEAD = 15
EVERY_DAY, WORKING_DAY, REST_DAY = "every_day", "working_day", "rest_day"
CALENDAR_KINDS = {WORKING_DAY, REST_DAY}
WEEKDAYS = "一二三四五六日"
ONE_DAY = timedelta(days=1)


class Hours(Protocol):
    """A row of OpeningHours."""

    days: str
    opens: time
    closes: time
    note: str


@dataclass(frozen=True)
class Opening:
    """``open`` is None when no hours are registered. ``remark`` says why today is unlike other days, or why the
    answer is provisional (暂定): the year has no calendar yet, or plain weekdays meet a holiday."""

    open: bool | None
    label: str
    provisional: bool = False
    remark: str = ""

    @property
    def state(self) -> str:
        return {True: "open", False: "closed", None: "unknown"}[self.open]


UNREGISTERED = Opening(None, "开放时间未登记")


@dataclass(frozen=True)
class Day:
    """One line of the week's table."""

    date: date
    name: str
    hours: str
    remark: str
    is_today: bool


def opening_at(hours: Sequence[Hours], moment: datetime, calendar: WorkCalendar) -> Opening:
    """Open now, until when, or when next? ``moment`` is aware; load the calendar once for many places."""
    if not hours:
        return UNREGISTERED
    now = moment.astimezone(CHINA).replace(tzinfo=None)
    today = now.date()
    decided_on = today
    for begins, ends in _spans_from(hours, today, calendar):
        decided_on = max(today, begins.date())
        if begins <= now < ends:
            return _answer(True, f"现在开门 · {_until(ends, today)}", hours, today, today, calendar)
        if begins > now:
            label = f"现在关门 · {_day_name(begins.date(), today)} {begins:%H:%M} 开门"
            return _answer(False, label, hours, today, decided_on, calendar)
    return _answer(False, "现在关门", hours, today, decided_on, calendar)


def week_of(hours: Sequence[Hours], moment: datetime, calendar: WorkCalendar) -> list[Day]:
    """Today and the six days after it, by date: what the rule 工作日 means this very week."""
    today = moment.astimezone(CHINA).date()
    days = [today + ONE_DAY * n for n in range(7)] if hours else []
    return [
        Day(
            date=day,
            name=f"周{WEEKDAYS[day.weekday()]}",
            hours=_hours_text(hour for hour in hours if hour.days in kinds_of(day, calendar)) or "不开放",
            remark=_what_is_special(day, calendar) or _doubt(hours, day, calendar),
            is_today=day == today,
        )
        for day in days
    ]


def rules_of(hours: Iterable[Any]) -> list[tuple[str, str]]:
    """The hours as the office stated them: ("工作日", "08:30–12:00、13:30–17:00"), in the order of the choices."""
    by_days: dict[str, list[Any]] = {}
    for hour in hours:
        by_days.setdefault(hour.get_days_display(), []).append(hour)
    return [(days, _hours_text(rows)) for days, rows in by_days.items()]


def kinds_of(day: date, calendar: WorkCalendar) -> set[str]:
    """The kinds of day that this date is, as OpeningHours.days writes them."""
    working = calendar.is_working_day(day, strict=False)
    return {EVERY_DAY, WORKING_DAY if working else REST_DAY, str(day.isoweekday())}


def closing_times(moment: datetime) -> tuple[date, time, dict[str, time]]:
    """The day, the time on the clock and the lookup of ``closes`` for SQL: 23:59 holds the last minute too."""
    now = moment.astimezone(CHINA)
    clock = now.time().replace(tzinfo=None)
    return now.date(), clock, {"closes__gte": LAST_MINUTE} if clock >= LAST_MINUTE else {"closes__gt": clock}


def is_provisional(day: date, calendar: WorkCalendar) -> bool:
    """True where the notice that decides this day is not loaded; that of a year may reach back to 29 December."""
    return day.year not in calendar.years or (day + 3 * ONE_DAY).year not in calendar.years


def _spans_from(
    hours: Sequence[Hours], today: date, calendar: WorkCalendar
) -> Iterator[tuple[datetime, datetime]]:
    """Spans in order of time, those that touch or overlap as one."""
    current: tuple[datetime, datetime] | None = None
    for n in range(DAYS_AHEAD):
        day = today + ONE_DAY * n
        kinds = kinds_of(day, calendar)
        spans = sorted(
            (datetime.combine(day, hour.opens), _end(day, hour.closes))
            for hour in hours
            if hour.days in kinds
        )
        for begins, ends in spans:
            if current is not None and begins <= current[1]:
                current = current[0], max(current[1], ends)
                continue
            if current is not None:
                yield current
            current = begins, ends
    if current is not None:
        yield current


def _end(day: date, closes: time) -> datetime:
    return datetime.combine(day + ONE_DAY, time()) if closes >= LAST_MINUTE else datetime.combine(day, closes)


def _until(ends: datetime, today: date) -> str:
    midnight = datetime.combine(today + ONE_DAY, time())
    if ends - midnight >= 2 * ONE_DAY:
        return "24 小时开放"
    if ends == midnight:
        return "24:00 关门"
    day = "" if ends < midnight else "次日 " if ends.date() == midnight.date() else "后天 "
    return f"{day}{ends:%H:%M} 关门"


def _day_name(day: date, today: date) -> str:
    away = (day - today).days
    if away < 2:
        return ("今天", "明天")[away]
    return f"周{WEEKDAYS[day.weekday()]}" if away < 7 else f"{day.month}月{day.day}日"


def _answer(
    is_open: bool, label: str, hours: Sequence[Hours], today: date, decided_on: date, calendar: WorkCalendar
) -> Opening:
    days = [today + ONE_DAY * n for n in range((decided_on - today).days + 1)]
    doubt = next((doubt for day in days if (doubt := _doubt(hours, day, calendar))), "")
    return Opening(is_open, label, bool(doubt), doubt or _what_is_special(today, calendar))


def _doubt(hours: Sequence[Hours], day: date, calendar: WorkCalendar) -> str:
    kinds = {hour.days for hour in hours}
    if kinds & CALENDAR_KINDS and is_provisional(day, calendar):
        year = day.year if day.year not in calendar.years else day.year + 1
        return f"暂定：{year}年放假安排尚未录入"
    if day in calendar.days and kinds - CALENDAR_KINDS - {EVERY_DAY}:
        return "暂定：节假日和调休时可能不同，请先打电话问"
    return ""


def _what_is_special(day: date, calendar: WorkCalendar) -> str:
    special = calendar.days.get(day)
    if special is None:
        return ""
    return "调休上班" if special.working else f"{special.name}放假"


def _hours_text(hours: Iterable[Hours]) -> str:
    spans = sorted((hour.opens, hour.closes, hour.note) for hour in hours)
    return "、".join(
        ("全天" if (opens, closes) == (time(), LAST_MINUTE) else f"{opens:%H:%M}–{_clock(closes)}")
        + (f"（{note}）" if note else "")
        for opens, closes, note in spans
    )


def _clock(closes: time) -> str:
    return "24:00" if closes >= LAST_MINUTE else f"{closes:%H:%M}"
