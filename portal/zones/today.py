"""A zone today: open or not, and who is on duty."""

from dataclasses import dataclass

from django.utils import timezone

from layers.places.opening import Opening, opening_at
from layers.workdays.calendar import WorkCalendar, load_calendar
from layers.zones.duty import on_duty
from layers.zones.models import Duty, Zone


@dataclass(frozen=True)
class Today:
    zone: Zone
    opening: Opening
    on_duty: list[Duty]


def today_in(zone: Zone, calendar: WorkCalendar) -> Today:
    moment = timezone.now()
    there = on_duty(zone.duties.all(), timezone.localtime(moment).date(), calendar)
    return Today(zone, opening_at(zone.hours, moment, calendar), there)


def standing(zone: Zone) -> Today:
    """What the home page of a device says of the zone in which it stands."""
    return today_in(zone, load_calendar())
