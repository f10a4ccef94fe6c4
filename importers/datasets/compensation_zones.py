"""征地区片综合地价: a row is one zone of one list, or one village of it; rows of one zone belong together.

A zone is known by county, number and the day from which its price holds. A list that begins on a later day ends the
zones of its county that were in force (土地管理法 48: the list is adjusted or published anew at least every three
years); with 只追加 it ends only those of the same number.
"""

import datetime as dt
import re
from collections import defaultdict
from decimal import Decimal, InvalidOperation
from typing import Any

from importers.cells import Wrong, date, lines, one_of, shown, text
from importers.choices import Mode
from importers.columns import Column
from importers.dataset import Listed, register
from importers.entries import Entry
from importers.findings import WARNING
from importers.listing import Listing
from importers.regions import Unit
from importers.report import Problem
from importers.sheet import Cell
from importers.villages import units_in
from layers.changes.aggregate import Snapshot
from layers.compensation.models import CompensationZone
from layers.compensation.money import Unit as MoneyUnit
from layers.compensation.money import is_same, to_yuan_per_mu
from layers.regions.models import Level
from layers.staff.models import Role, User

MOST = Decimal(10**9)
UNITS = {str(label): value for value, label in MoneyUnit.choices} | {
    "元每亩": MoneyUnit.YUAN_PER_MU.value, "万元每亩": MoneyUnit.WAN_PER_MU.value, "元/㎡": MoneyUnit.YUAN_PER_M2.value,
    "元/m2": MoneyUnit.YUAN_PER_M2.value, "元每公顷": MoneyUnit.YUAN_PER_HA.value, "元/hm2": MoneyUnit.YUAN_PER_HA.value,
}  # fmt: skip
THOUSANDS = re.compile(r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?", re.ASCII)


def money(cell: Cell) -> Decimal:
    written = shown(cell).strip()
    if THOUSANDS.fullmatch(written):
        written = re.sub("[,，]", "", written)
    try:
        found = Decimal(written) if written.isascii() else Decimal("NaN")
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise Wrong("不是金额", "只写数字，单位写在“单位”一列，如 62000")
    if not 0 < found < MOST:
        raise Wrong("金额应大于 0，且不到 10 亿", "核对数字和单位")
    return found


def percent(cell: Cell) -> Decimal:
    """30, 30% and, as Excel stores a percentage, 0.3."""
    written = shown(cell).strip().replace("％", "%")
    try:
        found = Decimal(written.removesuffix("%"))
    except InvalidOperation:
        raise Wrong("不是百分比", "如 30，或 30%") from None
    if isinstance(cell, float) and 0 < found < 1:
        found = found * 100
    if not 0 <= found <= 100 or found != round(found, 2):
        raise Wrong("应在 0 到 100 之间，最多两位小数", "如 30，或 30%")
    return found


COLUMNS = (
    Column("county", "县市区", text(80), True, "示例县", "名称或代码", 18,
           synonyms=("行政区", "行政区名称", "行政区名", "行政区代码", "县", "区县", "县区",
                     "ssxzqhmc", "ssxzqhdm", "xzqmc", "xzqdm")),
    Column("number", "区片编号", text(20), True, "I", "如 I、Ⅱ、JC-01", 14,
           synonyms=("区片级别", "级别", "编号", "区片", "区片号", "qpbh", "qpjb", "区片代码")),
    Column("name", "区片名称", text(80), synonyms=("名称", "qpmc")),
    Column("extent", "区片范围", lines(2_000), help="文件里怎么写就怎么写", width=40,
           synonyms=("范围", "位置", "区片位置", "区片描述", "qpfw")),
    Column("price", "区片综合地价", money, example="62000", help="只写数字；单位写在“单位”一列，不写就是元/亩", width=18,
           synonyms=("综合地价", "区片价", "地价", "补偿标准", "征地补偿标准", "区片地价", "qpzhdj", "元/亩", "区片综合地价元/亩",
                     "区片综合地价（元/亩）", "标准")),
    Column("price_per_ha", "区片综合地价（元/公顷）", money, help="与元/亩只写一个就行；1 公顷 = 15 亩", width=18,
           synonyms=("元/公顷", "每公顷", "公顷价")),
    Column("unit", "单位", one_of(UNITS), example="元/亩", help="本行各项金额的单位", options=tuple(map(str, MoneyUnit.labels)),
           synonyms=("金额单位", "地价单位", "计价单位")),
    Column("basic_farmland", "永久基本农田补偿标准", money, synonyms=("永久基本农田", "基本农田", "yjjbntbcbz"), width=20),
    Column("construction", "建设用地补偿标准", money, synonyms=("建设用地", "jsydbdcbz", "jsydbcbz"), width=18),
    Column("unused", "未利用地补偿标准", money, synonyms=("未利用地", "wlydbcbz"), width=18),
    Column("land_share", "土地补偿费比例", percent, example="40%", help="两项比例合计 100%",
           synonyms=("土地补偿费占比", "土地补偿费", "tdbcbl")),
    Column("resettlement_share", "安置补助费比例", percent, example="60%", help="两项比例合计 100%",
           synonyms=("安置补助费占比", "安置补助费", "azbzbl")),
    Column("villages", "涉及村", lines(20_000), help="几个村用顿号分开；写乡镇就是它的全部村；有图形的可以不写", width=40,
           synonyms=("村", "村名", "涉及村居", "所辖村", "包含村", "行政村", "村庄", "涉及乡镇村")),
    Column("document_no", "文号", text(80), True, "示政发〔2024〕1 号", "公布标准的文件", 24,
           synonyms=("文件号", "发文字号", "批准文号", "依据文号")),
    Column("document_title", "文件标题", text(200), width=32, synonyms=("文件名称", "文件", "依据")),
    Column("issued_on", "公布日期", date, help="如 2024-01-01", synonyms=("公布时间", "发布日期", "bzgbsj")),
    Column("valid_from", "实施日期", date, True, "2024-01-01", "从哪天起执行",
           synonyms=("实施时间", "执行日期", "起始日期", "生效日期", "启用日期", "bzsssj")),
    Column("valid_to", "停用日期", date, help="还在执行的不写", synonyms=("截止日期", "终止日期", "失效日期")),
    Column("note", "备注", lines(2_000), synonyms=("说明", "bz")),
)  # fmt: skip
PLAIN = ("name", "extent", "document_no", "document_title", "note")
MONEY = {
    "basic_farmland": "basic_farmland_per_mu", "construction": "construction_per_mu", "unused": "unused_per_mu",
}  # fmt: skip
DATES = ("issued_on", "valid_to")
# What rows of one zone must say alike, where they say it.
ALIKE = (
    *PLAIN,
    *MONEY,
    *DATES,
    "price",
    "price_per_ha",
    "unit",
    "land_share",
    "resettlement_share",
)
Key = tuple[str, str, dt.date]


def columns(by: User | None) -> tuple[Column, ...]:
    return COLUMNS


def propose(listing: Listing) -> None:
    zones: dict[Key, list[Entry]] = defaultdict(list)
    counties: dict[str, Unit] = {}
    for entry in listing.entries:
        unit = listing.unit(entry, "county")
        if unit is None:
            continue
        if unit.level != Level.COUNTY:
            listing.fault(entry, "county", "应写县、市、区或开发区", "村写在“涉及村”一列", "wrong_level")
        elif listing.may(entry, "county", unit.path):
            counties[unit.code] = unit
            zones[unit.code, entry.values["number"], entry.values["valid_from"]].append(entry)
    there = _there(counties)
    public = listing.public(there.values())
    for key, entries in zones.items():
        one = _joined(listing, entries)
        if one is None:
            continue
        before = public.get(there.get(key, ""))
        after = _after(listing, entries, one, key, counties[key[0]], before)
        if after is not None:
            _limit(after, key, there)
            listing.put(entries[0], there.get(key, ""), before, after, column="number")
    if listing.found.is_clean:
        _end_former(listing, zones, there, public)


def _there(counties: dict[str, Unit]) -> dict[Key, str]:
    rows = CompensationZone.objects.filter(county__code__in=counties, withdrawn_at__isnull=True)
    return {
        (county, number, day): key
        for county, number, day, key in rows.values_list("county__code", "number", "valid_from", "public_id")
    }


def _joined(listing: Listing, entries: list[Entry]) -> dict[str, Any] | None:
    """What the rows of one zone say together; None when two of them say two things."""
    one: dict[str, Any] = {}
    is_alike = True
    for entry in entries:
        for name in ALIKE:
            value = entry.values[name]
            if value is not None and one.setdefault(name, value) != value:
                listing.fault(
                    entry,
                    name,
                    f"与第 {entries[0].row} 行的同一区片不同：{one[name]}",
                    "同一区片要写得一样",
                    "differs",
                )
                is_alike = False
    return one if is_alike else None


def _after(
    listing: Listing,
    entries: list[Entry],
    one: dict[str, Any],
    key: Key,
    county: Unit,
    before: Snapshot | None,
) -> Snapshot | None:
    first = entries[0]
    after: Snapshot = dict(before or {"source": f"导入（{listing.file_name[:60]}）"})
    after |= {"county": county.code, "number": key[1], "valid_from": key[2].isoformat()}
    after |= {name: one[name] for name in PLAIN if name in one}
    after |= {name: one[name].isoformat() for name in DATES if name in one}
    after |= {name: f"{one[name]:f}" for name in ("land_share", "resettlement_share") if name in one}
    unit = one.get("unit", MoneyUnit.YUAN_PER_MU.value)
    after |= {column: to_yuan_per_mu(one[name], unit) for name, column in MONEY.items() if name in one}
    price = to_yuan_per_mu(one["price"], unit) if "price" in one else None
    per_ha = one.get("price_per_ha")
    if price is not None and per_ha is not None and not is_same(price, per_ha):
        listing.fault(
            first,
            "price_per_ha",
            f"元/公顷与元/亩不相符：{price} 元/亩是 {price * 15} 元/公顷",
            "核对两个数",
            "differs",
        )
        return None
    if price is None and per_ha is not None:
        price = to_yuan_per_mu(per_ha, MoneyUnit.YUAN_PER_HA)
    if price is not None:
        after["price_per_mu"] = price
    elif before is None:
        listing.fault(first, "price", "请填写区片综合地价", "写元/亩或元/公顷", "missing_value")
        return None
    return after if _places(listing, entries, after, county) else None


def _places(listing: Listing, entries: list[Entry], after: Snapshot, county: Unit) -> bool:
    """The villages of all rows and the area; a zone that has neither would never be found by anybody."""
    named = [code for entry in entries for code in units_in(listing, entry, "villages", county) or ()]
    if named:
        after["zone_villages"] = [{"village": code} for code in sorted(set(named))]
    areas = [entry for entry in entries if entry.area is not None]
    if len(areas) > 1:
        listing.fault(areas[1], "number", "同一区片有几个图形", "合并成一个多部件的面", "duplicate_row")
        return False
    if areas:
        after["area"] = areas[0].area
    if not after.get("zone_villages") and not after.get("area"):
        if all(entry.values["villages"] is None for entry in entries):
            told = "没有写涉及村，也没有图形，村民查不到"
            listing.fault(entries[0], "villages", told, "写村或乡镇，或传带图形的文件", "missing_value")
        return False
    return True


def _limit(after: Snapshot, key: Key, there: dict[Key, str]) -> None:
    """An older list that is added later ends where the next one of its zone begins."""
    later = [day for county, number, day in there if (county, number) == key[:2] and day > key[2]]
    if later and not after.get("valid_to"):
        after["valid_to"] = min(later).isoformat()


def _end_former(
    listing: Listing, zones: dict[Key, list[Entry]], there: dict[Key, str], public: dict[str, Snapshot]
) -> None:
    ended: dict[str, list[str]] = defaultdict(list)
    for (county, number, day), public_id in sorted(there.items()):
        before = public[public_id]
        days = [
            new
            for code, other, new in zones
            if code == county and new > day and (other == number or listing.choices.mode != Mode.APPEND)
        ]
        if (county, number, day) in zones or not days:
            continue
        last = min(days).isoformat()
        if before["valid_to"] is None or before["valid_to"] > last:
            listing.amend(public_id, before, valid_to=last)
            ended[last].append(number)
    for last, numbers in ended.items():
        told = f"原有 {len(numbers)} 个区片将于 {last} 停用：{'、'.join(numbers)}"[:300]
        advice = "整县重新公布的就是这样；只调整个别区片的，请选“只追加新的”"
        listing.found.add(Problem(None, "实施日期", "", told, advice, "ends_former", WARNING))


ZONES = register(
    Listed(
        name="compensation_zones",
        title="征地区片综合地价",
        noun="compensation_zone",
        role=Role.EDITOR,
        columns=columns,
        propose=propose,
        has_areas=True,
        hint="一行一个区片，或一行一个村；按县、区片编号和实施日期认。新的一批从实施日期起接替本县原来的区片。金额不写单位就是元/亩。",
    )
)
