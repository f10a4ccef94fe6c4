"""When the public may say something: while the notice of a stage lies open, until its last day, that day included."""

import datetime as dt

from layers.land.facts import facts_of, load_procedure
from layers.land.models import Case
from layers.land.periods import Period, public_period
from layers.land.status import status_of
from layers.objections.models import Kind
from layers.workdays.calendar import WorkCalendar

# 条例 27, 28: the plan is where 异议反馈渠道 and hearings belong; 条例 26: what the first notice says can be spoken to.
TAKES: dict[str, tuple[Kind, ...]] = {
    "PRE_NOTICE": (Kind.OPINION,),
    "PLAN_NOTICE": (Kind.OPINION, Kind.HEARING, Kind.DISPUTE),
}


def open_period(case: Case, today: dt.date, calendar: WorkCalendar) -> Period | None:
    """The running period in which the case takes objections, or None. Prefetch stages, select the approval."""
    status = status_of(facts_of(case, load_procedure()), today, calendar)
    return taking(status.periods)


def taking(periods: tuple[Period, ...]) -> Period | None:
    """Of running periods the one that takes objections; the plan's before the first notice's."""
    found = [period for period in periods if period.kind.code in TAKES]
    return max(found, key=lambda period: period.kind.sort_key, default=None)


def past_and_present(case: Case, today: dt.date, calendar: WorkCalendar) -> list[Period]:
    """Every period that takes objections and has begun, for letters that are entered later."""
    facts = facts_of(case, load_procedure())
    found = []
    for kind in facts.kinds:
        stage = facts.stage(kind.code, today) if kind.code in TAKES else None
        period = public_period(kind, stage, today, calendar) if stage else None
        if period is not None:
            found.append(period)
    return found
