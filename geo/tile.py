"""The address of one map tile: z/x/y of the web's XYZ scheme (row 0 in the north, EPSG:3857)."""

import math
from dataclasses import dataclass
from typing import Self

from geo.bbox import BBox
from geo.errors import BadInput
from geo.number import parse_natural

MAX_ZOOM = 22
# Half the side of the Web Mercator square in metres: pi times the WGS 84 semi-major axis.
HALF_SIDE_M = math.pi * 6_378_137.0
# The square ends at this latitude, about 85.0511 degrees.
MAX_LAT = math.degrees(math.atan(math.sinh(math.pi)))


def _refuse_outside(z: int, x: int, y: int) -> None:
    if not 0 <= z <= MAX_ZOOM:
        raise BadInput("z", f"瓦片级别超出范围，应在 0 与 {MAX_ZOOM} 之间")
    for parameter, title, value in (("x", "瓦片列号", x), ("y", "瓦片行号", y)):
        if not 0 <= value < (1 << z):
            raise BadInput(parameter, f"{title}超出范围，第 {z} 级应在 0 与 {(1 << z) - 1} 之间")


@dataclass(frozen=True, slots=True)
class Tile:
    """Zoom, column from the west, row from the north. Raises BadInput when the level has no such tile."""

    z: int
    x: int
    y: int

    def __post_init__(self) -> None:
        _refuse_outside(self.z, self.x, self.y)

    @classmethod
    def parse(cls, z: str | None, x: str | None, y: str | None) -> Self:
        """Read three path parts. Raises BadInput naming "z", "x" or "y".

        One tile has one spelling: a sign, an exponent or a leading zero would be a second cache entry.
        """
        zoom = parse_natural(z, parameter="z", title="瓦片级别", high=MAX_ZOOM)
        last = (1 << zoom) - 1
        return cls(
            zoom,
            parse_natural(x, parameter="x", title="瓦片列号", high=last),
            parse_natural(y, parameter="y", title="瓦片行号", high=last),
        )

    @classmethod
    def at(cls, lng: float, lat: float, z: int) -> Self:
        """The tile of level `z` that holds a position in degrees; beyond the square, the nearest one."""
        side = 1 << z
        x, y = unit_square(lng, lat)
        return cls(
            z, max(0, min(side - 1, math.floor(x * side))), max(0, min(side - 1, math.floor(y * side)))
        )

    def bbox(self, margin: float = 0.0) -> BBox:
        """The ground it covers, in degrees; with ``margin``, a share of its side, so much more on each, up to the edge of
        the square."""
        last = 1 << self.z
        return BBox(
            _lng_of(max(0.0, self.x - margin), self.z),
            _lat_of(min(last, self.y + 1 + margin), self.z),
            _lng_of(min(last, self.x + 1 + margin), self.z),
            _lat_of(max(0.0, self.y - margin), self.z),
        )

    def bounds_3857(self) -> tuple[float, float, float, float]:
        """(min x, min y, max x, max y) in metres of EPSG:3857, as ST_TileEnvelope gives it."""
        side_m = 2.0 * HALF_SIDE_M / (1 << self.z)
        min_x = self.x * side_m - HALF_SIDE_M
        max_y = HALF_SIDE_M - self.y * side_m
        return min_x, max_y - side_m, min_x + side_m, max_y

    def parent(self) -> "Tile | None":
        """The tile one level up that covers this one; None for the whole world."""
        return Tile(self.z - 1, self.x // 2, self.y // 2) if self.z else None


def unit_square(lng: float, lat: float) -> tuple[float, float]:
    """Where a position in degrees lies in the Web Mercator square of side 1: x from the west, y from the north."""
    radians = math.radians(max(-MAX_LAT, min(MAX_LAT, lat)))
    return lng / 360.0 + 0.5, 0.5 - math.asinh(math.tan(radians)) / (2.0 * math.pi)


def _lng_of(column: float, z: int) -> float:
    return column / (1 << z) * 360.0 - 180.0


def _lat_of(row: float, z: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1.0 - 2.0 * row / (1 << z)))))
