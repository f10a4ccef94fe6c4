"""The stages of a case in the order of its regime, each with what is known of it and which period runs."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from layers.land.facts import CaseFacts, StageFact
from layers.land.periods import Due, Period, government_limit, public_period, short_date
from layers.land.procedure import StageKind
from layers.workdays.calendar import WorkCalendar

# "unrecorded": a later stage is there, so this one must have been, but nothing tells of it.
State = Literal["done", "running", "waiting", "late", "unrecorded"]
# Facts of one day; every other stage takes time.
EVENTS = frozenset(
    {
        "APPROVAL",
        "FINAL_NOTICE",
        "FIRST_NOTICE",
        "DECISION",
        "HANDOVER",
        "FEEDBACK",
        "VALUER",
        "RESULTS",
        "AUDIT",
    }
)


@dataclass(frozen=True)
class Step:
    kind: StageKind
    state: State
    label: str
    stage: StageFact | None = None
    earlier: tuple[StageFact, ...] = ()
    period: Period | None = None
    due: Due | None = None

    @property
    def posted_on(self) -> dt.date | None:
        return self.stage.posted_on if self.stage else None

    @property
    def rule(self) -> str:
        """Why the date is this date."""
        if self.period:
            return self.period.rule
        return self.due.rule if self.due else ""

    @property
    def provisional(self) -> bool:
        return bool((self.period and self.period.provisional) or (self.due and self.due.provisional))


def timeline(facts: CaseFacts, today: dt.date, calendar: WorkCalendar) -> list[Step]:
    """An optional stage that never took place is left out; a required one without a record says so."""
    reached = facts.reached(today)
    is_over = facts.terminated_on is not None and facts.terminated_on <= today
    steps = []
    for kind in facts.kinds:
        stage = facts.stage(kind.code, today) or _from_approval(facts, kind, today)
        if stage:
            steps.append(_recorded(facts, kind, stage, reached, is_over, today, calendar))
        elif not kind.is_optional and not (is_over and kind.sort_key > reached):
            steps.append(_missing(facts, kind, reached, today, calendar))
    return steps


def _from_approval(facts: CaseFacts, kind: StageKind, today: dt.date) -> StageFact | None:
    """Approval without a stage row of its own: the approval itself says when."""
    if kind.code == "APPROVAL" and facts.approved_on and facts.approved_on <= today:
        return StageFact("APPROVAL", facts.approved_on)
    return None


def _recorded(
    facts: CaseFacts,
    kind: StageKind,
    stage: StageFact,
    reached: int,
    is_over: bool,
    today: dt.date,
    calendar: WorkCalendar,
) -> Step:
    period = public_period(facts, stage, today, calendar)
    due = government_limit(facts, kind, facts.start(stage).on, calendar)
    state: State = "done"
    label = "已完成"
    # Of an old record nobody wrote down when its last step ended; it does not go on for twenty years.
    is_history = is_over or facts.is_old_procedure
    if period is not None and not is_over:
        state = "running" if period.is_running else "done"
        ends = "最早到" if period.waiting else "到"
        label = (
            f"{period.label}（{ends} {short_date(period.last_day, today)}）"
            if period.is_running
            else "已期满"
        )
    elif kind.sort_key == reached and kind.code not in EVENTS and stage.closed_on is None and not is_history:
        state, label = "running", "正在进行"
    if due is not None and due.is_late:
        state, label = "late", f"{due.label}公告"
    earlier = tuple(version for version in facts.versions(kind.code) if version.version < stage.version)
    return Step(kind, state, label, stage, earlier, period, due)


def _missing(facts: CaseFacts, kind: StageKind, reached: int, today: dt.date, calendar: WorkCalendar) -> Step:
    due = government_limit(facts, kind, today, calendar)
    # Nobody waits for a step of the old procedure any more.
    if kind.sort_key < reached or facts.is_old_procedure:
        return Step(kind, "unrecorded", "没有记录")
    if due is None:
        return Step(kind, "waiting", "还没有到")
    if due.is_late:
        return Step(kind, "late", f"还没有公告，{due.label}", due=due)
    return Step(kind, "waiting", f"还没有到，{due.label}（到 {short_date(due.last_day, today)}）", due=due)
