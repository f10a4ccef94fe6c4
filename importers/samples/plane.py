"""shapely geometry to and from the Gauss-Kruger plane of a zone, and into stored geometry. EPSG:4490, (lng, lat)."""

from typing import TypeVar

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.contrib.gis.geos import MultiPolygon as StoredMultiPolygon
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.crs import CGCS2000, transformer

G = TypeVar("G", bound=BaseGeometry)

# A hundredth of a second of arc is 0.3 m; 9 decimals of a degree are 0.1 mm, finer than any survey.
DECIMALS = 9


def to_plane(geometry: G, srid: int) -> G:
    """Degrees → metres (easting, northing) of ``srid``."""
    return _moved(geometry, CGCS2000, srid, 4)


def to_degrees(geometry: G, srid: int) -> G:
    """Metres of ``srid`` → degrees, rounded so that neighbours keep the same vertices."""
    return _moved(geometry, srid, CGCS2000, DECIMALS)


def stored(geometry: BaseGeometry) -> StoredMultiPolygon:
    """For a geometry column; a polygon becomes a multipolygon of one."""
    made = GEOSGeometry(memoryview(shapely.to_wkb(_multi(geometry))), srid=CGCS2000)
    if not isinstance(made, StoredMultiPolygon):
        raise TypeError(f"no area: {geometry.geom_type}")
    return made


def hex_wkb(geometry: BaseGeometry) -> str:
    """For a COPY; a polygon becomes a multipolygon of one."""
    return str(shapely.to_wkb(shapely.set_srid(_multi(geometry), CGCS2000), hex=True, include_srid=True))


def _multi(geometry: BaseGeometry) -> BaseGeometry:
    return MultiPolygon([geometry]) if isinstance(geometry, Polygon) else geometry


def _moved(geometry: G, source: int, target: int, decimals: int) -> G:
    projection = transformer(source, target)

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.round(np.column_stack(projection.transform(points[:, 0], points[:, 1])), decimals)

    return shapely.transform(geometry, move)
