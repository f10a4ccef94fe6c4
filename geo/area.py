"""Areas of parcels and their Chinese units: square metres, hectares (公顷), mu (亩 = 1/15 ha).

The statutory area of a parcel is the PLANAR one in the 3-degree Gauss-Kruger zone of its survey (domain
reference B.1); the geodesic one, on the ellipsoid, is for comparing and for maps. EPSG:3857 is refused:
its areas are more than half too large at these latitudes. Geometry is shapely, EPSG:4490, (lng, lat).
"""

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.crs import CGCS2000, transformer
from geo.errors import BadInput
from geo.zone import GAUSS_KRUGER, zone_3deg_of

# The CGCS2000 ellipsoid (GB 22021): semi-major axis in metres, inverse flattening.
GEOD = Geod(a=6_378_137.0, rf=298.257222101)
FOUR_PLACES = Decimal("0.0001")
M2_PER_HECTARE = 10_000
MU_PER_HECTARE = 15


def geodesic_area_m2(geometry: BaseGeometry) -> float:
    """Square metres on the CGCS2000 ellipsoid, holes taken off, whatever way the rings turn.

    Raises BadInput when the geometry is neither a polygon nor a multipolygon.
    """
    return sum(
        _ring_area_m2(polygon.exterior.coords) - sum(_ring_area_m2(hole.coords) for hole in polygon.interiors)
        for polygon in _polygons(geometry)
    )


def planar_area_m2(geometry: BaseGeometry, srid: int | None = None) -> float:
    """Square metres in the Gauss-Kruger plane of `srid`, holes taken off.

    Without `srid`: in the CGCS2000 3-degree zone of the middle of the geometry, and as a whole there,
    since practice keeps one project in one zone. Raises BadInput when the geometry is not polygonal or
    empty, when no zone of China covers it, or when `srid` is no Gauss-Kruger zone of CGCS2000.
    """
    polygons = _polygons(geometry)
    if srid is None:
        if geometry.is_empty:
            raise BadInput(None, "图形为空，没有面积")
        west, _, east, _ = geometry.bounds
        srid = zone_3deg_of((west + east) / 2.0).srid
    elif srid not in GAUSS_KRUGER or GAUSS_KRUGER[srid].datum.approximate:
        raise BadInput("srid", "面积只能在 2000 国家大地坐标系的高斯投影分带内计算")
    projection = transformer(CGCS2000, srid)

    def project(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(projection.transform(degrees[:, 0], degrees[:, 1]))

    return sum(float(shapely.transform(polygon, project).area) for polygon in polygons)


def hectares(area_m2: float | Decimal) -> Decimal:
    """Square metres -> hectares with the 4 decimals of the public files, half up."""
    # str() first: the decimal that the float shows is what was measured, not its binary tail.
    return (Decimal(str(area_m2)) / M2_PER_HECTARE).quantize(FOUR_PLACES, ROUND_HALF_UP)


def mu(area_ha: Decimal) -> Decimal:
    """Hectares -> mu (亩), 4 decimals, half up: 15 mu to the hectare."""
    return (area_ha * MU_PER_HECTARE).quantize(FOUR_PLACES, ROUND_HALF_UP)


def split(area_ha: Decimal, weights: list[float]) -> list[Decimal]:
    """Hectares in proportion to ``weights`` (not all 0), in steps of 0.0001 ha, so that the parts sum up to ``area_ha``;
    what rounding leaves over goes to the largest remainders."""
    whole = sum(map(Decimal, weights))
    exact = [area_ha * Decimal(weight) / whole for weight in weights]
    found = [share.quantize(FOUR_PLACES, ROUND_FLOOR) for share in exact]
    left = int((area_ha - sum(found)) / FOUR_PLACES)
    order = sorted(range(len(found)), key=lambda at: found[at] - exact[at])
    for at in order[:left]:
        found[at] += FOUR_PLACES
    return found


def _polygons(geometry: BaseGeometry) -> list[Polygon]:
    if isinstance(geometry, Polygon):
        return [geometry]
    if isinstance(geometry, MultiPolygon):
        return list(geometry.geoms)
    raise BadInput(None, "只有面状图形才有面积")


def _ring_area_m2(coordinates: shapely.coords.CoordinateSequence) -> float:
    ring = np.asarray(coordinates)
    if not len(ring):
        return 0.0
    area_m2, _ = GEOD.polygon_area_perimeter(ring[:, 0], ring[:, 1])
    return abs(float(area_m2))
