"""The clocks of an application, computed from its events each time they are shown: nothing of it is stored.

条例 31 says when it counts as received, 30 lets the answer's period begin anew with the corrected application, 32 to 34
take the time of an opinion out of it, 33 gives 20 working days and once 20 more. The day of an act is not counted.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from layers.foi.events import EventKind
from layers.foi.models import TO_BE_CONFIRMED, Channel, State
from layers.workdays.calendar import Deadline, WorkCalendar

ANSWER_DAYS = 20
LONGEST_EXTENSION = 20
CORRECTION_DAYS = 7
OPINION_DAYS = 15

RECEIVED_BECAUSE = {
    Channel.ONLINE: "互联网提交，以双方确认之日为收到之日（条例第三十一条第三项）",
    Channel.FAX: "传真提交，以双方确认之日为收到之日（条例第三十一条第三项）",
    Channel.KIOSK: "当面提交，以提交之日为收到之日（条例第三十一条第一项）",
    Channel.COUNTER: "当面提交，以提交之日为收到之日（条例第三十一条第一项）",
    Channel.POST: "邮寄提交，以签收之日为收到之日（条例第三十一条第二项）",
    Channel.PLAIN_POST: "平常信函等无需签收的邮寄，以确认之日为收到之日（条例第三十一条第二项）",
}
CLOSING = {
    EventKind.ANSWERED: State.ANSWERED,
    EventKind.WITHDRAWN: State.WITHDRAWN,
    EventKind.ABANDONED: State.ABANDONED,
}

TOLD_ONLY = frozenset(
    {
        EventKind.DELIVERED, EventKind.REVIEW, EventKind.REVIEW_RESULT, EventKind.LAWSUIT, EventKind.LAWSUIT_RESULT,
    }
)  # fmt: skip
OPINIONS = {
    "agrees": "收到意见：同意公开",
    "refuses": "收到意见：不同意公开",
    "silent": "逾期没有提出意见，由行政机关决定",
}


class Happened(Protocol):
    """What the clock needs of an event."""

    kind: str
    on: dt.date
    detail: dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One line of the reckoning: on that day this happened, and what the law makes of it."""

    on: dt.date
    what: str
    rule: str


@dataclass
class Reckoning:
    """``due`` is the last day of the answer's period, None before receipt and while an opinion or a correction is waited
    for; ``left`` then says how many working days will be left. ``correction_limit``: until when a correction may be
    asked for. ``waits_until``: the last day of the correction, or of the opinion."""

    state: State = State.UNCONFIRMED
    received_on: dt.date | None = None
    closed_on: dt.date | None = None
    due: Deadline | None = None
    left: int | None = None
    correction_limit: Deadline | None = None
    waits_until: Deadline | None = None
    has_asked_correction: bool = False
    has_extended: bool = False
    begins_on: dt.date | None = None
    extension: int = 0
    excluded: int = 0
    lines: list[Line] = field(default_factory=list)

    @property
    def days(self) -> int:
        """So many working days the answer's period has by now."""
        return ANSWER_DAYS + self.extension + self.excluded

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    def late_by(self, today: dt.date, calendar: WorkCalendar) -> int:
        """Working days beyond the last one; of a closed one on the day it was closed. 0: in time."""
        end = self.closed_on or today
        if self.due is None or end <= self.due.date:
            return 0
        # A Saturday after the last day is late, too, though no working day has gone by.
        return max(1, calendar.working_days_between(self.due.date, end, strict=False))


def reckon(events: Iterable[Happened], channel: str, calendar: WorkCalendar) -> Reckoning:
    """In the order of the events. A year without a calendar makes the dates 暂定 (``Deadline.provisional``)."""
    found = Reckoning()
    asked_on: dt.date | None = None
    for event in events:
        kind, on = EventKind(event.kind), event.on
        if kind is EventKind.FILED:
            found.lines.append(Line(on, "提交申请", "还没有起算期限" if channel in TO_BE_CONFIRMED else ""))
        elif kind is EventKind.RECEIVED:
            found.state, found.received_on, found.begins_on = State.RUNNING, on, on
            found.correction_limit = calendar.deadline(on, CORRECTION_DAYS)
            found.lines.append(Line(on, "收到申请", RECEIVED_BECAUSE[Channel(channel)]))
        elif kind is EventKind.CORRECTION:
            found.state, found.has_asked_correction, found.correction_limit = State.CORRECTION, True, None
            found.waits_until = calendar.deadline(on, event.detail["days"])
            rule = f"补正期限 {event.detail['days']} 个工作日，到 {found.waits_until.date}；只告知一次（条例第三十条）"
            found.lines.append(Line(on, "告知补正", rule))
        elif kind is EventKind.CORRECTED:
            found.state, found.begins_on, found.waits_until = State.RUNNING, on, None
            found.extension = found.excluded = 0
            found.lines.append(Line(on, "收到补正", "答复期限自收到补正的申请之日起重新计算（条例第三十条）"))
        elif kind is EventKind.CONSULTED:
            found.state, asked_on = State.CONSULTING, on
            reached = dt.date.fromisoformat(event.detail["reached_on"])
            found.waits_until = calendar.deadline(reached, OPINION_DAYS)
            third = event.detail["who"] == "third_party"
            rule = f"{reached} 收到征求意见书，15 个工作日内提出意见，到 {found.waits_until.date}；所需时间不计入答复期限"
            rule += "（条例第三十二条、第三十三条）" if third else "（条例第三十三条、第三十四条）"
            found.lines.append(Line(on, "征求第三方意见" if third else "征求其他机关意见", rule))
        elif kind is EventKind.OPINION and asked_on is not None:
            days = calendar.working_days_between(asked_on, on, strict=False)
            found.state, found.waits_until = State.RUNNING, None
            found.excluded += days
            rule = f"{asked_on} 的次日至 {on} 共 {days} 个工作日不计入答复期限（条例第三十三条）"
            found.lines.append(Line(on, OPINIONS[event.detail["said"]], rule))
            asked_on = None
        elif kind is EventKind.EXTENDED:
            found.has_extended, found.extension = True, event.detail["days"]
            rule = f"延长 {found.extension} 个工作日，经工作机构负责人同意并告知申请人，只能一次（条例第三十三条）"
            found.lines.append(Line(on, "延期答复", rule))
        elif kind is EventKind.MERGED:
            found.state = State.MERGED
            found.lines.append(Line(on, "合并办理", f"与 {event.detail['into']} 一并答复，期限不变"))
        elif kind is EventKind.TRANSFERRED:
            found.lines.append(Line(on, "转送", f"由{event.detail['from']}转{event.detail['to']}，期限不变"))
        elif kind in CLOSING:
            found.state, found.closed_on = CLOSING[kind], on
            found.lines.append(Line(on, kind.label, ""))
        elif kind in TOLD_ONLY:
            found.lines.append(Line(on, kind.label, ""))
    return _with_due(found, asked_on, calendar)


def _with_due(found: Reckoning, asked_on: dt.date | None, calendar: WorkCalendar) -> Reckoning:
    """While something is waited for, or when the application ended in the midst of it, no answer is owed on any day."""
    if found.begins_on is None:
        return found
    if found.waits_until is None:
        found.due = calendar.deadline(found.begins_on, found.days)
    elif asked_on is not None and found.is_open:
        found.left = found.days - calendar.working_days_between(found.begins_on, asked_on, strict=False)
    return found
