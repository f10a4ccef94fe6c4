"""The stages of a case by the words of county lists. One word may be two stages: 征收土地公告 is the last notice of the
present law and the first of the two notices of the old one, so which it is follows from the regime of the case.
"""

from dataclasses import dataclass, field

from importers.cells import date, text
from importers.columns import Column
from importers.entries import Entry
from importers.listing import Listing
from layers.changes.aggregate import Snapshot
from layers.land.procedure import Regime

R1, R2, R3, R4 = Regime.PRE_2004, Regime.FROM_2004, Regime.TRANSITION, Regime.FROM_2021
HOUSES = Regime.HOUSES
NEW, OLD = (R3, R4), (R1, R2)


@dataclass(frozen=True)
class Step:
    """``codes``: regime → the stage that is meant. ``has_number``: it is a notice, which has a 文号 of its own."""

    name: str
    title: str
    codes: dict[Regime, str]
    words: tuple[str, ...] = ()
    has_number: bool = False
    example: str = ""
    # The first document of a procedure is one of those before the approval.
    is_before_approval: bool = field(default=True)


def _codes(new: str = "", old: str = "") -> dict[Regime, str]:
    return (dict.fromkeys(NEW, new) if new else {}) | (dict.fromkeys(OLD, old) if old else {})


STEPS = (
    Step("notify", "征地告知书", {R2: "NOTIFY"}, ("征地告知", "告知书"), True),
    Step("pre_notice", "征收土地预公告", _codes("PRE_NOTICE"),
         ("预公告", "拟征收土地公告", "征地预公告", "拟征地公告", "征收土地启动公告"), True, "2024-01-08"),
    Step("survey", "土地现状调查", _codes("SURVEY") | {R2: "CONFIRM", HOUSES: "SURVEY"},
         ("房屋调查登记", "拟征收土地现状调查", "现状调查", "调查结果确认", "土地调查确认")),
    Step("risk", "社会稳定风险评估", _codes("RISK") | {HOUSES: "RISK"}, ("风险评估", "稳评")),
    Step("plan_notice", "征地补偿安置公告", _codes("PLAN_NOTICE", "SECOND_NOTICE") | {HOUSES: "PLAN_NOTICE"},
         ("征收补偿方案征求意见", "补偿方案征求意见",
          "补偿安置公告", "征地补偿安置方案公告", "补偿安置方案公告", "方案公告", "第二次公告", "第二公告"), True, "2024-03-04"),
    Step("hearing", "听证", _codes("HEARING") | {R2: "HEARING", HOUSES: "HEARING"}, ("听证会",)),
    Step("register", "补偿登记", _codes("REGISTER", "REGISTER"), ("征地补偿登记",)),
    Step("agreement", "签订征地补偿安置协议", _codes("AGREEMENT") | {HOUSES: "AGREEMENT"},
         ("签订协议", "补偿安置协议", "征地补偿安置协议")),
    Step("submit", "组卷报批", _codes("SUBMIT", "SUBMIT"), ("报批", "上报", "组卷上报")),
    Step("final_notice", "征收土地公告", _codes("FINAL_NOTICE", "FIRST_NOTICE") | {HOUSES: "FINAL_NOTICE"},
         ("房屋征收决定公告", "征收决定公告",
          "征地公告", "征用土地公告", "土地征收公告", "第一次公告", "第一公告"), True, "2024-09-10", False),
    Step("decision", "征地补偿安置决定", {R4: "DECISION", HOUSES: "DECISION"}, ("补偿安置决定",), is_before_approval=False),
    Step("payment", "支付补偿费用", _codes("PAYMENT", "PAYMENT"), ("补偿费用支付", "费用支付", "补偿款发放"),
         is_before_approval=False),
    Step("handover", "交付土地", _codes("HANDOVER") | {HOUSES: "HANDOVER"}, ("交地", "搬迁"), is_before_approval=False),
)  # fmt: skip


def _columns(step: Step) -> list[Column]:
    words = (step.title, *step.words)
    ends = ("日期", "时间", "发布日期", "发布时间", "公告日期", "公告时间")
    found = [
        Column(f"{step.name}_on", f"{step.title}日期", date, example=step.example, help="如 2024-01-08；没有到这一步的不写",
               synonyms=(*words, *(f"{word}{end}" for word in words for end in ends)))
    ]  # fmt: skip
    if step.has_number:
        numbers = tuple(f"{word}{end}" for word in words for end in ("文号", "编号", "发文字号", "号"))
        found.append(
            Column(
                f"{step.name}_no",
                f"{step.title}文号",
                text(80),
                help="公告上的文号，没有的不写",
                synonyms=numbers,
            )
        )
    return found


COLUMNS = tuple(column for step in STEPS for column in _columns(step))


def days(entry: Entry, *, before_approval: bool = False) -> list[str]:
    """The days that the row tells, of all steps or of those before the approval; in ISO form."""
    return [
        day.isoformat()
        for step in STEPS
        if (day := entry.values[f"{step.name}_on"]) and (step.is_before_approval or not before_approval)
    ]


def put(
    listing: Listing, entry: Entry, regime: Regime, before: list[Snapshot], approved_on: str | None
) -> list[Snapshot] | None:
    """The stages of the case; None, with each fault beside the row, where one does not belong to its regime.

    An empty cell leaves a stage as it is. Of a notice that was issued anew the newest version is meant.
    """
    rows = [dict(row) for row in before]
    is_sound = True
    for step in STEPS:
        day, number = entry.values[f"{step.name}_on"], entry.values.get(f"{step.name}_no")
        if day is None and not number:
            continue
        code = step.codes.get(regime)
        if code is None:
            told = f"适用制度是“{regime.label}”，没有“{step.title}”这一阶段"
            listing.fault(entry, f"{step.name}_on", told, "核对日期和适用制度", "other_regime")
            is_sound = False
            continue
        there = [row for row in rows if row["kind"]["code"] == code]
        if day is None and not there:
            listing.fault(
                entry, f"{step.name}_on", f"写了文号，没有写{step.title}的日期", "补上日期", "missing_value"
            )
            is_sound = False
            continue
        _set(rows, regime, code, posted_on=day and day.isoformat(), doc_no=number)
    if approved_on and regime != HOUSES:
        _set(rows, regime, "APPROVAL", posted_on=approved_on)
    return rows if is_sound else None


def _set(rows: list[Snapshot], regime: Regime, code: str, **said: str | None) -> None:
    newest = max(
        (row for row in rows if row["kind"]["code"] == code), key=lambda row: row["version"], default=None
    )
    if newest is None:
        newest = {"kind": {"regime": regime.value, "code": code}, "version": 1}
        rows.append(newest)
    newest |= {name: value for name, value in said.items() if value}
