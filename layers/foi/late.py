"""How many applications are late, and how many wait to be confirmed, for a page that counts other things too.

A last day is reckoned from the events by the calendar, which SQL does not know: they are told as JSON beside the page's
other numbers, in its one query.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from layers.foi.clocks import reckon
from layers.foi.models import Application, Event, State
from layers.foi.visible import MOST_OPEN
from layers.workdays.calendar import WorkCalendar

# Of the others somebody else is waited for.
OWED = (State.UNCONFIRMED, State.RUNNING, State.MERGED)


@dataclass
class Told:
    """An event as the database has put it into JSON."""

    kind: str
    on: dt.date
    detail: dict[str, Any]


def told(rows: QuerySet[Application]) -> ArraySubquery:
    """For ``counted``: of the rows those that something is owed for, the oldest first. To be asked inside ``acting``."""
    events = Event.objects.filter(application=OuterRef("pk")).order_by("sequence")
    one = JSONObject(
        state="state",
        channel="channel",
        events=ArraySubquery(events.values(one=JSONObject(kind="kind", on="on", detail="detail"))),
    )
    owed = rows.filter(state__in=OWED).order_by("created_at", "pk")
    return ArraySubquery(owed.values(one=one)[:MOST_OPEN])


def counted(found: Iterable[dict[str, Any]], today: dt.date, calendar: WorkCalendar) -> tuple[int, int]:
    """Late, and to be confirmed."""
    late = unconfirmed = 0
    for one in found:
        events = [Told(row["kind"], dt.date.fromisoformat(row["on"]), row["detail"]) for row in one["events"]]
        late += reckon(events, one["channel"], calendar).late_by(today, calendar) > 0
        unconfirmed += one["state"] == State.UNCONFIRMED
    return late, unconfirmed
