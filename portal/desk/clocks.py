"""The clocks of the land acquisitions in one's scope: what the law lets run, and what is late."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from layers.land.facts import CaseFacts, StageFact, load_procedure
from layers.land.models import Case
from layers.land.status import Status, status_of
from layers.staff.scope import Scope
from layers.workdays.calendar import WorkCalendar

MOST_CASES = 400
SHOWN = 12
COLUMNS = (
    "pk", "public_id", "name", "regime", "approval__issued_on", "approval__received_on", "terminated_on",
    "stages__kind__code", "stages__posted_on", "stages__closed_on", "stages__version",
)  # fmt: skip


@dataclass(frozen=True)
class Clock:
    public_id: str
    name: str
    status: Status


def clocks(scope: Scope, today: dt.date, calendar: WorkCalendar) -> list[Clock]:
    """The most urgent first, in two queries: each case with its stages is a few rows of one."""
    cases = Case.objects.published().in_progress(today).newest_first()
    mine = scope.rows(cases, "county__path").values("pk")[:MOST_CASES]
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in Case.objects.filter(pk__in=mine).values_list(*COLUMNS):
        rows[row[0]].append(row)
    if not rows:
        return []
    procedure = load_procedure()
    found = []
    for every in rows.values():
        _, public_id, name, regime, approved_on, received_on, terminated_on, *_ = every[0]
        stages = tuple(StageFact(*row[7:]) for row in every if row[7] is not None)
        facts = CaseFacts(
            regime, tuple(procedure.get(regime, ())), stages, approved_on, received_on, terminated_on
        )
        status = status_of(facts, today, calendar)
        if status.last_day is not None:
            found.append(Clock(public_id, name, status))
    return sorted(found, key=lambda clock: (clock.status.last_day or dt.date.max, clock.name))[:SHOWN]
