"""A bounding box in degrees, EPSG:4490, in the order west, south, east, north (RFC 7946, OGC API)."""

import math
from dataclasses import dataclass
from typing import Self

from geo.errors import BadInput
from geo.number import parse_decimal

MAX_TEXT = 200
# The shortest degree of latitude (at the equator) and of longitude (times cos lat) on the CGCS2000
# ellipsoid: with the shortest, an expanded box is never too small.
METRES_PER_DEGREE_LAT = 110_574.0
METRES_PER_DEGREE_LNG = 111_319.0
SIDES = (("西界", 180.0), ("南界", 90.0), ("东界", 180.0), ("北界", 90.0))


def _refuse_impossible(west: float, south: float, east: float, north: float, parameter: str | None) -> None:
    for (title, limit), side in zip(SIDES, (west, south, east, north), strict=True):
        if not -limit <= side <= limit:  # false for NaN as well
            raise BadInput(parameter, f"{title}超出范围，应在 -{limit:g} 与 {limit:g} 之间")
    if west > east:
        reason = "范围框跨越 180 度经线，本系统不支持" if west > 0 > east else "范围框颠倒：西界大于东界"
        raise BadInput(parameter, reason)
    if south > north:
        raise BadInput(parameter, "范围框颠倒：南界大于北界")


@dataclass(frozen=True, slots=True)
class BBox:
    """West, south, east, north in degrees of EPSG:4490; the edges belong to it; it may be a point or a line.

    Raises BadInput when a side is not finite or out of range, or when the sides are reversed.
    """

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        _refuse_impossible(self.west, self.south, self.east, self.north, None)

    @classmethod
    def parse(cls, text: str | None, parameter: str = "bbox") -> Self:
        """Read `west,south,east,north` of a request. Raises BadInput(parameter) with a Chinese reason."""
        if text is None or text == "":
            raise BadInput(parameter, "缺少范围框，应为“西,南,东,北”四个数字")
        if len(text) > MAX_TEXT:
            raise BadInput(parameter, f"范围框过长，最多 {MAX_TEXT} 个字符")
        parts = text.split(",")
        if len(parts) != len(SIDES):
            raise BadInput(parameter, "范围框应为“西,南,东,北”四个数字，用英文逗号隔开")
        west, south, east, north = (
            parse_decimal(part, parameter=parameter, title=title, low=-limit, high=limit)
            for part, (title, limit) in zip(parts, SIDES, strict=True)
        )
        _refuse_impossible(west, south, east, north, parameter)
        return cls(west, south, east, north)

    def as_tuple(self) -> tuple[float, float, float, float]:
        """(west, south, east, north), the order of ST_MakeEnvelope, Polygon.from_bbox and GeoJSON."""
        return self.west, self.south, self.east, self.north

    def contains(self, lng: float, lat: float) -> bool:
        return self.west <= lng <= self.east and self.south <= lat <= self.north

    def intersects(self, other: "BBox") -> bool:
        """True when the two share at least one point; touching edges count, as in ST_Intersects."""
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )

    def expand(self, metres: float) -> "BBox":
        """Grown by at least `metres` on every side, cut off at ±180 and ±90 degrees.

        Raises ValueError when `metres` is negative or not finite.
        """
        if not 0 <= metres < math.inf:
            raise ValueError("metres must be finite and not negative")
        south = max(-90.0, self.south - metres / METRES_PER_DEGREE_LAT)
        north = min(90.0, self.north + metres / METRES_PER_DEGREE_LAT)
        # A degree of longitude is shortest on the side nearest to a pole.
        shortest = METRES_PER_DEGREE_LNG * math.cos(math.radians(max(abs(south), abs(north))))
        widening = min(360.0, metres / shortest) if shortest > 1.0 else 360.0
        return BBox(max(-180.0, self.west - widening), south, min(180.0, self.east + widening), north)

    def ring(self) -> list[tuple[float, float]]:
        """The closed outer ring, (lng, lat), counter-clockwise from south-west (RFC 7946)."""
        return [
            (self.west, self.south),
            (self.east, self.south),
            (self.east, self.north),
            (self.west, self.north),
            (self.west, self.south),
        ]
