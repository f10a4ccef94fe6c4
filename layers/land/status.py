"""The public status of a case: a pure function of its dates, today and the working-day calendar.

Never a column: what a clerk corrects, and the passing of a day, change it without anybody's doing.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from layers.land.facts import CaseFacts
from layers.land.periods import Due, Period, government_limit, public_period, short_date
from layers.workdays.calendar import WorkCalendar


class Code(StrEnum):
    PREPARING = "preparing"
    NOTICE_OPEN = "notice_open"
    REGISTRATION_OPEN = "registration_open"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ANNOUNCED = "announced"
    HISTORY = "history"
    TERMINATED = "terminated"


# What is still under way; the village page counts these.
IN_PROGRESS = frozenset(
    {Code.PREPARING, Code.NOTICE_OPEN, Code.REGISTRATION_OPEN, Code.SUBMITTED, Code.APPROVED}
)


# 还剩 6 天可以提意见: what a right is for stands beside the days.
WHAT_THE_TIME_IS_FOR = {"PLAN_NOTICE": "可以提意见"}


@dataclass(frozen=True)
class Status:
    """``label`` is the official-sounding word, ``sentence`` what it means for the one who reads.

    ``days_left`` counts calendar days of the public's period, or working days of the government's limit
    (``unit`` says which); ``provisional`` (暂定) when a year has no calendar yet.
    """

    code: Code
    label: str
    sentence: str
    periods: tuple[Period, ...] = ()
    due: Due | None = None
    last_day: dt.date | None = None
    days_left: int | None = None
    unit: str = ""
    what_you_can_do: str = ""
    rule: str = ""
    provisional: bool = False

    @property
    def in_progress(self) -> bool:
        return self.code in IN_PROGRESS

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due.is_late

    @property
    def is_urgent(self) -> bool:
        """Somebody can still act within a stated time."""
        return bool(self.periods)


def status_of(facts: CaseFacts, today: dt.date, calendar: WorkCalendar) -> Status:
    if facts.terminated_on and facts.terminated_on <= today:
        day = short_date(facts.terminated_on, today)
        what = "房屋征收" if facts.is_of_houses else "征地"
        return Status(Code.TERMINATED, "已终止", f"这次{what}已于 {day}终止，不再办理。")
    if facts.is_old_procedure:
        on = f"，{short_date(facts.approved_on, today)}批准" if facts.approved_on else ""
        return Status(Code.HISTORY, "历史记录（旧程序）", f"这是按旧程序办理的征地{on}，留作历史记录备查。")
    if final := facts.stage("FINAL_NOTICE", today):
        return _announced(facts, final.posted_on, today)
    if (facts.approved_on and facts.approved_on <= today) or facts.stage("APPROVAL", today):
        return _approved(facts, today, calendar)
    running = running_periods(facts, today, calendar)
    if running:
        return _open(running, today)
    return _between(facts, today)


def running_periods(facts: CaseFacts, today: dt.date, calendar: WorkCalendar) -> list[Period]:
    """The periods that the public has today, the one that ends first in front."""
    found = []
    for kind in facts.kinds:
        stage = facts.stage(kind.code, today)
        period = public_period(facts, stage, today, calendar) if stage else None
        if period and period.is_running:
            found.append(period)
    return sorted(found, key=lambda period: period.last_day)


def _announced(facts: CaseFacts, on: dt.date, today: dt.date) -> Status:
    handed_over = facts.stage("HANDOVER", today)
    kind = facts.kind("FINAL_NOTICE")
    if facts.is_of_houses:
        end = "正在搬迁" if handed_over else "正在评估、签订补偿协议"
        end = "分户补偿情况已经在征收范围内公布" if facts.stage("RESULTS", today) else end
        label, said = "已作出征收决定", f"政府已经决定征收房屋，公告已于 {short_date(on, today)}贴出，{end}。"
    else:
        end = "土地已经交付" if handed_over else "正在按方案补偿、交地"
        label = "已公告实施"
        said = f"上级已经批准，征收土地公告已于 {short_date(on, today)}贴出，{end}。"
    return Status(
        Code.ANNOUNCED,
        label,
        said,
        what_you_can_do=kind.what_you_can_do if kind else "",
    )


def _approved(facts: CaseFacts, today: dt.date, calendar: WorkCalendar) -> Status:
    kind = facts.kind("FINAL_NOTICE")
    due = government_limit(facts, kind, today, calendar) if kind else None
    approval = facts.kind("APPROVAL")
    can = approval.what_you_can_do if approval else ""
    if due is None:
        sentence = "上级已经批准，征收土地公告还没有贴出。"
        return Status(Code.APPROVED, "已批准未公告", sentence, what_you_can_do=can)
    day = short_date(due.last_day, today)
    if due.left > 0:
        sentence = f"上级已经批准，征收土地公告要在 {due.left} 个工作日内贴出（到 {day}）。"
    elif due.left == 0:
        sentence = "上级已经批准，今天是贴出征收土地公告的最后一天。"
    else:
        sentence = f"上级已经批准，征收土地公告最迟应在 {day}贴出，已逾期 {-due.left} 个工作日。"
    return Status(
        Code.APPROVED,
        f"已批准未公告（{due.label}）",
        sentence,
        due=due,
        last_day=due.last_day,
        days_left=due.left,
        unit="个工作日",
        what_you_can_do=can,
        rule=due.rule,
        provisional=due.provisional,
    )


def _open(running: list[Period], today: dt.date) -> Status:
    # 公告期 comes before 补偿登记期 when both run: objecting is the shorter-lived right.
    notices = [period for period in running if period.kind.code != "REGISTER"]
    period = (notices or running)[0]
    day = short_date(period.last_day, today)
    can = WHAT_THE_TIME_IS_FOR.get(period.kind.code, "")
    until = (
        f"还剩 {period.days_left} 天{can}（到 {day}）"
        if period.days_left
        else f"今天是{can}{'的' if can else ''}最后一天"
    )
    if period.waiting:
        until = f"期限{period.waiting}，最早 {day}期满"
    if notices:
        code, label = Code.NOTICE_OPEN, f"公告期内（{period.label}）"
        sentence = f"{period.kind.plain}，{until}。"
    else:
        code, label = Code.REGISTRATION_OPEN, f"补偿登记期内（{period.label}）"
        sentence = f"现在可以登记补偿，{until}。"
    return Status(
        code,
        label,
        sentence,
        periods=tuple(running),
        last_day=period.last_day,
        days_left=period.days_left,
        unit="天",
        what_you_can_do=period.what_you_can_do,
        rule=period.rule,
        provisional=period.provisional,
    )


def _between(facts: CaseFacts, today: dt.date) -> Status:
    register = facts.stage("REGISTER", today)
    if facts.stage("SUBMIT", today):
        kind = facts.kind("SUBMIT")
        return Status(
            Code.SUBMITTED,
            "报批中",
            "材料已经报到上级，正在等批复。",
            what_you_can_do=kind.what_you_can_do if kind else "",
        )
    if register and register.closed_on is None:
        kind = facts.kind("REGISTER")
        return Status(
            Code.REGISTRATION_OPEN,
            "补偿登记期内",
            "现在可以登记补偿，期限以公告写明的为准。",
            what_you_can_do=kind.what_you_can_do if kind else "",
        )
    reached = [kind for kind in facts.kinds if facts.stage(kind.code, today)]
    if not reached:
        what = "房屋征收" if facts.is_of_houses else "征地"
        return Status(Code.PREPARING, "前期准备", f"这次{what}还在前期准备，没有正在进行的公告。")
    last = reached[-1]
    return Status(
        Code.PREPARING,
        "前期准备",
        f"已经办到“{last.name}”，正在准备下一步。",
        what_you_can_do="" if last.period_length else last.what_you_can_do,
    )
