"""The survey's own roads: lines with a name, a class, a direction and a speed, through the one safe door.

Roads meet where they share a point, and where the end of one lies on another (surveys draw a side road up to the middle
of the main road and put no point there). Lines that merely cross do not meet: one of them is a bridge.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree
from shapely.ops import substring

from geo.bbox import BBox
from geo.crs import GEOGRAPHIC, geometry_to_4490
from geo.errors import BadInput
from geo.zone import GAUSS_KRUGER
from importers.handed import HandedFile
from importers.open import open_table
from importers.roads.cutting import outside_note
from importers.table import Table
from layers.roads.modes import CAR_KMH, WALK, RoadClass, access_of
from layers.roads.storing import Road, Roads

# What surveys and 1:500 data call these columns (GB/T 20258 names RN for 名称); compared in lower case.
COLUMNS = {
    "name": ("路名", "道路名称", "名称", "name", "rn", "mc", "dlmc"),
    "road_class": ("等级", "道路等级", "技术等级", "类型", "class", "type", "fclass", "highway", "rteg"),
    "one_way": ("单行", "单行线", "通行方向", "oneway", "direction"),
    "kmh": ("限速", "最高限速", "maxspeed", "speed"),
}
# The words of a class, the narrower first: 县道 is no 道, 高速 stands in 高速公路.
WORDS = (
    (("高速", "motorway"), RoadClass.MOTORWAY), (("国道", "一级", "快速", "trunk"), RoadClass.TRUNK),
    (("省道", "二级", "主干", "primary"), RoadClass.PRIMARY), (("县道", "三级", "次干", "secondary"), RoadClass.SECONDARY),
    (("乡道", "四级", "支路", "tertiary"), RoadClass.TERTIARY),
    (("村道", "等外", "街", "巷", "residential", "unclassified", "living_street"), RoadClass.STREET),
    (("院内", "内部", "service"), RoadClass.SERVICE), (("田间", "机耕", "生产路", "track"), RoadClass.TRACK),
    (("自行车", "非机动车", "cycleway"), RoadClass.CYCLEWAY), (("人行", "步行", "小路", "footway", "path"), RoadClass.FOOTWAY),
)  # fmt: skip
BOTH = {"", "0", "双向", "否", "no", "n", "b", "f"}
FORWARDS = {"1", "顺向", "正向", "是", "yes", "y", "单行", "单向", "ft"}
BACKWARDS = {"-1", "2", "逆向", "反向", "tf", "t"}
# Half a metre in degrees: what two surveyors make of one junction.
TOUCHING = 0.000005
DECIMALS = 7
MOST_LINES = 1_000_000


@dataclass(frozen=True)
class _Line:
    row: int
    line: shapely.LineString
    road_class: RoadClass
    kmh: int
    forward: int
    backward: int
    name: str


def read(
    file: HandedFile,
    crs: str = "",
    *,
    box: BBox | None = None,
    heard: Callable[[int], object] = lambda count: None,
) -> tuple[Roads, list[str]]:
    """``crs``, ``box`` and ``heard`` as in reading.read. Raises BadInput that names file, row and column."""
    with open_table(file) as table:
        srid = _srid(table, crs)
        columns = _columns(table)
        notes = [*table.notes]
        if "road_class" not in columns:
            notes.append("没有找到道路等级一列，全部按乡道计算")
        found: list[_Line] = []
        outside = 0
        for batch in table.batches():
            lines = list(_of_batch(file, table, batch, columns, srid))
            inside = [line for line in lines if box is None or _touches(line, box)]
            found, outside = found + inside, outside + len(lines) - len(inside)
            heard(len(lines))
            if len(found) > MOST_LINES:
                raise BadInput("file", f"{file.shown}：道路过多，请先裁剪到本市范围")
        if outside and not found:
            raise BadInput("file", f"{file.shown}：在要裁剪的范围里没有道路")
        if outside:
            notes.append(outside_note(outside))
    return Roads(list(_cut(found))), notes


def _touches(line: _Line, box: BBox) -> bool:
    return bool(shapely.intersects(line.line, shapely.box(*box.as_tuple())))


def checked_crs(crs: str) -> None:
    """Raises BadInput for what is no EPSG number of a CRS that roads come in; "" is what the file says."""
    if crs and not (crs.isascii() and crs.isdigit() and int(crs) in {*GEOGRAPHIC, *GAUSS_KRUGER}):
        raise BadInput("crs", "坐标系应为 EPSG 编号，如 4490")


def _srid(table: Table, crs: str) -> int:
    if crs:
        checked_crs(crs)
        return int(crs)
    if table.crs.srid is None:
        raise BadInput("crs", f"{table.file_name}：{table.crs.why}")
    return table.crs.srid


def _columns(table: Table) -> dict[str, int]:
    names = [field.name.strip().lower() for field in table.fields]
    found = {
        key: next((names.index(word) for word in words if word in names), None)
        for key, words in COLUMNS.items()
    }
    return {key: place for key, place in found.items() if place is not None}


def _of_batch(
    file: HandedFile, table: Table, batch: Any, columns: dict[str, int], srid: int
) -> Iterator[_Line]:
    if batch.faults:
        fault = batch.faults[0]
        raise BadInput("file", f"{file.shown}：第 {fault.row} 行{fault.column or '图形'}：{fault.message}")
    for at, (row, wkb) in enumerate(zip(batch.numbers, batch.wkb, strict=True)):
        cells = {key: _text(batch.columns[place][at]) for key, place in columns.items()}
        shape = shapely.from_wkb(wkb) if wkb else None
        if shape is None or shape.geom_type not in ("LineString", "MultiLineString") or shape.is_empty:
            raise BadInput("file", f"{file.shown}：第 {row} 行不是线，道路应为线")
        try:
            moved = geometry_to_4490(shape, srid)
        except BadInput as problem:
            raise BadInput("file", f"{file.shown}：第 {row} 行：{problem.message}") from problem
        for line in getattr(moved, "geoms", [moved]):
            yield _line(file, row, line, cells)


def _line(file: HandedFile, row: int, line: shapely.LineString, cells: dict[str, str]) -> _Line:
    road_class = _class(file, row, cells.get("road_class", ""))
    bits, word = access_of(road_class), cells.get("one_way", "").lower()
    if word not in BOTH | FORWARDS | BACKWARDS:
        raise BadInput(
            "file", f"{file.shown}：第 {row} 行的通行方向“{word[:20]}”看不懂，应为双向、顺向或逆向"
        )
    one_way = bits & WALK
    forward, backward = (
        (bits if word not in BACKWARDS else one_way),
        (bits if word not in FORWARDS else one_way),
    )
    speed = cells.get("kmh", "").removesuffix(".0")
    if speed not in ("", "0") and not (speed.isascii() and speed.isdigit() and 5 <= int(speed) <= 120):
        raise BadInput("file", f"{file.shown}：第 {row} 行的限速“{speed[:20]}”不对，应为 5 至 120 公里/小时")
    kmh = int(speed) if speed not in ("", "0") else CAR_KMH[road_class]
    return _Line(row, line, road_class, kmh, forward, backward, cells.get("name", "")[:80])


def _class(file: HandedFile, row: int, word: str) -> RoadClass:
    if not word:
        return RoadClass.TERTIARY
    for words, road_class in WORDS:
        if any(one in word.lower() for one in words):
            return road_class
    raise BadInput(
        "file", f"{file.shown}：第 {row} 行的道路等级“{word[:20]}”看不懂，如：国道、省道、县道、乡道、村道"
    )


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _cut(lines: list[_Line]) -> Iterator[Road]:
    """The lines from junction to junction, with a number for each junction."""
    if not lines:
        return
    shapes = np.array([one.line for one in lines], dtype=object)
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    is_first = np.concatenate([[True], owner[1:] != owner[:-1]])
    is_last = np.concatenate([is_first[1:], [True]])
    spots, spot = np.unique(np.round(points, DECIMALS), axis=0, return_inverse=True)
    spot = spot.ravel()
    junction = _junctions(spots, is_junction=np.bincount(spot) > 1, ends=spot[is_first | is_last])[spot]
    along = _along(points, is_first)
    cuts: list[dict[float, int]] = [{} for _ in lines]
    for vertex in np.flatnonzero(junction >= 0).tolist():
        cuts[owner[vertex]][along[vertex]] = int(junction[vertex])
    # The end of one on the middle of another.
    ends = np.flatnonzero(is_first | is_last)
    at, on = shapely.STRtree(shapes).query(
        shapely.points(points[ends]), predicate="dwithin", distance=TOUCHING
    )
    for vertex, line in zip(ends[at].tolist(), on.tolist(), strict=True):
        if int(junction[vertex]) not in cuts[line].values():
            place = shapely.line_locate_point(shapes[line], shapely.Point(points[vertex]), normalized=True)
            cuts[line][float(place)] = int(junction[vertex])
    for one, places in zip(lines, cuts, strict=True):
        yield from _pieces(one, sorted(places.items()))


def _junctions(spots: Any, *, is_junction: Any, ends: Any) -> Any:
    """By spot the number of its junction, -1 for a mere bend; ends that nearly touch are one junction."""
    is_junction[ends] = True
    places = np.flatnonzero(is_junction)
    pairs = KDTree(spots[places]).query_pairs(TOUCHING, output_type="ndarray")
    near = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(places), len(places)))
    numbers = np.full(len(spots), -1)
    numbers[places] = connected_components(near, directed=False)[1]
    return numbers


def _along(points: Any, is_first: Any) -> list[float]:
    """By vertex the share of its line that lies before it."""
    steps = np.hypot(*np.diff(points, axis=0, prepend=points[:1]).T)
    steps[is_first] = 0
    whole = np.cumsum(steps)
    starts = np.flatnonzero(is_first)
    counts = np.diff(np.append(starts, len(points)))
    before = whole - np.repeat(whole[starts], counts)
    totals = np.repeat(np.add.reduceat(steps, starts), counts)
    return [float(share) for share in before / np.maximum(totals, 1e-15)]


def _pieces(one: _Line, cuts: list[tuple[float, int]]) -> Iterator[Road]:
    for (first, start), (last, end) in pairwise(cuts):
        # What nearly touches was made one junction; nothing is travelled within it.
        if start == end and (last - first) * one.line.length <= 2 * TOUCHING:
            continue
        piece = substring(one.line, first, last, normalized=True)
        assert isinstance(piece, shapely.LineString)
        yield Road(start, end, piece, one.road_class, one.kmh, one.forward, one.backward, one.name)
