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


@dataclass(frozen=True, slots=True)
class Decision:
    """``crs`` is None when it is not decided; ``reason`` is the Chinese sentence for the report either way."""

    crs: SurveyCrs | None
    reason: str
    problem: Problem | None = None


def decide(rows: Sequence[Row], header: Header, crs: int | None, box: BBox | None) -> Decision:
    """``rows``: sound and plausible. ``crs``: EPSG number that a person chose. ``box``: of the city, EPSG:4490.

    A zone in which the land lies outside of ``box`` is refused when it lies inside in another zone of the same
    numbers; land that lies elsewhere in every zone is not judged here.
    """
    if any(is_swapped(row.x, row.y) for row in rows):
        return Decision(None, "X/Y 疑似颠倒，没有判定坐标系", _swapped(rows))
    if header.is_garbled or not rows:
        return Decision(None, UNDECIDED)
    contradiction = header.contradiction()
    if contradiction:
        return Decision(None, contradiction.message, contradiction)
    points = [(row.x, row.y) for row in rows]
    try:
        decided = _decided(points, header, crs)
    except ZoneUnknown as problem:
        return _unknown(points, header, problem, box)
    except ZoneConflict as problem:
        return _conflict(rows, header, problem)
    elsewhere = _elsewhere(points, decided, box)
    if elsewhere:
        message = f"{decided.why}，这样坐标不在本地区；{elsewhere}"
        line = header.line_of(ZONE) or rows[0].line
        suggestion = "核对带号：错一带，地块就偏三度（约 260 公里）"
        return Decision(None, message, Problem(Code.ZONE_CONFLICT, line, message, suggestion))
    if decided.approximate:
        datum = decided.zone.datum
        told = f"{datum}没有精确的公开转换参数，位置可能偏差几十米到上百米，只能作为“仅示意”"
        warning = Problem(
            Code.DATUM_APPROXIMATE, header.line_of(DATUM), told, "请用县里的转换参数转为 2000 坐标系后再传"
        )
        return Decision(decided, f"{decided.why}；没有精确转换参数，不给出坐标系编号", warning)
    return Decision(decided, decided.why)


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
) -> Decision:
    """Which zones would put the land into the city is shown, and is not taken for an answer."""
    named = header.value_of(DATUM)
    message = problem.message
    if named and problem.parameter == DATUM:
        message = f"坐标系“{clipped(named)}”不是 2000、1980 西安或 1954 北京坐标系"
    fitting = zones_within(points, header.datum or Datum.CGCS2000, box) if box else []
    shown = "、".join(f"{zone.srid}（{zone.datum} {zone.degrees} 度 {zone.zone} 带）" for zone in fitting)
    suggestion = "在文件头写明坐标系、几度分带和带号，或指定坐标系（--crs）"
    if shown:
        suggestion += f"；落在本地区的有 {shown}"
    line = header.line_of(problem.parameter or "")
    return Decision(None, message, Problem(Code.ZONE_UNKNOWN, line, message, suggestion))


def _conflict(rows: Sequence[Row], header: Header, problem: BadInput) -> Decision:
    prefix = prefix_of(rows[0].y)
    other = next((row for row in rows if prefix_of(row.y) != prefix), None)
    row = other or rows[0]
    line = row.line if other else header.line_of(problem.parameter or ZONE) or row.line
    message = f"{problem.message}；第 {row.line} 行的横坐标 Y={row.y:.3f}"
    if other:
        message += f"，第 {rows[0].line} 行的是 Y={rows[0].y:.3f}"
    suggestion = "核对带号与横坐标的前两位，按测绘成果改正"
    return Decision(None, problem.message, Problem(Code.ZONE_CONFLICT, line, message, suggestion))


def _elsewhere(points: Sequence[tuple[float, float]], decided: SurveyCrs, box: BBox | None) -> str:
    """The zone in which the land would lie in the city, "" when it does already or in none."""
    if box is None:
        return ""
    fitting = zones_within(points[:1], decided.zone.datum, box)
    if not fitting or decided.zone in fitting:
        return ""
    return f"按第 {fitting[0].zone} 带（EPSG:{fitting[0].srid}）才在"
