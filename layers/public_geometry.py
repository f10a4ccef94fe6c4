"""One public geometry: what every tile, feed, download and map shows.

The precision cap (decimals of a degree) and the tolerance (metres) of each layer stand in the city's
settings; the exact geometry stays with staff and with the computing of answers.
"""

import shapely
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from geo.crs import CGCS2000

# One degree of latitude; a tolerance in metres need not be exact.
METRES_PER_DEGREE = 111_000


def generalise(layer: str, geometry: BaseGeometry) -> BaseGeometry:
    """``geometry`` (EPSG:4490) simplified and rounded to the cap of ``layer``; valid, never empty."""
    rule = settings.CITY["public_geometry"][layer]
    simplified = geometry
    if rule["tolerance_m"]:
        simplified = shapely.simplify(geometry, rule["tolerance_m"] / METRES_PER_DEGREE)
    rounded = shapely.set_precision(simplified, 10.0 ** -rule["decimals"])
    # A parcel smaller than the grid would vanish: it is shown as it is, rounded point by point.
    return geometry if rounded.is_empty else rounded


def public_point(layer: str, point: Point) -> Point:
    """The public place of an exact point."""
    decimals = settings.CITY["public_geometry"][layer]["decimals"]
    return Point(round(point.x, decimals), round(point.y, decimals), srid=CGCS2000)


def public_points(layer: str, points: list[str]) -> list[str]:
    """``public_point`` of many, from and to hexadecimal EWKB."""
    decimals = settings.CITY["public_geometry"][layer]["decimals"]
    exact = shapely.get_coordinates(shapely.from_wkb(points)).tolist()
    # Python's rounding, not numpy's: the two differ in the last bit.
    public = shapely.points([(round(lng, decimals), round(lat, decimals)) for lng, lat in exact])
    return list(shapely.to_wkb(shapely.set_srid(public, CGCS2000), hex=True, include_srid=True))


def public_area(layer: str, area: GEOSGeometry | None) -> MultiPolygon | None:
    """The public area of an exact (multi)polygon."""
    if area is None:
        return None
    public = GEOSGeometry(memoryview(shapely.to_wkb(generalise(layer, shapely.from_wkb(bytes(area.wkb))))))
    public.srid = CGCS2000
    return public if isinstance(public, MultiPolygon) else MultiPolygon(public, srid=CGCS2000)
