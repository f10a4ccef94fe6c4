"""The clocks of the land acquisitions in one's scope: what the law lets run, and what is late."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from layers.land.facts import CaseFacts, facts_of_all, load_procedure
from layers.land.models import Case, Stage
from layers.land.periods import government_limit
from layers.land.status import status_of
from layers.staff.scope import Scope
from layers.workdays.calendar import WorkCalendar

MOST_CASES = 400
SHOWN = 12
# So long a notice that came late stands among the clocks; in the trail it stays.
LATE_SHOWN_DAYS = 90


@dataclass(frozen=True)
class Clock:
    public_id: str
    name: str
    sentence: str
    last_day: dt.date
    is_late: bool


def clocks(scope: Scope, today: dt.date, calendar: WorkCalendar) -> list[Clock]:
    """The most urgent first, in three queries."""
    since = today - dt.timedelta(days=LATE_SHOWN_DAYS)
    announced = Stage.objects.filter(kind__code="FINAL_NOTICE", posted_on__range=(since, today))
    wanted = Case.objects.in_progress(today).values("pk")
    cases = Case.objects.published().filter(Q(pk__in=wanted) | Q(pk__in=announced.values("case")))
    mine = scope.rows(cases.newest_first(), "county__path").values("pk")[:MOST_CASES]
    rows = Case.objects.filter(pk__in=mine).only("public_id", "name", "regime", "approval", "terminated_on")
    found = [
        clock
        for case, facts in facts_of_all(rows.with_facts(), load_procedure())
        if (clock := _of_case(case, facts, today, calendar))
    ]
    return sorted(found, key=lambda clock: (clock.last_day, clock.name))[:SHOWN]


def _of_case(case: Case, facts: CaseFacts, today: dt.date, calendar: WorkCalendar) -> Clock | None:
    status = status_of(facts, today, calendar)
    if status.last_day is not None:
        return Clock(case.public_id, case.name, status.sentence, status.last_day, status.is_late)
    final, kind = facts.stage("FINAL_NOTICE", today), facts.kind("FINAL_NOTICE")
    due = government_limit(facts, kind, facts.start(final).on, calendar) if final and kind else None
    if due is None or not due.is_late:
        return None
    # 条例 31: late it is still to be published, and the level above sees by how much.
    sentence = f"{due.kind.name}已公布，{due.label}（应在 {due.last_day:%Y-%m-%d} 以前）。"
    return Clock(case.public_id, case.name, sentence, due.last_day, is_late=True)
