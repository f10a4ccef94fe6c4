"""学区、服务片区: a row is one area, or one village of it; rows of one school or office of one year belong together."""

from collections import defaultdict

from importers.cells import Wrong, lines, one_of, shown, text
from importers.columns import Column
from importers.dataset import Listed, register
from importers.entries import Entry
from importers.findings import WARNING
from importers.listing import Listing
from importers.regions import Unit
from importers.sheet import Cell
from importers.villages import units_in
from layers.catchments.models import FIRST_YEAR, LAST_YEAR, Catchment, Service
from layers.changes.aggregate import Snapshot
from layers.places.models import Place
from layers.regions.models import Level
from layers.staff.models import Role, User

SERVICES = {str(label): value for value, label in Service.choices} | {
    "小学学区": Service.PRIMARY.value, "小学阶段": Service.PRIMARY.value, "中学": Service.JUNIOR.value,
    "初中学区": Service.JUNIOR.value, "初级中学": Service.JUNIOR.value, "幼儿园片区": Service.KINDERGARTEN.value,
    "医院": Service.HEALTH.value, "医疗": Service.HEALTH.value, "社区卫生服务中心": Service.HEALTH.value,
    "公共卫生": Service.HEALTH.value, "公安": Service.POLICE.value, "警务": Service.POLICE.value,
    "其他": Service.OTHER.value,
}  # fmt: skip


def year(cell: Cell) -> int:
    found = shown(cell).strip().removesuffix("年度").removesuffix("学年").removesuffix("年").strip()
    if not (found.isascii() and found.isdigit() and FIRST_YEAR <= int(found) <= LAST_YEAR):
        raise Wrong("应为四位的年份", "如 2026；学年写开始的那一年")
    return int(found)


COLUMNS = (
    Column("service", "类型", one_of(SERVICES), True, "小学", "小学、初中、卫生院……", options=tuple(map(str, Service.labels)),
           synonyms=("类别", "学段", "片区类型", "服务类型", "type", "lx")),
    Column("place", "学校或机构", text(120), True, "示例镇中心小学", "全称，与网点的名称一致就能相连", 28,
           synonyms=("名称", "学校", "学校名称", "机构", "机构名称", "单位名称", "学区", "学区名称", "服务机构", "卫生院", "片区",
                     "片区名称", "name", "mc")),
    Column("county", "县市区", text(80), True, "示例县", "名称或代码", 18,
           synonyms=("县", "区县", "县区", "行政区", "xzqmc", "xzqdm")),
    Column("year", "年度", year, True, "2026", "学年写开始的那一年", synonyms=("年份", "学年", "year", "nd", "招生年份")),
    Column("villages", "涉及村", lines(20_000), help="几个村用顿号分开；写乡镇就是它的全部村；有图形的可以不写", width=40,
           synonyms=("村", "村名", "村居", "服务村", "服务范围", "涉及村居", "所辖村", "片区村", "招生村", "行政村", "村庄")),
    Column("extent", "范围说明", lines(2_000), help="公告里怎么写就怎么写", width=32,
           synonyms=("范围", "招生范围", "片区范围", "划片范围", "四至")),
    Column("source", "来源", text(200), True, "示例县教育和体育局 2026 年招生公告", "哪个单位的哪份公告", 36,
           synonyms=("依据", "公告", "文件", "数据来源", "发布单位", "来源文件", "source")),
    Column("note", "备注", lines(2_000), synonyms=("说明", "bz", "remark")),
)  # fmt: skip
PLAIN = ("extent", "source", "note")
Key = tuple[str, str, str, int]


def columns(by: User | None) -> tuple[Column, ...]:
    return COLUMNS


def propose(listing: Listing) -> None:
    areas: dict[Key, list[Entry]] = defaultdict(list)
    counties: dict[str, Unit] = {}
    for entry in listing.entries:
        unit = listing.unit(entry, "county")
        if unit is None:
            continue
        if unit.level != Level.COUNTY:
            listing.fault(entry, "county", "应写县、市、区或开发区", "村写在“涉及村”一列", "wrong_level")
        elif listing.may(entry, "county", unit.path):
            counties[unit.code] = unit
            values = entry.values
            areas[unit.code, values["service"], values["place"], values["year"]].append(entry)
    there = _there(counties)
    public = listing.public(there[key] for key in areas if key in there)
    places = _Places(listing)
    for key, entries in areas.items():
        before = public.get(there.get(key, ""))
        after = _after(listing, entries, key, counties[key[0]], before)
        if after is not None:
            after["place"] = places.of(entries[0], key, counties[key[0]], after.get("place"))
            listing.put(entries[0], there.get(key, ""), before, after, column="place")


def _there(counties: dict[str, Unit]) -> dict[Key, str]:
    rows = Catchment.objects.filter(county__code__in=counties, withdrawn_at__isnull=True)
    return {
        (county, service, name, year): key
        for county, service, name, year, key in rows.values_list(
            "county__code", "service", "name", "year", "public_id"
        )
    }


def _after(
    listing: Listing, entries: list[Entry], key: Key, county: Unit, before: Snapshot | None
) -> Snapshot | None:
    after: Snapshot = dict(before or {})
    after |= {"county": key[0], "service": key[1], "name": key[2], "year": key[3]}
    said: Snapshot = {}
    for entry in entries:
        for name in PLAIN:
            value = entry.values[name]
            if value and said.setdefault(name, value) != value:
                listing.fault(
                    entry,
                    name,
                    f"与第 {entries[0].row} 行的同一片区不同：{said[name]}"[:300],
                    "同一片区要写得一样",
                    "differs",
                )
                return None
    after |= said
    named = [units_in(listing, entry, "villages", county) for entry in entries]
    if None in named:
        return None
    codes = sorted({code for one in named for code in one or ()})
    if codes:
        after["catchment_villages"] = [{"village": code} for code in codes]
    drawn = [entry for entry in entries if entry.area is not None]
    if len(drawn) > 1:
        listing.fault(drawn[1], "place", "同一片区有几个图形", "合并成一个多部件的面", "duplicate_row")
        return None
    if drawn:
        after["area"] = drawn[0].area
    if not after.get("catchment_villages") and not after.get("area"):
        told = "没有写涉及村，也没有图形，居民查不到"
        listing.fault(entries[0], "villages", told, "写村或乡镇，或传带图形的文件", "missing_value")
        return None
    return after


class _Places:
    """The record on the map with exactly that name in that county, where there is one."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        names = {entry.values["place"] for entry in listing.entries}
        rows = Place.objects.published().filter(name__in=names)
        self.known: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, key, path in rows.values_list("name", "public_id", "region__path"):
            self.known[name].append((key, path))

    def of(self, entry: Entry, key: Key, county: Unit, before: str | None) -> str | None:
        found = [public_id for public_id, path in self.known[key[2]] if path.startswith(county.path)]
        if before in found or len(found) == 1:
            return before if before in found else found[0]
        why = "有几个同名的网点" if found else "地图上还没有这个网点"
        self.listing.fault(
            entry,
            "place",
            f"{why}，只显示名称，不能点开导航",
            "名称写得与网点一致；没有的先导入网点",
            "no_place",
            WARNING,
        )
        return before


CATCHMENTS = register(
    Listed(
        name="catchments",
        title="学区和服务片区",
        noun="catchment",
        role=Role.EDITOR,
        columns=columns,
        propose=propose,
        has_areas=True,
        hint="一行一个片区，或一行一个村；按县、类型、学校或机构、年度认。带图形的用图形，没有的写涉及村。新的年度不改旧的年度。",
    )
)
