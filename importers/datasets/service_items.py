"""办事事项: a row is one item of the 实施清单, found by its 实施编码; one without a code by its name at its office.

Lines within a cell are the materials, steps and conditions, one each. An empty cell changes nothing of an item.
"""

import re
import unicodedata
from typing import Any

from importers.cells import Reader, Wrong, date, lines, one_of, phone, shown, text
from importers.columns import Column
from importers.dataset import Listed, register
from importers.entries import Entry
from importers.listing import Listing
from importers.offices import Offices
from importers.owned import with_offices
from importers.sheet import Cell
from layers.changes.aggregate import Snapshot
from layers.organisations.models import Organisation
from layers.services.material_lines import read_lines
from layers.services.models import ServiceItem
from layers.staff.models import Role

CODE = re.compile(r"[0-9A-Za-z]{31}", re.ASCII)
LIMIT = re.compile(r"(\d{1,4})\s*(?:个)?(工作日|日|天|自然日)?", re.ASCII)
KINDS = {str(label): value for value, label in ServiceItem.Kind.choices}
UNITS = {
    "工作日": ServiceItem.Unit.WORKING_DAY.value, "个工作日": ServiceItem.Unit.WORKING_DAY.value,
    "天": ServiceItem.Unit.DAY.value, "日": ServiceItem.Unit.DAY.value, "自然日": ServiceItem.Unit.DAY.value,
}  # fmt: skip
SORTS = {"即办件": True, "承诺件": False, "是": True, "否": False}


def code(cell: Cell) -> str:
    found: str = text(60)(cell)
    if not CODE.fullmatch(found):
        raise Wrong(f"实施编码应为 31 位字母和数字，现有 {len(found)} 位", "从实施清单里照抄，整列设成文本")
    return found


def whole(most: int) -> Reader:
    def read(cell: Cell) -> int:
        found = shown(cell).removesuffix("次").strip()
        if not (found.isascii() and found.isdigit() and int(found) <= most):
            raise Wrong("应为整数", "如 1")
        return int(found)

    return read


def limit(cell: Cell) -> dict[str, Any]:
    """20, 20 个工作日, 即办 (0): the number, and its unit where the cell has one."""
    found = unicodedata.normalize("NFKC", shown(cell)).strip()
    if found in ("即办", "即办件", "当场办结", "当日"):
        return {"days": 0, "unit": ""}
    parts = LIMIT.fullmatch(found)
    if not parts:
        raise Wrong("不是办结时限", "如 20，或 20 个工作日")
    return {"days": int(parts.group(1)), "unit": UNITS.get(parts.group(2) or "", "")}


COLUMNS = (
    Column("code", "实施编码", code, help="31 位；还没有编码的不写", width=36,
           synonyms=("事项编码", "实施清单编码", "事项实施编码", "taskcode", "业务办理项编码", "编码")),
    Column("name", "事项名称", text(120), True, "示例事项", "实施清单上的名称", 28,
           synonyms=("名称", "事项", "taskname", "办理项名称", "业务办理项名称", "服务事项")),
    Column("kind", "事项类型", one_of(KINDS), help="新的事项要写", example="公共服务", options=tuple(KINDS),
           synonyms=("类型", "事项类别", "权力类型", "tasktype")),
    Column("organisation", "实施主体", text(140), help="单位全称；新的事项要写", width=28,
           synonyms=("实施机构", "实施单位", "主管部门", "责任单位", "办理单位", "部门", "deptname")),
    Column("aliases", "俗称", text(200), help="群众的叫法，以顿号分开", example="示例叫法", synonyms=("别名", "简称")),
    Column("handler", "找谁办", text(200), help="单位、窗口或岗位；不写就是实施主体", example="综合窗口", width=24,
           synonyms=("办理窗口", "窗口", "办理地点", "受理窗口", "承办机构")),
    Column("phone", "咨询电话", phone(60), example="0530-5550000", help="如 0530-5550000",
           synonyms=("电话", "咨询方式", "联系电话", "办公电话")),
    Column("conditions", "受理条件", lines(5_000), width=32, synonyms=("办理条件", "申请条件", "申办条件")),
    Column("materials", "所需材料", lines(5_000), help="一行一件；可写“身份证（原件和复印件，2 份，容缺）”", width=32,
           example="身份证（原件）",
           synonyms=("申请材料", "材料清单", "办理材料", "材料", "提交材料")),
    Column("steps", "办理流程", lines(5_000), help="一行一步", width=32, synonyms=("流程", "办理程序", "办事流程")),
    Column("visits", "到办事现场次数", whole(20), help="全程网办的写 0", example="1",
           synonyms=("跑动次数", "到现场次数", "最多跑几次", "到窗口次数")),
    Column("fee", "收费", text(200), help="不收费的写“不收费”", example="不收费",
           synonyms=("收费标准", "是否收费", "收费情况", "收费依据及标准")),
    Column("basis", "设定依据", lines(10_000), width=32, synonyms=("法律依据", "办理依据", "依据", "实施依据")),
    Column("result", "办理结果", text(120), synonyms=("结果名称", "审批结果", "办理结果名称")),
    Column("legal_limit", "法定办结时限", limit, help="如 20，或 20 个工作日", example="20",
           synonyms=("法定时限", "法定期限", "法定办理时限")),
    Column("promised_limit", "承诺办结时限", limit, help="如 5，或 5 个工作日；即办的写 0", example="5",
           synonyms=("承诺时限", "承诺期限", "承诺办理时限", "办理时限")),
    Column("limit_unit", "时限单位", one_of(UNITS), example="工作日", options=("工作日", "天"), help="工作日或天",
           synonyms=("承诺办结时限单位", "办结时限单位")),
    Column("is_immediate", "办件类型", one_of(SORTS), help="即办件或承诺件", example="承诺件", options=("即办件", "承诺件"),
           synonyms=("是否即办", "即办件", "办件类别")),
    Column("verified_on", "核实于", date, help="如 2026-01-31", synonyms=("核实日期", "更新日期", "更新时间")),
)  # fmt: skip
PLAIN = (
    "name", "kind", "code", "aliases", "handler", "phone", "conditions", "steps", "visits", "fee", "basis",
    "result", "limit_unit", "is_immediate",
)  # fmt: skip


def propose(listing: Listing) -> None:
    offices = Offices(listing)
    there = _there(listing)
    public = listing.public({*there.values()})
    seen: dict[object, int] = {}
    for entry in listing.entries:
        values = entry.values
        office = offices.of(entry)
        if values["organisation"] and office is None:
            continue
        identity = values["code"] or (values["name"], office.public_id if office else "")
        if not listing.first_of(seen, entry, identity, "code" if values["code"] else "name", "是同一事项"):
            continue
        key = _key(values, office, there, public)
        before = public.get(key)
        after = _after(listing, entry, office, before)
        if after is None:
            continue
        if before is not None and not _may_old(listing, entry, before, offices):
            continue
        if office is None or listing.may(entry, "organisation", office.region.path, office.pk):
            listing.put(entry, key, before, after, column="name")


def _after(
    listing: Listing, entry: Entry, office: Organisation | None, before: Snapshot | None
) -> Snapshot | None:
    values = entry.values
    if before is None and office is None:
        listing.fault(entry, "organisation", "新的事项要写实施主体", "写单位全称", "missing_value")
        return None
    after: Snapshot = dict(before or {"handler": office.name if office else ""})
    after |= {name: values[name] for name in PLAIN if values[name] is not None}
    if values["materials"] is not None:
        after["materials"] = read_lines(values["materials"])
    if office is not None:
        after["organisation"] = office.public_id
    if values["verified_on"]:
        after["verified_on"] = values["verified_on"].isoformat()
    units = set()
    for name in ("legal_limit", "promised_limit"):
        if values[name] is not None:
            after[name] = values[name]["days"]
            units |= {values[name]["unit"]} - {""}
    units |= {values["limit_unit"]} - {None}
    if len(units) > 1:
        listing.fault(
            entry, "promised_limit", "法定和承诺时限的单位不同", "换成同一个单位：工作日或天", "bad_value"
        )
        return None
    if units:
        after["limit_unit"] = units.pop()
    return after


def _there(listing: Listing) -> dict[object, str]:
    """实施编码, and (name, public id of the office), → public id of the item."""
    rows = ServiceItem.objects.filter(withdrawn_at__isnull=True)
    wanted = [entry.values["name"] for entry in listing.entries]
    codes = [entry.values["code"] for entry in listing.entries if entry.values["code"]]
    found: dict[object, str] = dict(rows.filter(code__in=codes).values_list("code", "public_id"))
    for name, office, key in rows.filter(name__in=wanted).values_list(
        "name", "organisation__public_id", "public_id"
    ):
        found[name, office] = key
    return found


def _key(
    values: dict[str, Any], office: Organisation | None, there: dict[object, str], public: dict[str, Snapshot]
) -> str:
    """Of the item with that code, else of the one of that name at that office, unless it has another code."""
    code = values["code"]
    if code and code in there:
        return there[code]
    named = there.get((values["name"], office.public_id if office else ""), "")
    return named if named and (not code or not public[named]["code"]) else ""


def _may_old(listing: Listing, entry: Entry, before: Snapshot, offices: Offices) -> bool:
    """That what it was is the editor's, too."""
    old = offices.by_id[before["organisation"]]
    return listing.may(entry, "code" if entry.values["code"] else "name", old.region.path, old.pk)


ITEMS = register(
    Listed(
        name="service_items",
        title="办事事项",
        noun="service_item",
        role=Role.EDITOR,
        columns=lambda by: with_offices(COLUMNS, by),
        propose=propose,
        hint="一行一个事项，按实施编码找；没有编码的按名称和实施主体找。材料、流程在一格里分行写。空着的格不改原来的。",
    )
)
