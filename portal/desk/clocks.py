"""The clocks of the land acquisitions in one's scope: what the law lets run, and what is late."""

import datetime as dt
from dataclasses import dataclass

from layers.land.facts import facts_of_all, load_procedure
from layers.land.models import Case
from layers.land.status import Status, status_of
from layers.staff.scope import Scope
from layers.workdays.calendar import WorkCalendar

MOST_CASES = 400
SHOWN = 12


@dataclass(frozen=True)
class Clock:
    public_id: str
    name: str
    status: Status


def clocks(scope: Scope, today: dt.date, calendar: WorkCalendar) -> list[Clock]:
    """The most urgent first, in three queries."""
    cases = Case.objects.published().in_progress(today).newest_first()
    mine = scope.rows(cases, "county__path").values("pk")[:MOST_CASES]
    rows = Case.objects.filter(pk__in=mine).only("public_id", "name", "regime", "approval", "terminated_on")
    found = [
        Clock(case.public_id, case.name, status)
        for case, facts in facts_of_all(rows.with_facts(), load_procedure())
        if (status := status_of(facts, today, calendar)).last_day is not None
    ]
    return sorted(found, key=lambda clock: (clock.status.last_day or dt.date.max, clock.name))[:SHOWN]
