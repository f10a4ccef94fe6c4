"""The coordinate reference systems that Chinese land records come in, by EPSG number; the way into storage.

Everything here is (x, y) = (easting or lng, northing or lat), whatever axis order EPSG declares: 4490 says
lat, lng and 4527 says northing, easting, so each transformer is made with always_xy=True. The zones of all
China are in geo.zone. GCJ-02 and BD-09 have no EPSG number and are no CRS here: see geo.datum.
"""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from geo.errors import BadInput
from geo.zone import GAUSS_KRUGER, Datum, GaussKruger

G = TypeVar("G", bound=BaseGeometry)

CGCS2000 = 4490  # the storage CRS
WGS84 = 4326
WEB_MERCATOR = 3857
CGCS2000_3DEG_ZONE_39 = 4527  # easting 39 500 000 + m
CGCS2000_3DEG_ZONE_40 = 4528
CGCS2000_3DEG_CM_117 = 4548  # the same without the zone in front ("去带号")
CGCS2000_3DEG_CM_120 = 4549
CGCS2000_6DEG_ZONE_20 = 4498
CGCS2000_6DEG_CM_117 = 4509
XIAN80 = 4610
XIAN80_3DEG_ZONE_39 = 2363
XIAN80_3DEG_ZONE_40 = 2364
XIAN80_3DEG_CM_117 = 2384
XIAN80_3DEG_CM_120 = 2385
BEIJING54 = 4214
BEIJING54_3DEG_ZONE_39 = 2415
BEIJING54_3DEG_ZONE_40 = 2416
BEIJING54_3DEG_CM_117 = 2436

GEOGRAPHIC = {
    CGCS2000: Datum.CGCS2000,
    WGS84: Datum.WGS84,
    XIAN80: Datum.XIAN80,
    BEIJING54: Datum.BEIJING54,
}


def datum_of(srid: int) -> Datum:
    """The datum of a CRS known here. Raises BadInput("srid") for any other number."""
    if srid == WEB_MERCATOR:
        return Datum.WGS84
    if srid in GEOGRAPHIC:
        return GEOGRAPHIC[srid]
    if srid in GAUSS_KRUGER:
        return GAUSS_KRUGER[srid].datum
    raise BadInput("srid", "不认识的坐标系编号")


def is_approximate(srid: int) -> bool:
    """True when a geometry of this CRS reaches storage with an error of tens of metres."""
    return datum_of(srid).approximate


@lru_cache(maxsize=64)
def transformer(source_srid: int, target_srid: int) -> Transformer:
    """pyproj's transformer, x before y. Cached, since making one costs milliseconds; threads may share it."""
    return Transformer.from_crs(source_srid, target_srid, always_xy=True)


def to_4490(x: float, y: float, srid: int, *, accept_approximate: bool = False) -> tuple[float, float]:
    """(x, y) of `srid` -> (lng, lat) in degrees of EPSG:4490.

    Raises BadInput for an unknown CRS, for a point that the projection cannot hold, and for a datum
    without accurate transform unless `accept_approximate` (the caller then marks the geometry so).
    """
    return all_to_4490([(x, y)], srid, accept_approximate=accept_approximate)[0]


def all_to_4490(
    points: Iterable[tuple[float, float]], srid: int, *, accept_approximate: bool = False
) -> list[tuple[float, float]]:
    """As to_4490 for many points in one call."""
    if is_approximate(srid) and not accept_approximate:
        raise BadInput("srid", f"{datum_of(srid)}没有精确的公开转换参数，不能直接换算为 2000 国家大地坐标系")
    pairs = list(points)
    if srid in GAUSS_KRUGER:
        _refuse_foreign_easting(pairs, GAUSS_KRUGER[srid])
    degrees = _transformed(pairs, srid, CGCS2000)
    if not all(-180.0 <= lng <= 180.0 and -90.0 <= lat <= 90.0 for lng, lat in degrees):
        raise BadInput(None, "经纬度超出范围，请核对坐标顺序和坐标系")
    return degrees


def geometry_to_4490(geometry: G, srid: int, *, accept_approximate: bool = False) -> G:
    """A shapely geometry in metres (easting, northing) of `srid` -> degrees (lng, lat). Raises as to_4490 does."""

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array(all_to_4490(points.tolist(), srid, accept_approximate=accept_approximate))

    return shapely.transform(geometry, move)


def from_4490(lng: float, lat: float, srid: int) -> tuple[float, float]:
    """(lng, lat) in degrees of EPSG:4490 -> (x, y) of `srid`. Raises BadInput as to_4490 does."""
    _refuse_approximate(srid)
    return _transformed([(lng, lat)], CGCS2000, srid)[0]


def geometry_from_4490(geometry: G, srid: int) -> G:
    """A shapely geometry in degrees (lng, lat) of EPSG:4490 -> metres of `srid`. Raises BadInput as from_4490 does."""
    _refuse_approximate(srid)

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array(_transformed(points.tolist(), CGCS2000, srid))

    return shapely.transform(geometry, move)


def _refuse_approximate(srid: int) -> None:
    if is_approximate(srid):
        raise BadInput("srid", f"{datum_of(srid)}没有精确的公开转换参数，不能由 2000 国家大地坐标系换算")


def _refuse_foreign_easting(pairs: Sequence[tuple[float, float]], zone: GaussKruger) -> None:
    # A false easting of 500 km keeps a zone's eastings between 0 and 1 000 km. PROJ would put a prefixed
    # easting into an unprefixed zone (or the reverse) somewhere else on the globe without a word.
    start = zone.zone * 1_000_000.0 if zone.prefixed else 0.0
    if not all(start < x < start + 1_000_000.0 for x, _ in pairs):
        raise BadInput(None, "横坐标与所选分带不符，请核对带号和坐标系")


def _transformed(pairs: Sequence[tuple[float, float]], source: int, target: int) -> list[tuple[float, float]]:
    # 4490 and 4326 differ by less than anything shown here; PROJ calls it a no-op as well.
    if {source, target} <= {CGCS2000, WGS84}:
        moved = [(float(x), float(y)) for x, y in pairs]
    else:
        xs, ys = transformer(source, target).transform([x for x, _ in pairs], [y for _, y in pairs])
        moved = list(zip(xs, ys, strict=True))
    if not all(math.isfinite(x) and math.isfinite(y) for x, y in moved):
        raise BadInput(None, "坐标超出该坐标系的范围，无法换算")
    return moved
