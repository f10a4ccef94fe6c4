"""Rings as an area in the plane of the survey. A ring inside another is a hole, inside a hole a part again.

What crosses itself is refused with the place and the rows, never repaired: the surveyor knows which row is wrong.
"""

import re
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from importers.formats.coordinate_txt.problems import Code, Problem
from importers.formats.coordinate_txt.rings import FEWEST_CORNERS, Ring
from importers.formats.coordinate_txt.rows import Row

# Rings one inside another are compared each with each.
MOST_RINGS = 2_000
MOST_NESTED_PAIRS = 200_000
PLACE = re.compile(r"\[(\S+) (\S+)\]")
# Half a millimetre, which is finer than a survey: an edge so near to the place of a fault takes part in it.
NEAR_M = 0.0005


def area_of(rings: Sequence[Ring], line: int | None) -> tuple[MultiPolygon | None, list[Problem]]:
    """The area in metres (easting, northing), None with the reasons. ``line`` of the plot; rings are sound."""
    if len(rings) > MOST_RINGS:
        told = f"第 {line} 行的地块有 {len(rings)} 圈，最多 {MOST_RINGS} 圈"
        return None, [Problem(Code.NO_PLOTS, line, told, "请分成几个地块")]
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
        if outer in inside[inner] or inner in inside[outer]:
            continue
        if shapely.contains(near[outer], near[inner]):
            if shapely.contains(near[inner], near[outer]):
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
    """(outer, inner) of those whose boxes may hold each other; None when they are too many."""
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
    return found


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
    if shapely.is_valid(area):
        return None
    found = PLACE.search(shapely.is_valid_reason(area))
    place = np.array([float(found[1]), float(found[2])]) if found else np.zeros(2)
    edges = _edges_near(rings, place + origin)
    told = " 与 ".join(f"{_named(start)}—{_named(end)}" for start, end in edges)
    easting, northing = place + origin
    line = min(row.line for edge in edges for row in edge)
    return Problem(
        Code.SELF_INTERSECTION,
        line,
        f"边界自相交：{told}，在 X={northing:.3f}，Y={easting:.3f} 处",
        "核对这几行的点号顺序和坐标，改正后再传；系统不代为修复",
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
