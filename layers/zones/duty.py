"""Who is on duty on a day. A date of the roster goes before its kinds of days, as a note on the door does."""

from collections.abc import Iterable
from datetime import date

from layers.places.opening import CALENDAR_KINDS, EVERY_DAY, kinds_of
from layers.workdays.calendar import WorkCalendar
from layers.zones.models import Duty


def on_duty(roster: Iterable[Duty], day: date, calendar: WorkCalendar) -> list[Duty]:
    """Those of that date; else of that kind of day. On a holiday a plain 周一 is not meant: nobody comes then who was
    not written down for rest days, every day or that date."""
    rows = list(roster)
    if dated := [row for row in rows if row.on == day]:
        return dated
    kinds = kinds_of(day, calendar)
    if calendar.is_holiday(day):
        kinds &= {EVERY_DAY, *CALENDAR_KINDS}
    return [row for row in rows if row.days in kinds]
