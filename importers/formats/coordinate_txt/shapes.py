"""Rings as an area in the plane of the survey. A ring inside another is a hole, inside a hole a part again.

What crosses itself is refused with the place and the rows, never repaired: the surveyor knows which row is wrong.
"""

import re
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from geo.crs import CGCS2000, transformer
from importers.formats.coordinate_txt.problems import Code, Problem
from importers.formats.coordinate_txt.rings import FEWEST_CORNERS, Ring
from importers.formats.coordinate_txt.rows import Row

# Rings one inside another are compared each with each.
MOST_RINGS = 2_000
# The longest boundaries have some thousands; what is drawn to keep a machine busy takes a second with so many.
MOST_CORNERS = 50_000
MOST_NESTED_PAIRS = 10_000
PLACE = re.compile(r"\[(\S+) (\S+)\]")
# Half a millimetre, which is finer than a survey: an edge so near to the place of a fault takes part in it.
NEAR_M = 0.0005


def area_of(rings: Sequence[Ring], line: int | None) -> tuple[MultiPolygon | None, list[Problem]]:
    """The area in metres (easting, northing), None with the reasons. ``line`` of the plot; rings are sound."""
    if len(rings) > MOST_RINGS:
        told = f"第 {line} 行的地块有 {len(rings)} 圈，最多 {MOST_RINGS} 圈"
        return None, [Problem(Code.NO_PLOTS, line, told, "请分成几个地块")]
    long = next((ring for ring in rings if len(ring.corners) > MOST_CORNERS), None)
    if long:
        told = f"第 {long.corners[0].line} 行开始的一圈有 {len(long.corners)} 个点，最多 {MOST_CORNERS} 个"
        return None, [Problem(Code.NO_PLOTS, long.corners[0].line, told, "核对是不是勘测定界的界址点")]
    first = rings[0].corners[0]
    # Seven digits before the point leave few behind it: faults are looked for near the origin.
    origin = np.array([first.y, first.x])
    corners = [np.array([(row.y, row.x) for row in ring.corners]) for ring in rings]
    problems = [problem for ring in rings if (problem := _too_few(ring))]
    if problems:
        return None, problems
    near = [Polygon(points - origin) for points in corners]
    problems = [
        problem
        for ring, polygon in zip(rings, near, strict=True)
        if (problem := _fault([ring], polygon, origin))
    ]
    if problems:
        return None, problems
    return _assembled(rings, near, corners, origin, line)


def area_m2(area: MultiPolygon) -> float:
    """Square metres in the plane, to a tenth of a square millimetre: far from the origin digits are lost."""
    west, south, _, _ = area.bounds
    return round(float(shapely.transform(area, lambda points: points - (west, south)).area), 7)


def lost_in_degrees(rings: Sequence[Ring], area: MultiPolygon, srid: int) -> Problem | None:
    """A problem when ``area`` (EPSG:4490), sound in the plane of ``srid``, is not sound any more.

    A straight edge of the plane is a curve in degrees, and a point of another ring on its middle comes to lie
    beside it. Where both have the point they keep it. Storage takes no such area, so it is refused here.
    """
    found = PLACE.search(shapely.is_valid_reason(area))
    if found is None:
        return None
    lng, lat = float(found[1]), float(found[2])
    x, y = transformer(CGCS2000, srid).transform(lng, lat)
    advice = "一圈的点落在另一圈的边上时，两圈都要有这个界址点；请在那条边上补上它"
    return _crossing(rings, np.array([x, y]), "换算为经纬度后两圈的边相交", advice)


def _assembled(
    rings: Sequence[Ring],
    near: list[Polygon],
    corners: list[NDArray[np.float64]],
    origin: NDArray[np.float64],
    line: int | None,
) -> tuple[MultiPolygon | None, list[Problem]]:
    pairs = _pairs(near)
    if pairs is None:
        told = f"第 {line} 行的地块的圈一层套一层，无法核对"
        return None, [Problem(Code.NO_PLOTS, line, told, "请分成几个地块")]
    inside: list[set[int]] = [set() for _ in rings]
    for outer, inner in pairs:
        if inner in inside[outer]:
            return None, [_same_ring(rings[outer], rings[inner])]
        inside[inner].add(outer)
    shells = [at for at, outers in enumerate(inside) if len(outers) % 2 == 0]
    holes: dict[int, list[int]] = {at: [] for at in shells}
    for at, outers in enumerate(inside):
        if len(outers) % 2:
            holes[max(outers, key=lambda outer: len(inside[outer]))].append(at)

    def parts(points: list[NDArray[np.float64]]) -> MultiPolygon:
        return MultiPolygon([(points[at], [points[hole] for hole in holes[at]]) for at in shells])

    problem = _fault(rings, parts([points - origin for points in corners]), origin)
    return (None, [problem]) if problem else (parts(corners), [])


def _pairs(polygons: list[Polygon]) -> list[tuple[int, int]] | None:
    """(outer, inner) of those of which one holds the other; None when they are too many to look at."""
    shapely.prepare(polygons)
    boxes = shapely.bounds(np.array(polygons))
    tree = shapely.STRtree(polygons)
    found: list[tuple[int, int]] = []
    for inner, polygon in enumerate(polygons):
        outers = tree.query(polygon)
        west, south, east, north = boxes[inner]
        holding = boxes[outers]
        is_held = (
            (holding[:, 0] <= west)
            & (holding[:, 1] <= south)
            & (holding[:, 2] >= east)
            & (holding[:, 3] >= north)
        )
        found.extend((int(outer), inner) for outer in outers[is_held] if outer != inner)
        if len(found) > MOST_NESTED_PAIRS:
            return None
    if not found:
        return []
    outer, inner = np.array(polygons)[np.array(found).T]
    return [pair for pair, holds in zip(found, shapely.contains(outer, inner), strict=True) if holds]


def _too_few(ring: Ring) -> Problem | None:
    distinct = len({(row.x, row.y) for row in ring.corners})
    if distinct >= FEWEST_CORNERS:
        return None
    line = ring.corners[0].line
    told = f"第 {line} 行开始的第 {ring.number} 圈只有 {distinct} 个不同的界址点，不成面"
    return Problem(Code.SELF_INTERSECTION, line, told, "一圈至少三个不同的点；核对圈号和缺少的行")


def _fault(
    rings: Sequence[Ring], area: Polygon | MultiPolygon, origin: NDArray[np.float64]
) -> Problem | None:
    # Asked once: of a star of very many rays the answer takes half a minute.
    reason = shapely.is_valid_reason(area)
    if reason == "Valid Geometry":
        return None
    found = PLACE.search(reason)
    place = np.array([float(found[1]), float(found[2])]) if found else np.zeros(2)
    advice = "核对这几行的点号顺序和坐标，改正后再传；系统不代为修复"
    return _crossing(rings, place + origin, "边界自相交", advice)


def _crossing(rings: Sequence[Ring], place: NDArray[np.float64], what: str, advice: str) -> Problem:
    """``place``: (easting, northing)."""
    edges = _edges_near(rings, place)
    told = " 与 ".join(f"{_named(start)}—{_named(end)}" for start, end in edges)
    easting, northing = place
    line = min(row.line for edge in edges for row in edge)
    return Problem(
        Code.SELF_INTERSECTION, line, f"{what}：{told}，在 X={northing:.3f}，Y={easting:.3f} 处", advice
    )


def _same_ring(one: Ring, other: Ring) -> Problem:
    first, second = sorted((one.corners[0].line, other.corners[0].line))
    told = f"第 {second} 行开始的一圈与第 {first} 行开始的一圈完全重合"
    return Problem(Code.SELF_INTERSECTION, second, told, "删去重复的一圈")


def _named(row: Row) -> str:
    return f"{row.name}（第 {row.line} 行）"


def _edges_near(rings: Sequence[Ring], place: NDArray[np.float64]) -> list[tuple[Row, Row]]:
    """The two edges that meet at the place and are not neighbours, in the order of the file."""
    edges = [
        (start, end)
        for ring in rings
        for start, end in zip(ring.corners, [*ring.corners[1:], ring.corners[0]], strict=True)
    ]
    lines = shapely.linestrings([[(start.y, start.x), (end.y, end.x)] for start, end in edges])
    distances = shapely.distance(lines, shapely.Point(place))
    order = np.argsort(distances, kind="stable")[:8].tolist()
    first = min(at for at in order if distances[at] <= max(NEAR_M, distances[order[0]]))
    start, end = edges[first]
    apart = [at for at in order if at != first and not {*edges[at]} & {start, end}]
    second = next(iter(apart), next(at for at in order if at != first))
    return [edges[at] for at in sorted((first, second))]
