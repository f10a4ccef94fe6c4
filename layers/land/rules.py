"""What a case must obey before it is published or a stage is closed. Soft rules only speak; hard ones refuse.

Only the present procedure is held to the present law: R4 rules are never applied to older cases.
"""

import datetime as dt
from dataclasses import dataclass

from geo.errors import BadInput
from layers.land.facts import CaseFacts
from layers.land.periods import government_limit, posting_deadline
from layers.land.procedure import Regime, StageKind
from layers.workdays.calendar import WorkCalendar


@dataclass(frozen=True)
class Problem:
    message: str
    is_hard: bool


def check_close(kind: StageKind, posted_on: dt.date, closed_on: dt.date, calendar: WorkCalendar) -> None:
    """A notice may be closed on the day after its last day at the earliest: the last day is the public's.

    Raises BadInput with the date, and CalendarMissing for a year without a calendar.
    """
    end = posting_deadline(kind, posted_on, calendar)
    if end is None:
        return
    if end.provisional:
        # A date that is stored is never computed on a guess.
        calendar.add_working_days(posted_on, kind.period_length)
    if closed_on <= end.date:
        earliest = end.date + dt.timedelta(days=1)
        raise BadInput(
            "closed_on",
            f"{kind.name}的期限到 {end.date:%Y-%m-%d} 届满，最早 {earliest:%Y-%m-%d} 可以结束。"
            f"{end.explanation}",
        )


def problems(facts: CaseFacts, calendar: WorkCalendar) -> list[Problem]:
    found = [
        Problem(f"{late.kind.name}{late.label}", is_hard=False)
        for kind in facts.kinds
        if (stage := facts.stage(kind.code))
        and (late := government_limit(facts, kind, stage.posted_on, calendar))
        and late.is_late
    ]
    final = facts.stage("FINAL_NOTICE") or facts.stage("FIRST_NOTICE")
    if final and facts.received_on and final.posted_on < facts.received_on:
        found.append(Problem("征收土地公告不能早于收到批复的日期", is_hard=True))
    if facts.regime == Regime.FROM_2021:
        found += _out_of_order(facts)
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


def _too_early(facts: CaseFacts, calendar: WorkCalendar) -> list[Problem]:
    """条例 30: the dossier goes up only after the notice of the plan has run its full time."""
    plan, submit, pre = facts.stage("PLAN_NOTICE"), facts.stage("SUBMIT"), facts.stage("PRE_NOTICE")
    plan_kind, pre_kind = facts.kind("PLAN_NOTICE"), facts.kind("PRE_NOTICE")
    plan_end = posting_deadline(plan_kind, plan.posted_on, calendar) if plan and plan_kind else None
    pre_end = posting_deadline(pre_kind, pre.posted_on, calendar) if pre and pre_kind else None
    found = []
    if submit and plan_end and submit.posted_on <= plan_end.date:
        found.append(Problem(f"报批不能早于补偿安置公告期满（{plan_end.date:%Y-%m-%d}）", is_hard=True))
    if plan and pre_end and plan.posted_on <= pre_end.date:
        found.append(Problem(f"补偿安置公告早于预公告期满（{pre_end.date:%Y-%m-%d}）", is_hard=False))
    return found
