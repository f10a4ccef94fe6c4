"""The area of each row of a list: polygons of any known CRS, as sound multipolygons of EPSG:4490."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon

from geo.crs import CGCS2000
from importers.position import Crs, Pair, in_city
from importers.report import Problem

TITLE = "图形"
# 7 decimals of a degree are 1 cm; more is noise of a conversion, and the same file must give the same area twice.
DECIMALS = 7


def read_shapes(shapes: Sequence[Any], *, swap: bool) -> list[Any]:
    """WKB (bytes or hexadecimal, None) as shapely geometries in the CRS of the file; None for what is none."""
    found: list[Any] = shapely.from_wkb(list(shapes), on_invalid="ignore").tolist()
    if not swap:
        return found
    return [None if one is None else shapely.transform(one, lambda points: points[:, ::-1]) for one in found]


def point_of(shape: Any) -> Pair | None:
    """(x, y) of a point inside, None without one."""
    if shape is None or shape.is_empty:
        return None
    point = shapely.point_on_surface(shape)
    return (point.x, point.y)


def area_of(row: int, shape: Any, crs: Crs, *, is_survey: bool = False) -> GEOSGeometry | Problem:
    """The multipolygon in EPSG:4490 with lng before lat, or what is wrong with it. Nothing is repaired; a survey is not
    even rounded."""
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        return _problem(row, shape.geom_type, "应是面（多边形）", "线请先闭合成面，再另存", "not_an_area")
    moved = _moved(shape, crs, is_survey)
    if moved is None or not all(in_city(corner) for corner in _corners(moved)):
        x, y = point_of(shape) or (0.0, 0.0)
        return _problem(row, f"{x:g}，{y:g}", "图形超出本市范围", "核对坐标和坐标系", "outside_city")
    if not moved.is_valid:
        reason = shapely.is_valid_reason(moved)
        where = reason.partition("[")[2].rstrip("]").replace(" ", "，")
        told = "图形自相交" if "Self-intersection" in reason else "图形无效（环交叉、重叠或洞在外面）"
        at = f"，在 {where} 附近" if where else ""
        return _problem(row, "", f"{told}{at}", "在原软件里检查并修复拓扑后再传", "self_intersection")
    found = GEOSGeometry(memoryview(shapely.to_wkb(moved)))
    found.srid = CGCS2000
    return found if isinstance(found, MultiPolygon) else MultiPolygon(found, srid=CGCS2000)


def _moved(shape: Any, crs: Crs, is_survey: bool) -> Any:
    lost = False

    def move(points: Any) -> Any:
        nonlocal lost
        pairs = crs.to_4490([(float(x), float(y)) for x, y in points], accept_approximate=is_survey)
        lost = lost or any(pair is None for pair in pairs)
        found = np.array([pair or (0.0, 0.0) for pair in pairs])
        return found if is_survey else found.round(DECIMALS)

    moved = shapely.transform(shape, move)
    return None if lost else moved


def _corners(shape: Any) -> list[Pair]:
    west, south, east, north = shape.bounds
    return [(west, south), (east, north)]


def _problem(row: int, value: str, reason: str, suggestion: str, code: str) -> Problem:
    return Problem(row, TITLE, value[:200], reason, suggestion, code)
