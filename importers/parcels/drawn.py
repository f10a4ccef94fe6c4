"""A parcel drawn on the map: where it lies, roughly. It is never taken for a survey.

Its area answers no question that wants exact corners (quality 仅示意), and its text says where it came from.
"""

from collections.abc import Sequence
from itertools import pairwise

import shapely
from django.contrib.gis.geos import GEOSGeometry

from geo.area import planar_area_m2
from geo.crs import CGCS2000
from geo.errors import BadInput
from layers.area import city_box
from layers.changes.values import Json
from layers.land.models import Parcel

SOURCE = "来源：图上绘制，仅示意"
MOST_CORNERS = 500
LEAST_M2 = 1.0


def drawn(corners: Sequence[tuple[float, float]]) -> Json:
    """The survey that a snapshot tells, of an open ring of (lng, lat) in EPSG:4490 degrees.

    Raises BadInput("survey", …) for what is no area, crosses itself or lies outside of the city.
    """
    if not 3 <= len(corners) <= MOST_CORNERS:
        raise BadInput("survey", f"图上的范围要有 3 到 {MOST_CORNERS} 个点，现有 {len(corners)} 个")
    box = city_box()
    for number, (lng, lat) in enumerate(corners, start=1):
        if not box.contains(lng, lat):
            raise BadInput("survey", f"图上的第 {number} 个点（{lng:.6f}，{lat:.6f}）在本市范围之外")
    if any(one == other for one, other in pairwise([*corners, corners[0]])):
        raise BadInput("survey", "图上有两个相邻的点重合，请删去一个")
    ring = shapely.Polygon(corners)
    if not ring.is_valid:
        raise BadInput("survey", "图上的边线自己相交，请移动顶点")
    if planar_area_m2(ring) < LEAST_M2:
        raise BadInput("survey", "图上的范围不到 1 平方米")
    area = GEOSGeometry(memoryview(shapely.to_wkb(shapely.MultiPolygon([ring]))), srid=CGCS2000)
    lines = [f"J{number},{lng!r},{lat!r}" for number, (lng, lat) in enumerate(corners, start=1)]
    return {
        "area": area,
        "source_srid": CGCS2000,
        "source_coordinates": "\n".join([SOURCE, "点号,经度,纬度", *lines]),
        "quality": Parcel.Quality.APPROXIMATE.value,
    }


def is_drawn(survey: Json) -> bool:
    return bool(survey) and survey["source_coordinates"].startswith(SOURCE)
