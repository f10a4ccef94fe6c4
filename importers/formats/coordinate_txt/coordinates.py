"""In which CRS the rows are: what the head says, what the numbers are, and what a person chose, held together."""

from collections.abc import Sequence
from dataclasses import dataclass

from geo.bbox import BBox
from geo.errors import BadInput
from geo.survey import (
    SurveyCrs,
    ZoneConflict,
    ZoneUnknown,
    agree_on_crs,
    decide_crs,
    is_swapped,
    prefix_of,
    zones_within,
)
from geo.zone import Datum
from importers.formats.coordinate_txt.header import DATUM, ZONE, Header
from importers.formats.coordinate_txt.problems import Code, Problem, clipped
from importers.formats.coordinate_txt.rows import Row

UNDECIDED = "坐标有问题，没有判定坐标系"
APPROXIMATE = "；没有精确转换参数，不给出坐标系编号"


@dataclass(frozen=True, slots=True)
class Decision:
    """``crs`` is None when it is not decided; ``reason`` is the Chinese sentence for the report either way."""

    crs: SurveyCrs | None
    reason: str
    problems: tuple[Problem, ...] = ()
    is_swapped: bool = False


def decide(rows: Sequence[Row], header: Header, crs: int | None, box: BBox | None) -> Decision:
    """``rows``: sound and plausible. ``crs``: EPSG number that a person chose. ``box``: of the city, EPSG:4490.

    A zone in which the land lies outside of ``box`` is refused when it lies inside in another zone of the same
    numbers; land that lies elsewhere in every zone is not judged here.
    """
    if any(is_swapped(row.x, row.y) for row in rows):
        # What is not said stays unsaid when the columns change places; what contradicts may not.
        turned = [row._replace(x=row.y, y=row.x) if is_swapped(row.x, row.y) else row for row in rows]
        others = [
            each for each in _decide(turned, header, crs, box).problems if each.code is not Code.ZONE_CONFLICT
        ]
        return Decision(None, "X/Y 疑似颠倒，没有判定坐标系", (_swapped(rows), *others), is_swapped=True)
    return _decide(rows, header, crs, box)


def _decide(rows: Sequence[Row], header: Header, crs: int | None, box: BBox | None) -> Decision:
    if header.is_garbled or not rows:
        return Decision(None, UNDECIDED)
    points = [(row.x, row.y) for row in rows]
    decided, refusal = None, header.contradiction()
    if refusal is None:
        try:
            decided = _decided(points, header, crs)
        except ZoneUnknown as problem:
            refusal = _unknown(points, header, problem, box)
        except ZoneConflict as problem:
            refusal = _conflict(rows, header, problem)
    if decided is not None:
        refusal = _elsewhere(rows, decided, header, box)
    datum = decided.zone.datum if decided else header.datum
    warnings = (_approximate(datum, header),) if datum is not None and datum.approximate else ()
    if refusal:
        return Decision(None, refusal.message, (refusal, *warnings))
    assert decided is not None
    return Decision(decided, f"{decided.why}{APPROXIMATE if decided.approximate else ''}", warnings)


def _approximate(datum: Datum, header: Header) -> Problem:
    told = f"{datum}没有精确的公开转换参数，位置可能偏差几十米到上百米，只能作为“仅示意”"
    return Problem(
        Code.DATUM_APPROXIMATE, header.line_of(DATUM), told, "请用县里的转换参数转为 2000 坐标系后再传"
    )


def _decided(points: Sequence[tuple[float, float]], header: Header, crs: int | None) -> SurveyCrs:
    datum, degrees, zone = header.datum, header.degrees, header.zone
    if crs is not None:
        return agree_on_crs(points, crs, datum=datum, degrees=degrees, zone=zone)
    return decide_crs(points, datum=datum, degrees=degrees, zone=zone)


def _swapped(rows: Sequence[Row]) -> Problem:
    swapped = [row for row in rows if is_swapped(row.x, row.y)]
    first = swapped[0]
    count = "全部" if len(swapped) == len(rows) else f"有 {len(swapped)} 行"
    told = (
        f"X/Y 疑似颠倒（{count}，从第 {first.line} 行起）：X={first.x:.3f} 像横坐标，Y={first.y:.3f} 像纵坐标"
    )
    suggestion = f"X 应为纵坐标（北），如 X={first.y:.3f}，Y={first.x:.3f}；请调换两列后再传"
    return Problem(Code.SWAPPED_AXES, first.line, told, suggestion)


def _unknown(
    points: Sequence[tuple[float, float]], header: Header, problem: BadInput, box: BBox | None
) -> Problem:
    """Which zones would put the land into the city is shown, and is not taken for an answer."""
    named = header.value_of(DATUM)
    message = problem.message
    if named and problem.parameter == DATUM:
        message = f"坐标系“{clipped(named)}”不是 2000、1980 西安或 1954 北京坐标系"
    datum = Datum.CGCS2000 if header.datum in (None, Datum.WGS84) else header.datum
    fitting = zones_within(points, datum, box) if box else []
    shown = "、".join(f"{zone.srid}（{zone.datum} {zone.degrees} 度 {zone.zone} 带）" for zone in fitting)
    suggestion = "在文件头写明坐标系、几度分带和带号，或另外指定坐标系"
    if shown:
        suggestion += f"；落在本地区的有 {shown}"
    line = header.line_of(problem.parameter or "")
    return Problem(Code.ZONE_UNKNOWN, line, message, suggestion)


def _conflict(rows: Sequence[Row], header: Header, problem: BadInput) -> Problem:
    prefix = prefix_of(rows[0].y)
    other = next((row for row in rows if prefix_of(row.y) != prefix), None)
    row = other or rows[0]
    line = row.line if other else header.line_of(problem.parameter or ZONE) or row.line
    message = f"{problem.message}；第 {row.line} 行的横坐标 Y={row.y:.3f}"
    if other:
        message += f"，第 {rows[0].line} 行的是 Y={rows[0].y:.3f}"
    suggestion = "核对带号与横坐标的前两位，按测绘成果改正"
    return Problem(Code.ZONE_CONFLICT, line, message, suggestion)


def _elsewhere(rows: Sequence[Row], decided: SurveyCrs, header: Header, box: BBox | None) -> Problem | None:
    """A problem when the land lies in the city in another zone of the same numbers, and not in this one."""
    fitting = zones_within([(rows[0].x, rows[0].y)], decided.zone.datum, box) if box else []
    if not fitting or decided.zone in fitting:
        return None
    other = fitting[0]
    told = f"{decided.why}，这样坐标不在本地区；按第 {other.zone} 带（EPSG:{other.srid}）才在"
    suggestion = "核对带号：错一带，地块就偏三度（约 260 公里）"
    return Problem(Code.ZONE_CONFLICT, header.line_of(ZONE) or rows[0].line, told, suggestion)
