"""行政区划: a row is one unit, with its area when the file brings one. Nothing is ever deleted or ended by a list.

A unit is found by its code, else by its name from the county down. What is there keeps its name and code: 更名、换码、
合并、拆分 go through the reforms of villages, where the old name and code lead on (GB/T 2260, 统计用区划代码).
"""

import datetime as dt
import re
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry, Point
from django.utils import timezone

from geo.crs import CGCS2000
from importers.cells import Reader, Wrong, date, one_of, phone, text
from importers.columns import Column
from importers.dataset import Listed, register
from importers.entries import Entry
from importers.listing import Listing
from importers.position import in_city
from importers.position import number as coordinate
from importers.regions import Unit
from importers.sheet import Cell
from layers.changes.aggregate import Snapshot
from layers.regions.codes import carriers
from layers.regions.everyday import everyday_name
from layers.regions.kinds import kind_of, short_name
from layers.regions.models import Level, UrbanRural
from layers.regions.pronunciation import readings
from layers.staff.models import Role, User

DIGITS = re.compile(r"[0-9]{6}|[0-9]{9}|[0-9]{12}", re.ASCII)
FOUNDED = dt.date(1949, 10, 1)
LEVELS = {
    **{str(level.label): level for level in Level}, **{str(level.value): level for level in Level},
    "地级市": Level.CITY, "县": Level.COUNTY, "区": Level.COUNTY, "县级": Level.COUNTY, "镇": Level.TOWN, "乡": Level.TOWN,
    "街道": Level.TOWN, "乡镇": Level.TOWN, "乡级": Level.TOWN, "村": Level.VILLAGE, "社区": Level.VILLAGE,
    "村级": Level.VILLAGE,
}  # fmt: skip
URBAN_RURAL = {code: code for code in UrbanRural.values} | {
    name: code for code, label in UrbanRural.choices for name in (str(label), str(label).split()[1])
}


def whole(digits: str) -> str:
    """The 6 digits of a county and the 9 of a town are filled up with zeros."""
    return digits.ljust(12, "0")


def code(cell: Cell) -> str:
    found: str = text(40)(cell)
    if not DIGITS.fullmatch(found):
        raise Wrong("区划代码应为 12 位数字", "县可写 6 位，乡镇可写 9 位")
    return whole(found)


def degrees(most: int) -> Reader:
    def read(cell: Cell) -> float:
        found = coordinate(cell)
        if abs(found) > most:
            raise Wrong("应为小数的度", "如 118.123456；驻地的经纬度只收 2000 国家大地坐标系")
        return round(found, 6)

    return read


COLUMNS = (
    Column("code", "区划代码", code, help="12 位；县可写 6 位，乡镇可写 9 位", width=18, example="990101100000",
           synonyms=("代码", "行政区代码", "行政区划代码", "统计用区划代码", "统计代码", "编码", "xzqdm", "xzqhdm", "xzdm",
                     "code", "gb", "pac", "区划编码", "村代码", "村级代码")),
    Column("name", "名称", text(80), help="全称；没有代码时从县写起", width=28, example="示例镇",
           synonyms=("区划名称", "行政区名称", "行政区划名称", "单位名称", "村名", "村居名称", "全称", "xzqmc", "name", "mc")),
    Column("level", "级别", one_of(LEVELS), help="新设的才要写；不写按代码判断", example="乡镇街道",
           options=tuple(str(level.label) for level in Level),
           synonyms=("行政级别", "区划级别", "level", "jb", "xzqjb")),
    Column("manage_parent", "管理上级", text(120), help="12 位代码，或从县写起的全名；开发区代管的乡镇写开发区", width=28,
           example="示例县", synonyms=("上级", "上级区划", "管理单位", "代管单位", "上级代码", "所属区划", "parent", "sjdm")),
    Column("stat_parent", "统计上级", text(120), help="国家统计上归谁；与管理上级相同的不写", width=28,
           synonyms=("统计归属", "统计区划")),
    Column("urban_rural", "城乡分类", one_of(URBAN_RURAL), help="国家统计局的 3 位城乡分类代码", example="220 村庄", width=18,
           options=tuple(str(label) for label in UrbanRural.labels),
           synonyms=("城乡分类代码", "城乡划分", "城乡属性", "城乡分类代码及名称", "cxfl", "cxfldm")),
    Column("seat", "驻地", text(120), help="政府、办事处或村委会在哪里", example="示例路 1 号", width=28,
           synonyms=("政府驻地", "驻地名称", "人民政府驻地", "办公地点", "驻地地址", "zd")),
    Column("seat_lng", "驻地经度", degrees(180), help="2000 国家大地坐标系，小数的度", example="118.123456",
           synonyms=("标注点经度", "中心点经度", "经度", "lng", "lon")),
    Column("seat_lat", "驻地纬度", degrees(90), help="2000 国家大地坐标系，小数的度", example="37.123456",
           synonyms=("标注点纬度", "中心点纬度", "纬度", "lat")),
    Column("phone", "办公电话", phone(60), help="公开的办公电话，不写个人手机", example="0530-5550000",
           synonyms=("电话", "联系电话", "dh", "tel")),
    Column("valid_from", "设立日期", date, help="新设的才要写", synonyms=("成立日期", "设立时间", "批准设立日期")),
)  # fmt: skip


def columns(by: User | None) -> tuple[Column, ...]:
    return COLUMNS


def propose(listing: Listing) -> None:
    seen: dict[object, int] = {}
    new: dict[str, Entry] = {}
    met: list[tuple[Entry, Unit]] = []
    for entry in listing.entries:
        if _is_new(listing, entry):
            if listing.first_of(seen, entry, entry.values["code"], "code", "区划代码相同"):
                new[entry.values["code"]] = entry
        elif (unit := _unit(listing, entry)) is not None:
            met.append((entry, unit))
    public = listing.public(unit.code for _, unit in met)
    for entry, unit in met:
        if listing.first_of(seen, entry, unit.code, "name", f"都是{unit.full_name}"):
            _update(listing, entry, unit, public[unit.code], new)
    for key, entry in new.items():
        _create(listing, entry, key, new)


def _is_new(listing: Listing, entry: Entry) -> bool:
    """A code that nobody has. One that somebody had is no new one."""
    key = entry.values["code"]
    return bool(key) and key not in listing.units.by_code and not carriers(key)


def _unit(listing: Listing, entry: Entry) -> Unit | None:
    key, name = entry.values["code"], entry.values["name"]
    if not key and not name:
        listing.fault(
            entry, "code", "代码和名称至少要写一个", "写 12 位代码，或从县写起的全名", "missing_value"
        )
        return None
    if not key:
        return listing.unit(entry, "name")
    unit = listing.units.by_code.get(key)
    if unit is None:
        carrier = carriers(key)[0]
        now = f"，现行代码是 {carrier.code}" if carrier.code != key else ""
        ended = "（已撤销）" if carrier.valid_to else ""
        listing.fault(entry, "code", f"是{carrier.name}{ended}用过的代码{now}", "写现行的代码", "former_code")
        return None
    if name and not _same_name(name, unit):
        listing.fault(
            entry, "name", f"代码 {key} 是{unit.full_name}，名称却写着“{name}”",
            "核对代码；确实更名的，用“村的调整”导入，旧名才查得到", "other_name",
        )  # fmt: skip
        return None
    return unit


def _same_name(name: str, unit: Unit) -> bool:
    plain = re.sub(r"\s", "", name)
    level = Level(unit.level)
    words = {unit.name, everyday_name(unit.name), short_name(level, unit.name)}
    return plain in words or unit.full_name.endswith(plain) or short_name(level, plain) in words


def _update(listing: Listing, entry: Entry, unit: Unit, before: Snapshot, new: dict[str, Entry]) -> None:
    level = entry.values["level"]
    if level and level != unit.level:
        there = str(Level(unit.level).label)
        listing.fault(entry, "level", f"{unit.full_name}现在是{there}", "核对代码和级别", "other_level")
        return
    if not listing.may(entry, "code" if entry.values["code"] else "name", unit.path):
        return
    after = dict(before)
    if not _parents(listing, entry, after, unit.level, new):
        return
    _plain(listing, entry, after)
    listing.put(entry, unit.code, before, after, column="name", is_checked=False)


def _create(listing: Listing, entry: Entry, key: str, new: dict[str, Entry]) -> None:
    name = entry.values["name"]
    if not name:
        listing.fault(entry, "name", "新的区划要写名称", "写全称", "missing_value")
        return
    level = entry.values["level"] or _level_of(key)
    after: Snapshot = {
        "level": int(level), "kind": kind_of(level, key, name).value, "name": name, "short_name": short_name(level, name),
        "valid_from": (entry.values["valid_from"] or FOUNDED).isoformat(), "stat_parent": None, "manage_parent": None,
        "area": None, "is_sample_area": False, "label_point": None,
        "readings": [{"syllables": one[:200], "is_override": own} for one, own in readings(name, short_name(level, name), {})],
    }  # fmt: skip
    if (entry.values["valid_from"] or FOUNDED) > timezone.localdate():
        listing.fault(
            entry, "valid_from", "设立日期还没有到", "到了那一天再导入，或用“村的调整”", "bad_value"
        )
        return
    if not _parents(listing, entry, after, level, new):
        return
    path = _path_above(listing, str(after["manage_parent"]), new)
    if path is None or not listing.may(entry, "manage_parent", path):
        return
    _plain(listing, entry, after)
    listing.put(entry, key, None, after, column="name", is_checked=False)


def _level_of(key: str) -> Level:
    if key.endswith("00000000"):
        return Level.CITY
    return Level.COUNTY if key.endswith("000000") else Level.TOWN if key.endswith("000") else Level.VILLAGE


def _parents(listing: Listing, entry: Entry, after: Snapshot, level: int, new: dict[str, Entry]) -> bool:
    """Both parents as the row says, else as they are, else as the code says; whether they can be."""
    is_new = after["manage_parent"] is None
    for name in ("stat_parent", "manage_parent"):
        given = entry.values[name]
        if given:
            found = _parent_named(listing, entry, name, given, level, new)
            if found is None:
                return False
            after[name] = found
    if level > Level.CITY and is_new:
        by_code = str(entry.values["code"])[: {2: 4, 3: 6, 4: 9}[int(level)]].ljust(12, "0")
        is_there = by_code in listing.units.by_code or by_code in new
        after["stat_parent"] = (
            after["stat_parent"] or after["manage_parent"] or (by_code if is_there else None)
        )
        after["manage_parent"] = after["manage_parent"] or after["stat_parent"]
        if after["manage_parent"] is None:
            listing.fault(
                entry,
                "manage_parent",
                f"按代码找不到上级（{by_code}）",
                "写明管理上级的代码或全名",
                "unknown_region",
            )
            return False
    return True


def _parent_named(
    listing: Listing, entry: Entry, name: str, given: str, level: int, new: dict[str, Entry]
) -> str | None:
    plain = re.sub(r"\s", "", given)
    if DIGITS.fullmatch(plain) and whole(plain) in new:
        above = whole(plain)
        found, parent = new[above].values["level"] or _level_of(above), above
    else:
        unit = listing.unit(entry, name, whole(plain) if DIGITS.fullmatch(plain) else given)
        if unit is None:
            return None
        found, parent = Level(unit.level), unit.code
    if found != level - 1:
        wanted = Level(level - 1).label if level > 1 else "没有上级"
        listing.fault(
            entry, name, f"{given}是{Level(found).label}，这里的上级应是{wanted}", "核对上级", "wrong_parent"
        )
        return None
    return parent


def _path_above(listing: Listing, parent: str, new: dict[str, Entry]) -> str | None:
    """The path of the nearest unit above that is there already: new ones may hang on one another."""
    for _ in Level:
        unit = listing.units.by_code.get(parent)
        if unit is not None:
            return unit.path
        row = new.get(parent)
        if row is None:
            return None
        given = re.sub(r"\D", "", str(row.values["manage_parent"] or row.values["stat_parent"] or ""))
        parent = (
            whole(given) if given else parent[: {2: 4, 3: 6, 4: 9}[int(_level_of(parent))]].ljust(12, "0")
        )
    return None


def _plain(listing: Listing, entry: Entry, after: Snapshot) -> None:
    after |= {name: entry.values[name] for name in ("urban_rural", "seat", "phone") if entry.values[name]}
    lng, lat = entry.values["seat_lng"], entry.values["seat_lat"]
    if (lng is None) != (lat is None):
        listing.fault(entry, "seat_lng", "驻地的经度和纬度只写了一个", "两个都写，或都不写", "bad_value")
    elif lng is not None and not in_city((lng, lat)):
        listing.fault(entry, "seat_lng", "驻地超出本市范围", "核对经度和纬度，看是否写反", "outside_city")
    elif lng is not None:
        after["label_point"] = Point(lng, lat, srid=CGCS2000)
    if entry.area is not None and _hex(entry.area) != after["area"]:
        # What a county hands in is no drawn sample any more.
        after |= {"area": entry.area, "is_sample_area": False}
        if lng is None and not _lies_in(after["label_point"], entry.area):
            after["label_point"] = _middle(entry.area)


def _hex(area: GEOSGeometry) -> str:
    return bytes(area.hexewkb).decode()


def _lies_in(point: Any, area: GEOSGeometry) -> bool:
    return point is not None and bool(area.contains(GEOSGeometry(point)))


def _middle(area: GEOSGeometry) -> Point:
    """The middle, or a point inside when the middle is outside."""
    shape = shapely.from_wkb(bytes(area.wkb))
    middle = shape.centroid
    middle = middle if shapely.contains(shape, middle) else shapely.point_on_surface(shape)
    return Point(round(middle.x, 6), round(middle.y, 6), srid=CGCS2000)


REGIONS = register(
    Listed(
        name="regions",
        title="行政区划",
        noun="region",
        role=Role.EDITOR,
        columns=columns,
        propose=propose,
        has_areas=True,
        hint="一行一个区划，按代码找，没有代码就按从县写起的全名找。带图形的文件同时更新范围。只新增和更新，从不删除；空着的格不改原来的。",
    )
)
