"""A sample network of roads, which are nowhere: every village on it, county roads between towns, trunk roads between
counties, a ring around each town and a lane to each place that lies off. Dataset and remark say 示例."""

from dataclasses import dataclass, field
from random import Random

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay, KDTree

from importers.samples.city import City
from layers.places.models import Place
from layers.regions.models import Region
from layers.roads.models import RoadDataset
from layers.roads.modes import ACCESS, BICYCLE, CAR, CAR_KMH, EVERYBODY, WALK, RoadClass
from layers.roads.network import Plane
from layers.roads.storing import Road, Roads, activate, store

# What a bend takes of the length of a road.
BEND = 0.06
# Around the middle of a town, and how long a road must be to be cut there.
RING_M, LONG_ENOUGH_M = 450.0, 1_100.0
# A ring does not close over a gap as wide as this (degrees).
WIDEST_GAP = 150
# A place farther from every road gets a lane of its own.
OFF_M = 150.0
# Roads that are there already draw others: who goes from town to town takes the trunk road for a part of the way.
DRAWN = 0.7


@dataclass
class Country:
    """``points`` in metres of the plane; ``links`` are pairs of them, (lower, higher), with class and name."""

    plane: Plane
    points: NDArray[np.float64]
    links: dict[tuple[int, int], tuple[RoadClass, str]] = field(default_factory=dict)


def make_roads(city: City) -> RoadDataset:
    """The dataset, in use. Places must be there before."""
    stream = city.draws.stream("roads")
    villages = [village for village in city.villages if village.label_point]
    degrees = np.array([_middle(village) for village in villages])
    plane = Plane(*degrees.mean(axis=0).tolist())
    country = Country(plane, plane.of(degrees))
    tree = KDTree(country.points)
    for first, second in gabriel(country.points):
        country.links[first, second] = (RoadClass.TERTIARY, "")
    seats = {town.pk: _nearest(tree, plane, town) for town in city.towns if town.label_point}
    counties = [
        (city.children[county.pk][0], number) for number, county in enumerate(city.counties, start=1)
        if city.children.get(county.pk) and city.children[county.pk][0].pk in seats
    ]  # fmt: skip
    _join(country, [(seats[town.pk], f"S9{number:02d}") for town, number in counties], RoadClass.PRIMARY)
    towns = [(seats[town.pk], town.short_name[:1]) for town in city.towns if town.pk in seats]
    _join(country, towns, RoadClass.SECONDARY)
    made = _Drawn(country, stream)
    centres = {seats[town.pk] for town, _ in counties}
    for town in city.towns:
        if town.pk in seats:
            made.ring(seats[town.pk], f"{town.short_name}环路", is_one_way=seats[town.pk] in centres)
    made.lanes(_places(plane))
    dataset = RoadDataset(
        name="示例路网（按村居位置生成，不是真实道路）", source=RoadDataset.Source.SAMPLE, is_sample=True
    )
    store(dataset, Roads(made.edges, [made.no_left_turn(centre) for centre in sorted(centres)]))
    activate(dataset)
    return dataset


def gabriel(points: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Pairs with no third point in the circle between them (Gabriel and Sokal 1969): like roads, none crosses another."""
    corners = Delaunay(points).simplices
    pairs = np.unique(
        np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1), axis=0
    )
    middles, radius = points[pairs].mean(axis=1), np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T) / 2
    nearest, _ = KDTree(points).query(middles)
    return [(int(first), int(second)) for first, second in pairs[nearest >= radius * (1 - 1e-9)]]


def _join(country: Country, seats: list[tuple[int, str]], road_class: RoadClass) -> None:
    """A road of that class between each two neighbours, along the roads that are there."""
    nodes = [node for node, _ in seats]
    # Fewer than four span no triangles.
    alone = [(0, other) for other in range(1, len(nodes))]
    pairs = alone if len(nodes) < 4 else gabriel(country.points[nodes])
    links = np.array(list(country.links))
    length = np.hypot(*(country.points[links[:, 0]] - country.points[links[:, 1]]).T)
    drawn = [DRAWN if one is not RoadClass.TERTIARY else 1.0 for one, _ in country.links.values()]
    size = len(country.points)
    graph = csr_array((length * drawn, (links[:, 0], links[:, 1])), shape=(size, size))
    _, came = dijkstra(graph, directed=False, indices=nodes, return_predecessors=True)
    for first, second in pairs:
        name = _name(seats[first][1], seats[second][1])
        node = nodes[second]
        while (before := int(came[first, node])) >= 0:
            link = (min(node, before), max(node, before))
            if country.links[link][0] is RoadClass.TERTIARY:
                country.links[link] = (road_class, name)
            node = before


def _name(one: str, other: str) -> str:
    """S901 for a road of the province, else as roads are called after the places they join: 湖店路."""
    return one if one.startswith("S") else f"{one}{other}路"


def _nearest(tree: KDTree, plane: Plane, town: Region) -> int:
    return int(tree.query(plane.of(np.array(_middle(town))))[1])


def _middle(unit: Region) -> tuple[float, float]:
    assert unit.label_point is not None
    return unit.label_point.x, unit.label_point.y


def _places(plane: Plane) -> NDArray[np.float64]:
    stored = Place.objects.filter(is_sample=True).order_by("pk").values_list("public_location", flat=True)
    return plane.of(np.array([(point.x, point.y) for point in stored]).reshape(-1, 2))


class _Drawn:
    """The links as edges with bends, cut where rings meet them."""

    def __init__(self, country: Country, stream: Random) -> None:
        self.country, self.stream = country, stream
        self.points = country.points.tolist()
        self.edges: list[Road] = []
        self._arms: dict[int, list[tuple[int, RoadClass, str]]] = {}
        self._waiting = dict(country.links)

    def ring(self, centre: int, name: str, *, is_one_way: bool) -> None:
        """A street around the middle of a town, from each road that leaves it to the next."""
        met = []
        for link in [link for link in self._waiting if centre in link]:
            other = link[0] if link[1] == centre else link[1]
            away = np.array(self.points[other]) - self.points[centre]
            if np.hypot(*away) < LONG_ENOUGH_M:
                continue
            road_class, road_name = self._waiting.pop(link)
            node = self._node(np.array(self.points[centre]) + away / np.hypot(*away) * RING_M)
            self._edge(centre, node, road_class, road_name)
            self._waiting[min(other, node), max(other, node)] = (road_class, road_name)
            met.append((float(np.degrees(np.arctan2(away[1], away[0]))), node))
        met.sort()
        for (angle, node), (following, after) in zip(met, met[1:] + met[:1], strict=True):
            if len(met) > 2 and (following - angle) % 360 < WIDEST_GAP:
                middle = np.radians(angle + (following - angle) % 360 / 2)
                via = np.array(self.points[centre]) + RING_M * np.array([np.cos(middle), np.sin(middle)])
                self._edge(node, after, RoadClass.STREET, name, via=via, is_one_way=is_one_way)

    def lanes(self, places: NDArray[np.float64]) -> None:
        """What waits is drawn, then a lane from the nearest crossing to each place that no road passes."""
        for (first, second), (road_class, name) in self._waiting.items():
            self._edge(first, second, road_class, name)
        self._waiting = {}
        if not len(places):
            return
        lines = shapely.STRtree([self._flat(road.line) for road in self.edges])
        _, away = lines.query_nearest(shapely.points(places), return_distance=True, all_matches=False)
        crossings = KDTree(np.array(self.points))
        for place in places[away > OFF_M]:
            self._edge(int(crossings.query(place)[1]), self._node(place), RoadClass.STREET, "")

    def no_left_turn(self, centre: int) -> tuple[tuple[int, ...], int]:
        """Of two roads into the middle of a county: from the first none may turn into the next on the left."""
        out = [
            2 * number + (road.end == centre)
            for number, road in enumerate(self.edges)
            if centre in (road.start, road.end)
        ]
        headings = {directed: self._heading(directed, centre) for directed in out}
        into = min(out, key=lambda directed: headings[directed])
        # Coming in, the left is what lies clockwise of the arm that one comes from.
        left = min(
            (one for one in out if one != into), key=lambda one: (headings[into] - headings[one]) % 360
        )
        return (into ^ 1, left), CAR

    def _heading(self, directed: int, centre: int) -> float:
        road = self.edges[directed // 2]
        other = road.start if road.end == centre else road.end
        east, north = np.array(self.points[other]) - self.points[centre]
        return float(np.degrees(np.arctan2(north, east)))

    def _node(self, point: NDArray[np.float64]) -> int:
        self.points.append(point.tolist())
        return len(self.points) - 1

    def _edge(
        self, start: int, end: int, road_class: RoadClass, name: str, *,
        via: NDArray[np.float64] | None = None, is_one_way: bool = False,
    ) -> None:  # fmt: skip
        first, last = np.array(self.points[start]), np.array(self.points[end])
        if via is None:
            aside = (last - first)[::-1] * (1, -1)
            via = (first + last) / 2 + aside * self.stream.uniform(-BEND, BEND)
        line = shapely.LineString(np.round(self.country.plane.degrees(np.array([first, via, last])), 6))
        backward = BICYCLE | WALK if is_one_way else EVERYBODY
        self.edges.append(
            Road(
                start,
                end,
                line,
                road_class,
                CAR_KMH[road_class],
                ACCESS.get(road_class, EVERYBODY),
                backward,
                name,
            )
        )

    def _flat(self, line: shapely.LineString) -> shapely.LineString:
        return shapely.transform(line, self.country.plane.of)
