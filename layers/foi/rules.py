"""Which step may follow now, and what each has to respect. Every refusal is a Chinese sentence that names the article."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from geo.errors import BadInput
from layers.foi.clocks import LONGEST_EXTENSION, Reckoning
from layers.foi.events import Event, EventKind
from layers.foi.models import Application, Mode, State
from layers.foi.outcomes import ANSWERS, BY_CODE
from layers.workdays.calendar import WorkCalendar

K, S = EventKind, State
# In which state a step may be taken.
FOLLOWS: dict[EventKind, tuple[State, ...]] = {
    K.RECEIVED: (S.UNCONFIRMED,),
    K.VERIFIED: (S.UNCONFIRMED, S.RUNNING, S.CORRECTION, S.CONSULTING),
    K.CORRECTION: (S.RUNNING,),
    K.CORRECTED: (S.CORRECTION,),
    K.ABANDONED: (S.CORRECTION,),
    K.EXTENDED: (S.RUNNING,),
    K.CONSULTED: (S.RUNNING,),
    K.OPINION: (S.CONSULTING,),
    K.TRANSFERRED: (S.UNCONFIRMED, S.RUNNING),
    K.MERGED: (S.RUNNING,),
    # A merged one, too: the other may have been withdrawn.
    K.ANSWERED: (S.RUNNING, S.MERGED),
    K.WITHDRAWN: (S.UNCONFIRMED, S.RUNNING, S.CORRECTION, S.CONSULTING, S.MERGED),
    K.DELIVERED: (S.ANSWERED,),
    K.REVIEW: (S.ANSWERED, S.ABANDONED),
    K.REVIEW_RESULT: (S.ANSWERED, S.ABANDONED),
    K.LAWSUIT: (S.ANSWERED, S.ABANDONED),
    K.LAWSUIT_RESULT: (S.ANSWERED, S.ABANDONED),
}
# Where the organisation handles it in a system of its own, this one takes it in and notes the end.
OF_INTAKE = frozenset({K.RECEIVED, K.VERIFIED, K.TRANSFERRED, K.ANSWERED, K.DELIVERED, K.WITHDRAWN})
# 条例 33: the head of the office agrees to it.
OF_THE_HEAD = frozenset({K.EXTENDED})
RESULTS = {"upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果"}


@dataclass(frozen=True)
class Step:
    """What somebody wants to enter. ``on`` is the day of the act, ``detail`` and ``text`` as in Event."""

    kind: EventKind
    on: dt.date
    detail: dict[str, Any]
    text: str = ""


@dataclass(frozen=True)
class Standing:
    """Where the application stands when the step is taken."""

    row: Application
    events: list[Event]
    found: Reckoning
    calendar: WorkCalendar
    today: dt.date

    def last(self, *kinds: EventKind) -> Event | None:
        return next((event for event in reversed(self.events) if event.kind in kinds), None)


def possible(standing: Standing, mode: str) -> list[EventKind]:
    """The steps that may follow, in the order in which they are offered."""
    kinds = [kind for kind, states in FOLLOWS.items() if standing.found.state in states]
    if mode != Mode.FULL:
        kinds = [kind for kind in kinds if kind in OF_INTAKE]
    return [kind for kind in kinds if _may_follow(kind, standing)]


def _may_follow(kind: EventKind, standing: Standing) -> bool:
    found = standing.found
    match kind:
        case K.VERIFIED:
            return standing.last(K.VERIFIED) is None
        case K.CORRECTION:
            limit = found.correction_limit
            return not found.has_asked_correction and limit is not None and standing.today <= limit.date
        case K.EXTENDED:
            return not found.has_extended and found.due is not None and standing.today <= found.due.date
        case K.DELIVERED:
            return standing.last(K.DELIVERED) is None
        case K.REVIEW | K.REVIEW_RESULT:
            return is_pending(standing, K.REVIEW, K.REVIEW_RESULT) == (kind is K.REVIEW_RESULT)
        case K.LAWSUIT | K.LAWSUIT_RESULT:
            return is_pending(standing, K.LAWSUIT, K.LAWSUIT_RESULT) == (kind is K.LAWSUIT_RESULT)
    return True


def is_pending(standing: Standing, begun: EventKind, ended: EventKind) -> bool:
    last = standing.last(begun, ended)
    return last is not None and last.kind == begun


def check(step: Step, standing: Standing, mode: str) -> None:
    """Raises BadInput."""
    found = standing.found
    if mode != Mode.FULL and step.kind not in OF_INTAKE:
        raise BadInput("kind", "这个单位在自己的系统里办理，这里只登记收到和结果")
    if found.state not in FOLLOWS[step.kind]:
        raise BadInput("kind", f"“{found.state.label}”时不能{step.kind.label}")
    earliest = standing.events[-1].on
    if not earliest <= step.on <= standing.today:
        raise BadInput("on", f"日期应在上一步（{earliest:%Y-%m-%d}）以后、今天以前")
    if rule := RULES.get(step.kind):
        rule(step, standing)
    if step.kind is K.ANSWERED and mode == Mode.FULL and not step.text:
        outcome = BY_CODE[step.detail["outcome"]]
        raise BadInput(
            "text", f"“{outcome.title}”要写明{'理由' if outcome.is_refusal else '内容，或者怎样获取'}"
        )


def _correction(step: Step, standing: Standing) -> None:
    found = standing.found
    if found.has_asked_correction:
        raise BadInput("kind", "补正只能一次性告知，已经告知过（条例第三十条）")
    limit = found.correction_limit
    if limit is None or step.on > limit.date:
        last = f"（{limit.date:%Y-%m-%d}）" if limit else ""
        raise BadInput("on", f"收到申请已满 7 个工作日{last}，不能再要求补正（条例第三十条）")
    # The letter names the day, so it has to hold: a year without a calendar is refused here.
    until = standing.calendar.add_working_days(step.on, step.detail["days"])
    step.detail["until"] = until.isoformat()


def _abandoned(step: Step, standing: Standing) -> None:
    until = standing.found.waits_until
    if until is None or step.on <= until.date:
        last = f"（到 {until.date:%Y-%m-%d}）" if until else ""
        raise BadInput("on", f"补正期限还没有满{last}，不能视为放弃（条例第三十条）")


def _extended(step: Step, standing: Standing) -> None:
    found = standing.found
    if found.has_extended:
        raise BadInput("kind", "只能延期一次，已经延过（条例第三十三条）")
    if not 1 <= step.detail["days"] <= LONGEST_EXTENSION:
        raise BadInput("days", "延长不得超过 20 个工作日（条例第三十三条）")
    if found.due is None or found.begins_on is None or step.on > found.due.date:
        last = f"（到 {found.due.date:%Y-%m-%d}）" if found.due else ""
        raise BadInput("on", f"答复期限已满{last}，不能再延期（条例第三十三条）")
    until = standing.calendar.add_working_days(found.begins_on, found.days + step.detail["days"])
    step.detail["until"] = until.isoformat()


def _consulted(step: Step, standing: Standing) -> None:
    reached = dt.date.fromisoformat(step.detail["reached_on"])
    if not step.on <= reached <= standing.today:
        raise BadInput("reached_on", "对方收到的日期应在发出以后、今天以前")
    # The letter gives 15 working days: their last day has to be known.
    until = standing.calendar.add_working_days(reached, 15)
    step.detail["until"] = until.isoformat()


def _opinion(step: Step, standing: Standing) -> None:
    until = standing.found.waits_until
    if step.detail["said"] == "silent" and until is not None and step.on <= until.date:
        raise BadInput("said", f"征求意见的期限到 {until.date:%Y-%m-%d}，还没有满，不能记为逾期没有意见")


def _answered(step: Step, standing: Standing) -> None:
    outcome = BY_CODE.get(step.detail["outcome"])
    if outcome not in ANSWERS:
        raise BadInput("outcome", "请选答复种类")
    if outcome.code == "unclear" and not standing.found.has_asked_correction:
        raise BadInput("outcome", "没有要求过补正，不能答复“补正后申请内容仍不明确”")


def _verdict(begun: EventKind, ended: EventKind, name: str) -> Callable[[Step, Standing], None]:
    def rule(step: Step, standing: Standing) -> None:
        pending = is_pending(standing, begun, ended)
        if step.kind is begun and pending:
            raise BadInput("kind", f"上一次{name}还没有登记结果")
        if step.kind is ended and not pending:
            raise BadInput("kind", f"没有登记过{name}，或者结果已经登记")
        if step.kind is ended and step.detail.get("result") not in RESULTS:
            raise BadInput("result", "请选结果")

    return rule


def _once(name: str) -> Callable[[Step, Standing], None]:
    def rule(step: Step, standing: Standing) -> None:
        if standing.last(step.kind) is not None:
            raise BadInput("kind", f"已经登记过{name}")

    return rule


_review, _lawsuit = (
    _verdict(K.REVIEW, K.REVIEW_RESULT, "行政复议"),
    _verdict(K.LAWSUIT, K.LAWSUIT_RESULT, "行政诉讼"),
)
RULES: dict[EventKind, Callable[[Step, Standing], None]] = {
    K.VERIFIED: _once("身份核验"),
    K.CORRECTION: _correction,
    K.ABANDONED: _abandoned,
    K.EXTENDED: _extended,
    K.CONSULTED: _consulted,
    K.OPINION: _opinion,
    K.ANSWERED: _answered,
    K.DELIVERED: _once("送达"),
    K.REVIEW: _review,
    K.REVIEW_RESULT: _review,
    K.LAWSUIT: _lawsuit,
    K.LAWSUIT_RESULT: _lawsuit,
}
