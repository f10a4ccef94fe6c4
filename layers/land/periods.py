"""The periods of a stage: how long the public has, and by when the government has to act."""

import datetime as dt
from dataclasses import dataclass

from layers.land.facts import CaseFacts, StageFact
from layers.land.procedure import StageKind
from layers.workdays.calendar import Deadline, WorkCalendar

Unit = StageKind.PeriodUnit
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Time that the public has: ``last_day`` belongs to it. ``days_left`` counts calendar days after today.

    So on the last day itself days_left is 0, and it is negative afterwards. ``waiting`` (等东村张贴后起算): it has not
    begun, and ``last_day`` is the earliest that it can end.
    """

    kind: StageKind
    starts_on: dt.date
    last_day: dt.date
    days_left: int
    rule: str
    provisional: bool
    waiting: str = ""

    @property
    def is_running(self) -> bool:
        return self.days_left >= 0

    @property
    def label(self) -> str:
        """剩余 1 天, 最后一天, 已期满, 等东村张贴后起算."""
        if self.waiting:
            return self.waiting
        if self.days_left > 0:
            return f"剩余 {self.days_left} 天"
        return "最后一天" if self.days_left == 0 else "已期满"

    @property
    def what_you_can_do(self) -> str:
        return self.kind.what_you_can_do


@dataclass(frozen=True)
class Due:
    """A limit on the government. ``left`` counts in ``unit`` and is negative when late."""

    kind: StageKind
    last_day: dt.date
    left: int
    unit: str
    rule: str
    provisional: bool

    @property
    def is_late(self) -> bool:
        return self.left < 0

    @property
    def label(self) -> str:
        """剩 3 个工作日, 最后一天, 逾期 1 个工作日."""
        if self.left > 0:
            return f"剩 {self.left} {self.unit}"
        return "最后一天" if self.left == 0 else f"逾期 {-self.left} {self.unit}"


def short_date(day: dt.date, today: dt.date) -> str:
    """12 月 3 日, with the year when it is another one."""
    text = f"{day.month} 月 {day.day} 日"
    return text if day.year == today.year else f"{day.year} 年 {text}"


def posting_deadline(kind: StageKind, posted_on: dt.date, calendar: WorkCalendar) -> Deadline | None:
    """The end of the statutory period of a notice posted on that day; None when the law gives none."""
    if kind.period_unit == Unit.WORKING_DAYS:
        return calendar.deadline(posted_on, kind.period_length, "working")
    if kind.period_unit == Unit.DAYS:
        return calendar.deadline(posted_on, kind.period_length, "calendar", kind.extends_over_holiday)
    return None


def public_period(
    facts: CaseFacts, stage: StageFact, today: dt.date, calendar: WorkCalendar
) -> Period | None:
    """What the public has from this stage: the statutory period, or the one that the notice itself states.

    It runs from the last board where the notice has to hang (条例 26, 28); while one is missing it has not begun. A
    notice may lie open longer than the law asks, never shorter: it is closed on the day AFTER its last day. A stage
    without a statutory period (补偿登记) runs to the day that its notice names, that day included.
    """
    kind, begin = facts.kind(stage.code), facts.start(stage)
    assert kind is not None
    # Closed or handed up, it is awaited no more, whatever was not written down of it.
    is_over = facts.is_submitted(today) or (stage.closed_on is not None and stage.closed_on <= today)
    waits = bool(begin.unposted) and not is_over
    end = posting_deadline(kind, max(begin.on, today) if waits else begin.on, calendar)
    if end is None:
        if stage.closed_on is None or kind.code != "REGISTER":
            return None
        rule = f"公告写明的期限：{stage.posted_on:%Y-%m-%d} 至 {stage.closed_on:%Y-%m-%d}"
        left = (stage.closed_on - today).days
        return Period(kind, stage.posted_on, stage.closed_on, left, rule, provisional=False)
    last_day, rule = end.date, _basis(kind, end)
    if waits:
        rule = f"{begin.waiting}；即使今天全部贴出，也要到 {last_day:%Y-%m-%d} 才满。{rule}"
    elif stage.closed_on is not None and stage.closed_on - ONE_DAY > last_day:
        last_day = stage.closed_on - ONE_DAY
        rule = f"公告期长于法定最短期限，到 {last_day:%Y-%m-%d} 为止。{rule}"
    if kind.required_places:
        rule = f"{begin.explanation}{rule}"
    return Period(
        kind,
        begin.on,
        last_day,
        (last_day - today).days,
        rule,
        provisional=end.provisional or waits,
        waiting=begin.waiting if waits else "",
    )


def government_limit(facts: CaseFacts, kind: StageKind, on: dt.date, calendar: WorkCalendar) -> Due | None:
    """By when ``kind`` had to be posted, seen from ``on``: its date of posting, or today while it is missing.

    None when the law sets no limit, or nothing has started it yet.
    """
    if kind.period_unit == Unit.WITHIN_WORKING_DAYS_OF_RECEIPT:
        # 条例 31: 15 working days run from RECEIPT of the approval, not from its date.
        if facts.received_on is None or facts.received_on > on:
            return None
        end = calendar.deadline(facts.received_on, kind.period_length, "working")
        left = calendar.working_days_between(on, end.date, strict=False)
        return Due(kind, end.date, left, "个工作日", _basis(kind, end, "自收到批复"), end.provisional)
    if kind.latest_days and (first := facts.stage(kind.latest_after, on)):
        # A limit on the government is extended when it ends on a rest day.
        end = calendar.deadline(first.posted_on, kind.latest_days, "calendar", True)
        return Due(kind, end.date, (end.date - on).days, "天", _basis(kind, end), end.provisional)
    return None


def _basis(kind: StageKind, end: Deadline, note: str = "") -> str:
    basis = f"{kind.basis}:" if kind.basis else ""
    return f"{basis}{note}{end.explanation}"
