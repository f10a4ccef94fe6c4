"""Parcels of a case: a block of the town's net, cut into pieces that share their edges, measured in the plane."""

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

import shapely
from shapely.geometry import Polygon

from geo.area import hectares, planar_area_m2
from importers.samples.cells import Areal
from importers.samples.city import City
from importers.samples.fields import Fields, Mesh, touching
from importers.samples.plane import to_degrees, to_plane
from layers.regions.models import Level, Region

UNIT = Decimal("0.0001")
# Land classes of the third survey (三调) and how much of a parcel they take on average.
CLASSES = [
    ("水浇地", 60),
    ("旱地", 10),
    ("果园", 8),
    ("其他林地", 8),
    ("农村道路", 4),
    ("沟渠", 4),
    ("坑塘水面", 4),
]
MOST_MESHES = 9


@dataclass
class Piece:
    """A parcel before it is a row. ``flat``: metres of ``srid``; ``area``: degrees of EPSG:4490."""

    flat: Polygon
    area: Polygon
    srid: int
    area_ha: Decimal
    by_class: dict[str, str]
    by_village: dict[int, Decimal]


@dataclass
class Surveyor:
    """Lays a net over a town when the first case comes to it, and remembers what is taken."""

    city: City
    _nets: dict[int, Fields] = field(default_factory=dict)
    _trees: dict[int, tuple[shapely.STRtree, list[Region], list[Areal]]] = field(default_factory=dict)

    def survey(self, village: Region, stream: Random) -> list[Piece]:
        """The pieces of one case, [] when the village has no land left or no area."""
        town = self.city.parent(village, Level.TOWN)
        if village.pk not in self.city.areas:
            return []
        net = self._nets.get(town.pk)
        if net is None:
            net = self._nets[town.pk] = Fields(
                self.city.areas[town.pk], f"{self.city.draws.seed}:{town.code}"
            )
        block = net.block(self.city.areas[village.pk], stream.randint(2, MOST_MESHES), stream)
        return [self._piece(net, meshes, town, village, stream) for meshes in cut(block, stream)]

    def _piece(self, net: Fields, meshes: list[Mesh], town: Region, village: Region, stream: Random) -> Piece:
        flat = net.polygon(meshes)
        area = to_degrees(flat, net.srid)
        area_ha = hectares(planar_area_m2(area, net.srid))
        by_village = self._by_village(flat, net.srid, town, village, area_ha)
        return Piece(flat, area, net.srid, area_ha, by_class(area_ha, stream), by_village)

    def _by_village(
        self, flat: Polygon, srid: int, town: Region, village: Region, area_ha: Decimal
    ) -> dict[int, Decimal]:
        if town.pk not in self._trees:
            members = [unit for unit in self.city.children[town.pk] if unit.pk in self.city.areas]
            plane = [to_plane(self.city.areas[unit.pk], srid) for unit in members]
            self._trees[town.pk] = (shapely.STRtree(plane), members, plane)
        tree, members, plane = self._trees[town.pk]
        weights = {
            members[index].pk: float(shapely.intersection(plane[index], flat).area)
            for index in tree.query(flat, predicate="intersects").tolist()
        }
        return shared(area_ha, weights) or {village.pk: area_ha}


def cut(block: list[Mesh], stream: Random) -> list[list[Mesh]]:
    """Neighbouring meshes together, one to four of them a piece."""
    left = list(block)
    pieces = []
    while left:
        piece, wanted = [left.pop(0)], stream.randint(1, 4)
        while len(piece) < wanted:
            near = max(left, key=lambda mesh: touching(mesh, piece), default=None)
            if near is None or not touching(near, piece):
                break
            left.remove(near)
            piece.append(near)
        pieces.append(piece)
    return pieces


def by_class(area_ha: Decimal, stream: Random) -> dict[str, str]:
    """One to four land classes that sum to the area exactly."""
    names = [CLASSES[0][0], *stream.sample([name for name, _ in CLASSES[1:]], stream.randint(0, 3))]
    typical = dict(CLASSES)
    parts = shared_by_name(area_ha, {name: typical[name] * stream.uniform(0.6, 1.4) for name in names})
    return {name: str(part) for name, part in parts.items()}


def shared(total: Decimal, weights: dict[int, float]) -> dict[int, Decimal]:
    """``total`` in units of 0.0001 by weight, the largest part taking the remainder; parts below a unit go."""
    whole = sum(weights.values())
    if whole <= 0:
        return {}
    parts = {key: (total * Decimal(str(weight / whole))).quantize(UNIT) for key, weight in weights.items()}
    kept = {key: part for key, part in parts.items() if part >= UNIT}
    if not kept:
        return {}
    largest = max(kept, key=lambda key: kept[key])
    kept[largest] += total - sum(kept.values())
    return kept


def shared_by_name(total: Decimal, weights: dict[str, float]) -> dict[str, Decimal]:
    names = list(weights)
    parts = shared(total, {index: weights[name] for index, name in enumerate(names)})
    return {names[index]: part for index, part in parts.items()}
