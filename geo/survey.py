"""Which CRS a file of Chinese survey coordinates is in, decided from what it says and what its numbers are.

In these files column X is the NORTHING and column Y the EASTING, often with the zone number in front. Nothing
is ever defaulted: when the file does not say enough, staff are asked (domain reference B.5, rules 5-7).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from geo.bbox import BBox
from geo.crs import all_to_4490
from geo.errors import BadInput
from geo.zone import GAUSS_KRUGER, ZONES, Datum, GaussKruger

# The northings of China north of 9° N. (Farther south are only reefs, and no land register.)
NORTHINGS = (1_000_000.0, 6_000_000.0)
# An easting without its zone: 500 km plus or minus half a 6-degree zone, with room for crossing its edge.
BARE_EASTINGS = (100_000.0, 900_000.0)
ZONE_STEP = 1_000_000


class ZoneUnknown(BadInput):
    """Datum or zone are not said; somebody who knows must say them."""


class ZoneConflict(BadInput):
    """Two statements about datum or zone exclude each other."""


@dataclass(frozen=True, slots=True)
class SurveyCrs:
    """The decision: the zone (with its srid) and the Chinese sentence for the import report."""

    zone: GaussKruger
    why: str

    @property
    def srid(self) -> int:
        return self.zone.srid

    @property
    def approximate(self) -> bool:
        """True when this datum has no accurate public transform to CGCS2000."""
        return self.zone.datum.approximate


def looks_swapped(points: Sequence[tuple[float, float]]) -> bool:
    """True when the (X, Y) columns hold (easting, northing).

    Certain, not a guess: northings and eastings of China have no number in common.
    """
    return bool(points) and all(is_swapped(x, y) for x, y in points)


def is_swapped(x: float, y: float) -> bool:
    """True of a row whose X is an easting and whose Y is a northing."""
    return _is_easting(x) and _is_northing(y)


def is_plausible(x: float, y: float) -> bool:
    """True of a row whose X is a northing of China and whose Y is an easting, with or without its zone."""
    return _is_northing(x) and _is_easting(y)


def prefix_of(easting: float) -> int | None:
    """The zone number in front of an easting (39 of 39 500 000), None of a bare one."""
    return int(easting // ZONE_STEP) or None


def decide_crs(
    points: Sequence[tuple[float, float]],
    *,
    datum: Datum | None,
    degrees: int | None,
    zone: int | None,
    area: BBox | None = None,
) -> SurveyCrs:
    """The CRS of a file from its (X northing, Y easting) points in metres and its header.

    `datum`, `degrees` (3 or 6, 几度分带) and `zone` (带号) are None where the header is silent; `area`, when
    given, is the box (EPSG:4490) that the land must touch. Raises BadInput with a Chinese reason: swapped
    columns, numbers of no zone; ZoneConflict for contradicting zones or land outside the area; ZoneUnknown
    when not enough is said.
    """
    if datum is None or datum is Datum.WGS84:
        raise ZoneUnknown("坐标系", "文件没有写明坐标系(2000、1980 西安或 1954 北京),请选择")
    _refuse_bad_numbers(points)
    prefix = _common_prefix([y for _, y in points])
    decided = _decide_zone(datum, degrees, zone, prefix)
    if area is not None:
        _refuse_outside(points, decided, area)
    origin = "横坐标前缀" if zone is None else "带号"
    return SurveyCrs(decided, f"{_in_words(decided)}（依据{origin}）")


def agree_on_crs(
    points: Sequence[tuple[float, float]],
    srid: int,
    *,
    datum: Datum | None,
    degrees: int | None,
    zone: int | None,
) -> SurveyCrs:
    """The CRS that a person has chosen, where neither header nor numbers speak against it.

    Points as in decide_crs. Raises BadInput("crs") when `srid` is no Gauss-Kruger zone of China, ZoneConflict
    when the file says otherwise.
    """
    if srid not in GAUSS_KRUGER:
        raise BadInput("crs", f"EPSG:{srid} 不是中国的高斯-克吕格分带，如 4527(2000，39 带)")
    chosen = GAUSS_KRUGER[srid]
    _refuse_bad_numbers(points)
    prefix = _common_prefix([y for _, y in points])
    said = [
        ("坐标系", datum, chosen.datum),
        ("几度分带", degrees, chosen.degrees),
        ("带号", zone, chosen.zone),
        ("横坐标前缀", prefix, chosen.zone if chosen.prefixed else None),
    ]
    for name, written, wanted in said:
        if written != wanted and (written is not None or name == "横坐标前缀"):
            shown = "没有" if written is None else f"是 {written}"
            asked = "没有" if wanted is None else f"是 {wanted}"
            raise ZoneConflict(name, f"指定的 EPSG:{srid} 的{name}{asked}，文件的{name}{shown}")
    return SurveyCrs(chosen, f"按指定的 EPSG:{srid}：{_in_words(chosen)}")


def zones_within(points: Sequence[tuple[float, float]], datum: Datum, area: BBox) -> list[GaussKruger]:
    """The zones of `datum` in which the first of the points, bare as it is, lies in `area` (EPSG:4490)."""
    x, y = points[0]
    prefix = prefix_of(y)
    return [
        kruger
        for kruger in GAUSS_KRUGER.values()
        if kruger.datum is datum
        and (kruger.zone if kruger.prefixed else None) == prefix
        and _lies_in(area, x, y, kruger)
    ]


def _lies_in(area: BBox, x: float, y: float, zone: GaussKruger) -> bool:
    # The central meridian is known without a projection, and no easting here is 5 degrees from it.
    if not area.west - 5 < zone.central_meridian < area.east + 5:
        return False
    return area.contains(*all_to_4490([(y, x)], zone.srid, accept_approximate=True)[0])


def _in_words(zone: GaussKruger) -> str:
    numbers = "带带号" if zone.prefixed else "不带带号"
    return f"{zone.datum}，{zone.degrees} 度分带第 {zone.zone} 带，横坐标{numbers}"


def _decide_zone(datum: Datum, degrees: int | None, zone: int | None, prefix: int | None) -> GaussKruger:
    if zone is not None and prefix is not None and zone != prefix:
        raise ZoneConflict("带号", f"带号 {zone} 与横坐标前缀 {prefix} 不符")
    number = zone if zone is not None else prefix
    if number is None:
        raise ZoneUnknown("带号", "横坐标不带带号,文件也没有写带号,无法判断分带,请选择")
    # 25-45 are 3-degree zones, 13-23 are 6-degree zones: within China the number tells which.
    fitting = next((width for width, numbers in ZONES.items() if number in numbers), None)
    if fitting is None:
        raise ZoneConflict("带号", f"带号 {number} 不是中国的三度带(25-45)或六度带(13-23)")
    if degrees is not None and degrees != fitting:
        raise ZoneConflict("几度分带", f"几度分带写的是 {degrees},而第 {number} 带是 {fitting} 度带")
    return GaussKruger(datum, fitting, number, prefixed=prefix is not None)


def _refuse_bad_numbers(points: Sequence[tuple[float, float]]) -> None:
    if not points:
        raise BadInput(None, "文件里没有坐标")
    if not all(math.isfinite(x) and math.isfinite(y) for x, y in points):
        raise BadInput(None, "坐标里有不是数字的值")
    if looks_swapped(points):
        x, y = points[0]
        raise BadInput(None, f"X/Y 疑似颠倒:X={x:.3f} 像横坐标,Y={y:.3f} 像纵坐标;X 应为纵坐标(北)")
    for x, y in points:
        if not is_plausible(x, y):
            raise BadInput(None, f"坐标不像中国的高斯坐标(米):X={x:.3f},Y={y:.3f}")


def _common_prefix(eastings: Sequence[float]) -> int | None:
    prefixes = {prefix_of(easting) for easting in eastings}
    if len(prefixes) > 1:
        raise ZoneConflict("带号", "同一文件的横坐标前缀不一致,有的带带号、有的不带或带号不同")
    return prefixes.pop()


def _refuse_outside(points: Sequence[tuple[float, float]], zone: GaussKruger, area: BBox) -> None:
    # The wrong zone moves land exactly 3 (or 6) degrees sideways, which nothing but a place can show.
    lands = all_to_4490([(y, x) for x, y in points], zone.srid, accept_approximate=True)
    if not any(area.contains(lng, lat) for lng, lat in lands):
        lng, lat = lands[0]
        raise ZoneConflict(
            "带号", f"按第 {zone.zone} 带换算,坐标落在东经 {lng:.4f}、北纬 {lat:.4f},不在本地区"
        )


def _is_northing(value: float) -> bool:
    return NORTHINGS[0] <= value <= NORTHINGS[1]


def _is_easting(value: float) -> bool:
    zone, bare = divmod(value, ZONE_STEP)
    known = zone == 0 or any(zone in numbers for numbers in ZONES.values())
    return known and BARE_EASTINGS[0] <= bare <= BARE_EASTINGS[1]
