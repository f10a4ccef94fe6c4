"""Land to be cut: each town is a net of crooked quadrilaterals whose corners neighbours share.

So parcels fit together and no two of them overlap, in whatever order they are taken. The net is laid in the
Gauss-Kruger plane of the town (metres); a corner is moved by an amount that depends on its own number only.
"""

import math
from collections.abc import Iterator
from random import Random

import shapely
from shapely.geometry import MultiPolygon, Polygon

from geo.zone import zone_3deg_of
from importers.samples.cells import Areal
from importers.samples.plane import to_plane

WIDTH_M = 130.0
HEIGHT_M = 95.0
# A corner moves by at most this part of a mesh, so no quadrilateral can cross itself.
CROOKED = 0.22
TRIES = 60

Mesh = tuple[int, int]


class Fields:
    """The net of one town; ``taken`` meshes belong to a parcel already."""

    def __init__(self, town: Areal, seed: str) -> None:
        self.srid = zone_3deg_of(town.centroid.x).srid
        self.town = to_plane(town, self.srid)
        shapely.prepare(self.town)
        chance = Random(seed)  # noqa: S311
        self._angle = chance.uniform(-0.4, 0.4)
        self._salt = chance.getrandbits(32)
        self._origin = (self.town.centroid.x, self.town.centroid.y)
        self.taken: set[Mesh] = set()

    def block(self, village: Areal, count: int, stream: Random) -> list[Mesh]:
        """``count`` (or fewer) free neighbouring meshes, the first of them in ``village`` (degrees); [] when full."""
        start = self._start(to_plane(village, self.srid), stream)
        if start is None:
            return []
        block = [start]
        self.taken.add(start)
        while len(block) < count:
            free = {near for mesh in block for near in neighbours(mesh) if near not in self.taken}
            usable = sorted(near for near in free if self._is_inside(near))
            if not usable:
                break
            # Where it touches most of the block, so that a project is a field and not a worm.
            chosen = max(usable, key=lambda mesh: (touching(mesh, block), stream.random()))
            self.taken.add(chosen)
            block.append(chosen)
        return block

    def polygon(self, meshes: list[Mesh]) -> Polygon:
        """Neighbouring meshes as one polygon of the plane, with the corners of all of them, to the millimetre."""
        joined = shapely.union_all([self._quadrilateral(mesh) for mesh in meshes])
        polygon = joined.geoms[0] if isinstance(joined, MultiPolygon) else joined
        if not isinstance(polygon, Polygon):
            raise TypeError("meshes of a block that do not touch")
        return polygon

    def _start(self, village: Areal, stream: Random) -> Mesh | None:
        west, south, east, north = village.bounds
        for _ in range(TRIES):
            x, y = stream.uniform(west, east), stream.uniform(south, north)
            mesh = self._mesh_at(x, y)
            middle = self._quadrilateral(mesh).centroid
            if mesh not in self.taken and shapely.contains(village, middle) and self._is_inside(mesh):
                return mesh
        return None

    def _is_inside(self, mesh: Mesh) -> bool:
        return bool(shapely.contains(self.town, self._quadrilateral(mesh)))

    def _mesh_at(self, x: float, y: float) -> Mesh:
        dx, dy = x - self._origin[0], y - self._origin[1]
        cos, sin = math.cos(self._angle), math.sin(self._angle)
        return math.floor((dx * cos + dy * sin) / WIDTH_M), math.floor((dy * cos - dx * sin) / HEIGHT_M)

    def _quadrilateral(self, mesh: Mesh) -> Polygon:
        column, row = mesh
        return Polygon([self._corner(column + i, row + j) for i, j in ((0, 0), (1, 0), (1, 1), (0, 1))])

    def _corner(self, column: int, row: int) -> tuple[float, float]:
        chance = Random(f"{self._salt}:{column}:{row}")  # noqa: S311
        u = (column + chance.uniform(-CROOKED, CROOKED)) * WIDTH_M
        v = (row + chance.uniform(-CROOKED, CROOKED)) * HEIGHT_M
        cos, sin = math.cos(self._angle), math.sin(self._angle)
        return round(self._origin[0] + u * cos - v * sin, 3), round(self._origin[1] + u * sin + v * cos, 3)


def neighbours(mesh: Mesh) -> Iterator[Mesh]:
    column, row = mesh
    yield from ((column + 1, row), (column - 1, row), (column, row + 1), (column, row - 1))


def touching(mesh: Mesh, block: list[Mesh]) -> int:
    """How many sides of ``mesh`` it shares with ``block``."""
    return sum(near in block for near in neighbours(mesh))
