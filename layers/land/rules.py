"""What a case must obey before it is published or a stage is closed. Soft rules only speak; hard ones refuse.

Only the present procedure is held to the present law: R4 rules are never applied to older cases.
"""

import datetime as dt
from dataclasses import dataclass

from geo.errors import BadInput
from layers.land.boards import listed
from layers.land.facts import CaseFacts, StageFact
from layers.land.periods import government_limit, posting_deadline
from layers.land.procedure import Regime, StageKind
from layers.workdays.calendar import WorkCalendar


@dataclass(frozen=True)
class Problem:
    message: str
    is_hard: bool


def check_close(facts: CaseFacts, stage: StageFact, calendar: WorkCalendar) -> None:
    """A notice may be closed on the day after its last day at the earliest: the last day is the public's. It has no
    last day while a board where it has to hang is without it.

    Raises BadInput with the date or the boards, and CalendarMissing for a year without a calendar.
    """
    kind, begin = facts.kind(stage.code), facts.start(stage)
    end = posting_deadline(kind, begin.on, calendar) if kind else None
    if kind is None or end is None or stage.closed_on is None:
        return
    if begin.unposted:
        raise BadInput("closed_on", f"{kind.name}还没有在{listed(begin.unposted)}张贴，不能结束")
    if end.provisional:
        # A date that is stored is never computed on a guess.
        calendar.add_working_days(begin.on, kind.period_length)
    if stage.closed_on <= end.date:
        earliest = end.date + dt.timedelta(days=1)
        raise BadInput(
            "closed_on",
            f"{kind.name}的期限到 {end.date:%Y-%m-%d} 届满，最早 {earliest:%Y-%m-%d} 可以结束。"
            f"{begin.explanation}{end.explanation}",
        )


def problems(facts: CaseFacts, calendar: WorkCalendar) -> list[Problem]:
    found = [
        Problem(f"{late.kind.name}{late.label}", is_hard=False)
        for kind in facts.kinds
        if (stage := facts.stage(kind.code))
        and (late := government_limit(facts, kind, facts.start(stage).on, calendar))
        and late.is_late
    ]
    final = facts.stage("FINAL_NOTICE") or facts.stage("FIRST_NOTICE")
    if final and facts.received_on and final.posted_on < facts.received_on:
        found.append(Problem("征收土地公告不能早于收到批复的日期", is_hard=True))
    if facts.regime == Regime.FROM_2021:
        found += _out_of_order(facts)
        found += _closed_too_early(facts, calendar)
        found += _too_early(facts, calendar)
    if facts.is_of_houses:
        found += _decided_too_early(facts, calendar)
    return found


def _decided_too_early(facts: CaseFacts, calendar: WorkCalendar) -> list[Problem]:
    """国有土地上房屋征收与补偿条例 10: the plan lies open for 30 days before anything is decided."""
    plan, decision, kind = facts.stage("PLAN_NOTICE"), facts.stage("FINAL_NOTICE"), facts.kind("PLAN_NOTICE")
    end = posting_deadline(kind, plan.posted_on, calendar) if plan and kind else None
    if decision and end and decision.posted_on <= end.date:
        told = f"房屋征收决定不能早于补偿方案征求意见期满（{end.date:%Y-%m-%d}）"
        return [Problem(told, is_hard=True)]
    return []


def _out_of_order(facts: CaseFacts) -> list[Problem]:
    found = []
    before: tuple[StageKind, dt.date] | None = None
    for kind in facts.kinds:
        stage = facts.stage(kind.code)
        if stage is None or kind.is_optional:
            continue
        if before and stage.posted_on < before[1]:
            found.append(Problem(f"{kind.name}的日期早于{before[0].name}", is_hard=True))
        before = (kind, stage.posted_on)
    return found


def _closed_too_early(facts: CaseFacts, calendar: WorkCalendar) -> list[Problem]:
    """Of each notice the version in force; one that was corrected ended with its correction."""
    found = []
    for kind in facts.kinds:
        if stage := facts.stage(kind.code):
            try:
                check_close(facts, stage, calendar)
            except BadInput as problem:
                found.append(Problem(problem.message, is_hard=True))
    return found


def _too_early(facts: CaseFacts, calendar: WorkCalendar) -> list[Problem]:
    """条例 30: the dossier goes up only after the notice of the plan has run its full time, everywhere."""
    plan, submit, pre = facts.stage("PLAN_NOTICE"), facts.stage("SUBMIT"), facts.stage("PRE_NOTICE")
    found = []
    if submit and plan:
        found += _before_end(facts, plan, submit, "报批", calendar, is_hard=True)
    if plan and pre:
        found += _before_end(facts, pre, plan, "补偿安置公告", calendar, is_hard=False)
    return found


def _before_end(
    facts: CaseFacts,
    notice: StageFact,
    following: StageFact,
    called: str,
    calendar: WorkCalendar,
    *,
    is_hard: bool,
) -> list[Problem]:
    kind, begin = facts.kind(notice.code), facts.start(notice)
    end = posting_deadline(kind, begin.on, calendar) if kind else None
    if kind is None or end is None:
        return []
    if begin.unposted:
        return [Problem(f"{called}以前，{kind.name}还没有在{listed(begin.unposted)}张贴", is_hard)]
    if following.posted_on <= end.date:
        return [Problem(f"{called}不能早于{kind.name}期满（{end.date:%Y-%m-%d}）", is_hard)]
    return []
