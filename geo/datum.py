"""The shifted datums of the Chinese map services: forwards only, for links out of this system.

CGCS2000 and WGS 84 are taken as one here (they differ by less than a metre). GCJ-02 is what Amap, Tencent,
WeChat, Petal and (in the mainland) Apple use; BD-09 is Baidu's. Both are (lng, lat) in degrees and have no
EPSG number. Formula: the public approximation known since 2013 (eviltransform, gcoord), on the Krasovsky
1940 ellipsoid; it agrees with the vendors to about a metre. Outside the mainland box nothing is shifted.
"""

import math

from geo.bbox import BBox

# The box that the public formula is used in; wider than the border, so Hong Kong and Taiwan lie in it too.
MAINLAND_BOX = BBox(72.004, 0.8293, 137.8347, 55.8271)
KRASOVSKY_A_M = 6_378_245.0
KRASOVSKY_E2 = 0.00669342162296594323
BD_ANGLE = math.pi * 3000.0 / 180.0


def wgs84_to_gcj02(lng: float, lat: float) -> tuple[float, float]:
    """WGS 84 (lng, lat) in degrees -> GCJ-02 (lng, lat)."""
    return shift_to_gcj02(lng, lat) if MAINLAND_BOX.contains(lng, lat) else (lng, lat)


def gcj02_to_bd09(lng: float, lat: float) -> tuple[float, float]:
    """GCJ-02 (lng, lat) in degrees -> BD-09 (lng, lat), Baidu's bd09ll."""
    return shift_to_bd09(lng, lat) if MAINLAND_BOX.contains(lng, lat) else (lng, lat)


def wgs84_to_bd09(lng: float, lat: float) -> tuple[float, float]:
    """WGS 84 (lng, lat) in degrees -> BD-09 (lng, lat). The box is judged once, at the WGS 84 end."""
    return shift_to_bd09(*shift_to_gcj02(lng, lat)) if MAINLAND_BOX.contains(lng, lat) else (lng, lat)


def shift_to_gcj02(lng: float, lat: float) -> tuple[float, float]:
    """The bare GCJ-02 formula, whatever the place; callers outside this floor want wgs84_to_gcj02."""
    x, y = lng - 105.0, lat - 35.0
    north_m, east_m = _north_m(x, y), _east_m(x, y)
    radians = math.radians(lat)
    curvature = 1.0 - KRASOVSKY_E2 * math.sin(radians) ** 2
    meridian_m = KRASOVSKY_A_M * (1.0 - KRASOVSKY_E2) / (curvature * math.sqrt(curvature))
    parallel_m = KRASOVSKY_A_M / math.sqrt(curvature) * math.cos(radians)
    return lng + math.degrees(east_m / parallel_m), lat + math.degrees(north_m / meridian_m)


def shift_to_bd09(lng: float, lat: float) -> tuple[float, float]:
    """The bare BD-09 formula on GCJ-02 degrees; callers outside this floor want gcj02_to_bd09."""
    radius = math.hypot(lng, lat) + 0.00002 * math.sin(lat * BD_ANGLE)
    angle = math.atan2(lat, lng) + 0.000003 * math.cos(lng * BD_ANGLE)
    return radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006


def _waves(t: float, long_wave: tuple[float, float, float, float]) -> float:
    a, b, c, d = long_wave
    return (20.0 * math.sin(t * math.pi) + a * math.sin(t / 3.0 * math.pi)) * 2.0 / 3.0 + (
        b * math.sin(t / 12.0 * math.pi) + c * math.sin(t / d * math.pi)
    ) * 2.0 / 3.0


def _ripple(x: float) -> float:
    return (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0


def _north_m(x: float, y: float) -> float:
    polynomial = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    return polynomial + _ripple(x) + _waves(y, (40.0, 160.0, 320.0, 30.0))


def _east_m(x: float, y: float) -> float:
    polynomial = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    return polynomial + _ripple(x) + _waves(x, (40.0, 150.0, 300.0, 30.0))
