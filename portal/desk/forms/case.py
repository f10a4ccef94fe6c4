"""征地案件: facts, approval, villages with their areas, stages by date; beside them what the law says of the dates.

Parcels, surveys and documents are carried along as they are in the draft.
"""

from decimal import Decimal, InvalidOperation

from geo.errors import BadInput
from layers.changes.aggregate import Snapshot
from layers.land.facts import load_procedure
from layers.land.models import Regime, StageKind
from layers.land.rules import problems
from layers.workdays.calendar import load_calendar
from portal.desk.checks import facts
from portal.desk.forms.approval import ApprovalField
from portal.desk.forms.layout import Group, Layout, register, rows
from portal.desk.forms.offers import Offer
from portal.desk.forms.offers import register as offer

offer(
    Offer(
        "stage-kind", StageKind, lambda scope: StageKind.objects.all(), order=("regime", "sort_key"), is_short=True,
        group=lambda row: Regime(row.regime).label,
    )
)  # fmt: skip


def told(case: Snapshot) -> dict[str, str]:
    """Both numbers where the areas do not fit (real notices do err), and each rule that the dates break."""
    found = {}
    if areas := [row["area_ha"] for row in case["case_villages"] if row["area_ha"]]:
        found["case_villages"] = sums(areas, case["total_area_ha"])
    if case["regime"]:
        try:
            broken = problems(facts(case, load_procedure()), load_calendar())
        except (BadInput, ValueError):
            broken = []
        words = [f"{'不能发布' if one.is_hard else '请核对'}：{one.message}" for one in broken]
        found["stages"] = "；".join(words) if words else "日期符合程序。"
    return found


def sums(areas: list[str], total: str | None) -> str:
    try:
        whole = sum(map(Decimal, areas), Decimal(0))
    except InvalidOperation:
        return ""
    said = f"各村合计 {whole.normalize():f} 公顷（{(whole * 15).normalize():f} 亩）"
    if total and abs(Decimal(total) - whole) > Decimal("0.0001") * len(areas):
        return (
            f"{said}，与征收面积 {Decimal(total).normalize():f} 公顷不符，请核对；公告本来如此的，可以照录。"
        )
    return f"{said}。"


register(
    "case",
    Layout(
        groups=(
            Group("案件", ("name", "kind", "year", "batch_no", "county", "organisation", "phone")),
            Group("适用制度", ("began_on", "regime", "regime_reason", "terminated_on")),
            Group("用途和面积", ("purpose", "law45_item", "total_area_ha", "settled_population")),
            Group("涉及村", ("case_villages",), help="老案件没有坐标，村民只能从这里找到它，所以至少写一个村。"),
            Group("征地批复", ("approval",)),
            Group("阶段", ("stages",), help="到了哪一步写哪一步，期限由系统按工作日历推算。"),
            Group("补偿", ("compensation",)),
        ),
        help={
            "name": "如“示例县2024年第3批次城镇建设用地”。",
            "county": "由哪个县市区或开发区管理。",
            "organisation": "承办的自然资源部门。",
            "phone": "办公电话，不写个人手机。",
            "began_on": "第一份程序文件的日期，由它决定适用哪个制度。",
            "regime_reason": "与启动日期的一般规定不同的，写明理由。",
            "law45_item": "土地管理法第四十五条的哪一项公共利益。",
            "total_area_ha": "公顷，四位小数。",
            "compensation": "只写标准，不写各户数额。",
        },
        fields={"approval": ApprovalField},
        rows={
            "case_villages": rows("village", "area_ha", one="村", help={"area_ha": "公顷；不知道可以不填。"}),
            "stages": rows("kind", "version", "posted_on", "closed_on", "issuer", "doc_no", "note", one="阶段",
                           help={"kind": "选本案适用制度下的阶段。", "version": "更正重发的写 2。"}),
        },
        preview=told,
    ),
)  # fmt: skip
