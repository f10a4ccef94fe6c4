"""地块 of land cases from a GIS file: a feature is one parcel, its attributes say of which case and under what number.

Several parcels of one case are one change of that case. The corners are kept as the file has them, as a coordinate TXT
in the zone of the survey; a file in degrees is written in the zone of its place.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import shapely

from geo.area import hectares
from geo.crs import geometry_from_4490
from geo.errors import BadInput
from geo.zone import GAUSS_KRUGER, zone_3deg_of
from importers.areas import TITLE
from importers.cases.approval import number
from importers.cases.areas import HECTARES, area, hectares_of, unit_in
from importers.cases.columns import UNITS, key
from importers.cells import Wrong, one_of, text
from importers.choices import Mode
from importers.columns import Column
from importers.dataset import Listed, register
from importers.entries import Entry
from importers.findings import WARNING
from importers.formats.coordinate_txt.writing import WrittenPlot, write_survey
from importers.listing import Listing
from importers.parcels.giving import MOST_PARCELS, Given, give
from importers.position import SHIFTED, Crs
from importers.report import Problem
from layers.changes.aggregate import Snapshot
from layers.changes.reading import canonical_json
from layers.changes.values import Json
from layers.land.document_number import normalise
from layers.land.models import Case, Parcel
from layers.land.survey_areas import planar
from layers.staff.models import Role, User

OWNERSHIPS = {str(label): value for value, label in Parcel.Ownership.choices} | {
    "集体土地": Parcel.Ownership.COLLECTIVE.value, "国有土地": Parcel.Ownership.STATE.value,
}  # fmt: skip
COLUMNS = (
    Column("key", "案件编号", key, help="本系统的 9 位编号；写了它就不看项目名称和文号", synonyms=("编号", "case", "ajbh")),
    Column("project", "项目名称", text(160), example="示例县2024年第3批次城镇建设用地", width=34, help="与案件的名称一样",
           synonyms=("批次名称", "项目", "批次", "案件名称", "xmmc", "pcmc")),
    Column("doc_no", "批复文号", number(), help="项目名称有重复的要写", width=26,
           synonyms=("文号", "批准文号", "批文号", "pzwh", "pwh")),
    Column("parcel_no", "地块编号", text(40), True, "DK-01", "勘测定界报告上的编号，一件征地里不重复", 14,
           synonyms=("地块号", "编号", "dkbh", "dkh", "地块代码")),
    Column("name", "地块名称", text(80), synonyms=("名称", "dkmc")),
    Column("land_use", "用途", text(60), example="工业用地", help="不写就是案件的用途",
           synonyms=("地块用途", "土地用途", "拟用途", "dkyt", "tdyt", "规划用途")),
    Column("ownership", "权属", one_of(OWNERSHIPS), options=tuple(map(str, Parcel.Ownership.labels)),
           help="集体或国有；不写就是集体", synonyms=("权属性质", "qsxz")),
    Column("area", "面积（公顷）", area, example="2.9400", help="申报面积；不写就按坐标算", width=16,
           synonyms=("地块面积", "面积", "申报面积", "面积亩", "面积平方米", "面积m2", "地块面积公顷", "地块面积亩",
                     "地块面积平方米", "dkmj", "tbmj", "mj")),
    Column("area_unit", "面积单位", one_of(UNITS), options=("公顷", "亩", "平方米"), help="标题里写了单位的不写"),
    *(Column(name, title, text(80), synonyms=(title[0],)) for name, title in
      (("east", "东至"), ("south", "南至"), ("west", "西至"), ("north", "北至"))),
)  # fmt: skip
PLAIN = ("name", "land_use", "ownership", "east", "south", "west", "north")


@dataclass
class Of:
    """The case of some rows: its public id, the path of its county and its office."""

    key: str
    name: str
    path: str
    organisation: int
    doc_no: str


def columns(by: User | None) -> tuple[Column, ...]:
    return COLUMNS


def propose(listing: Listing) -> None:
    crs = listing.read.crs
    if crs is None or crs.code in SHIFTED:
        why = "文件里没有图形" if crs is None else f"勘测定界不会是{crs.title}"
        told = Problem(
            None, TITLE, "", why, "传 Shapefile、GeoPackage 或 GeoJSON，坐标系用测绘成果的", "no_survey"
        )
        listing.found.add(told)
        return
    cases = _Cases(listing)
    seen: dict[object, int] = {}
    rows: dict[str, list[tuple[Entry, Given]]] = defaultdict(list)
    for entry in listing.entries:
        of = cases.of(entry)
        if of is None or not listing.may(entry, "project", of.path, of.organisation):
            continue
        if not listing.first_of(
            seen, entry, (of.key, entry.values["parcel_no"]), "parcel_no", "同一案件的同一地块"
        ):
            continue
        given = _given(listing, entry, crs)
        if given is not None:
            rows[of.key].append((entry, given))
    public = listing.public(rows)
    for case, found in rows.items():
        _put(listing, case, public[case], found)


def _put(listing: Listing, case: str, before: Snapshot, found: list[tuple[Entry, Given]]) -> None:
    there = {row["parcel_no"]: row for row in before["parcels"]}
    if listing.choices.mode == Mode.APPEND:
        for entry, given in found:
            if given.number in there:
                listing.count(entry, "skipped", "已有，追加时不改")
        found = [(entry, given) for entry, given in found if given.number not in there]
    if not found:
        return
    first = found[0][0]
    if len(there.keys() | {given.number for _, given in found}) > MOST_PARCELS:
        listing.fault(first, "parcel_no", f"一件征地最多 {MOST_PARCELS} 个地块", "核对项目名称", "too_many")
        return
    after, remarks = give(case, before, [given for _, given in found])
    at = {given.number: entry for entry, given in found}
    for remark in remarks:
        column = "area" if remark.code == "area_mismatch" else "parcel_no"
        if remark.code != "datum_approximate":
            entry = at.get(remark.number, first)
            listing.fault(entry, column, remark.message[:300], "核对", remark.code, WARNING)
    if not listing.put(first, case, before, after, column="parcel_no", is_counted=False):
        return
    content = listing.noun.canonical(after)
    now = {row["parcel_no"]: row for row in content["parcels"]}
    for entry, given in found:
        old = there.get(given.number)
        is_same = old is not None and canonical_json(_without_id(old)) == canonical_json(
            _without_id(now[given.number])
        )
        listing.count(entry, "new" if old is None else "unchanged" if is_same else "changed", before["name"])


def _without_id(row: Snapshot) -> Snapshot:
    return {name: value for name, value in row.items() if name != "public_id"}


def _given(listing: Listing, entry: Entry, crs: Crs) -> Given | None:
    if entry.area is None:
        told = Problem(entry.row, TITLE, "", "没有图形", "每个地块要有界址范围", "missing_position")
        listing.found.add(told)
        return None
    declared = _declared(listing, entry)
    if declared is False:
        return None
    assert not isinstance(declared, bool)
    exact = shapely.from_wkb(bytes(entry.area.wkb))
    kruger = GAUSS_KRUGER.get(int(crs.code))
    srid = int(crs.code) if kruger else zone_3deg_of(exact.centroid.x).srid
    flat: Any = entry.shape if kruger else geometry_from_4490(exact, srid)
    computed = hectares(planar(exact, srid))
    if not computed and declared is None:
        listing.fault(entry, "parcel_no", "图形太小，不到 0.0001 公顷", "核对图形", "bad_value")
        return None
    area_ha = declared or computed
    plot = WrittenPlot(
        entry.values["parcel_no"], entry.values["name"] or "", entry.values["land_use"] or "", area_ha, flat
    )
    try:
        corners = _corners(write_survey([plot], srid, office="", day=dt.date.min))
    except BadInput as problem:
        listing.fault(entry, "parcel_no", problem.message, "改成能写进勘测定界坐标文件的名称", "bad_value")
        return None
    facts = {name: entry.values[name] for name in PLAIN if entry.values[name] is not None}
    return Given(plot.number, area_ha, declared, _survey(entry, srid, corners, crs), facts)


def _corners(text: str) -> str:
    """Without who made it and when, which the file does not say: the same file must give the same survey."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("数据产生"))


def _survey(entry: Entry, srid: int, corners: str, crs: Crs) -> Json:
    quality = Parcel.Quality.APPROXIMATE if crs.is_approximate else Parcel.Quality.EXACT
    return {
        "area": entry.area, "source_srid": srid, "source_coordinates": corners, "quality": quality.value,
    }  # fmt: skip


def _declared(listing: Listing, entry: Entry) -> Decimal | bool | None:
    """In hectares, None where the file has none; False with the fault beside the row."""
    if entry.values["area"] is None:
        return None
    number_, own = entry.values["area"]
    title = listing.found.mapping.get("area", "")
    unit = own or unit_in(title) or entry.values["area_unit"] or (HECTARES if not title else "")
    try:
        if not unit:
            raise Wrong(f"“{title}”没有写单位", "在“认字段”里说明面积单位，或加一列“面积单位”")
        return hectares_of(number_, unit)
    except Wrong as wrong:
        listing.fault(entry, "area", wrong.reason, wrong.suggestion, "bad_value")
        return False


class _Cases:
    """Public cases by our 编号, by 项目名称 and by 批复文号."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        rows = Case.objects.filter(withdrawn_at__isnull=True).values_list(
            "public_id", "name", "county__path", "organisation_id", "approval__doc_no"
        )
        self.by_key = {row[0]: Of(*row[:4], row[4] or "") for row in rows}
        self.by_name: dict[str, list[Of]] = defaultdict(list)
        self.by_number: dict[str, list[Of]] = defaultdict(list)
        for of in self.by_key.values():
            self.by_name[of.name].append(of)
            self.by_number[of.doc_no].append(of)

    def of(self, entry: Entry) -> Of | None:
        """None with the fault beside the row."""
        values: dict[str, Any] = entry.values
        column = next((name for name in ("key", "project", "doc_no") if values[name]), None)
        wrong = ("没有这件征地，或还没有发布", "先导入案件并发布；名称和文号要写得一样")
        several: list[Of] = []
        if column is None:
            wrong = ("没有写是哪件征地", "写项目名称、批复文号或案件编号")
        elif column == "key":
            several = [of for of in (self.by_key.get(values["key"]),) if of]
            wrong = ("没有这个编号的案件，或已撤回", "核对编号；案件要先发布")
        else:
            wanted = normalise(values["doc_no"]) if values["doc_no"] else ""
            several = self.by_name[values["project"]] if values["project"] else self.by_number[wanted]
            several = [of for of in several if of.doc_no == wanted] if wanted else several
        if len(several) == 1:
            return several[0]
        if several:
            named = "；".join(f"{of.name} {of.doc_no}（{of.key}）" for of in several[:5])
            wrong = (f"有几件这样的征地：{named}"[:300], "写案件编号")
        self.listing.fault(entry, column or "project", *wrong, "unknown_case")
        return None


PARCELS = register(
    Listed(
        name="parcels",
        title="征地地块",
        noun="case",
        role=Role.EDITOR,
        columns=columns,
        propose=propose,
        has_areas=True,
        has_surveys=True,
        hint="一个图形一个地块，按项目名称、批复文号或案件编号找已发布的案件。同一编号的地块换坐标，文件里没有的地块保持原样。",
    )
)
