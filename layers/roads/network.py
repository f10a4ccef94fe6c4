"""The active roads in memory: arrays by directed edge, a graph for each way of travel, a tree of lines to stand on.

A process reads a dataset once. Nothing here changes after that, so a request that began on one version ends on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array

from layers.roads.modes import BICYCLE_KMH, WALK_KMH, Mode, RoadClass
from layers.roads.turns import Path, turns

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Plane:
    """Degrees of EPSG:4490 as metres east and north of a point: true within a percent over a city, and only used to
    find the nearest road and the part of an edge; lengths are geodesic."""

    lng: float
    lat: float

    @cached_property
    def scale(self) -> Floats:
        return np.array([111_320.0 * np.cos(np.radians(self.lat)), 111_000.0])

    def of(self, degrees: Floats) -> Floats:
        return (degrees - (self.lng, self.lat)) * self.scale

    def degrees(self, metres: Floats) -> Floats:
        return metres / self.scale + (self.lng, self.lat)


@dataclass(frozen=True)
class Graph:
    """``arcs`` lead from state to state and cost the seconds of the edge that is entered. ``seconds`` are by directed
    edge, infinite where one may not go; ``pace`` is the usual time for a metre; ``tree`` holds the lines of ``edges``."""

    arcs: csr_array
    edge_of: Integers
    seconds: Floats
    pace: float
    remembering: dict[int, list[int]]
    edges: Integers
    tree: shapely.STRtree

    def states(self, directed: int) -> list[int]:
        """All states in which one travels that directed edge."""
        return [directed, *self.remembering.get(directed, ())]


class Network:
    """``start``, ``end``, ``length_m``, ``car_kmh``, ``names``, ``classes`` and ``lines`` are by edge; ``access`` by
    directed edge. ``lines`` come in degrees of EPSG:4490 and are kept in the plane."""

    def __init__(
        self, *, start: Integers, end: Integers, length_m: Floats, car_kmh: Floats, access: Integers,
        names: Sequence[str], classes: Sequence[str], lines: NDArray[np.object_], forbidden: Sequence[tuple[Path, int]],
    ) -> None:  # fmt: skip
        west, south, east, north = shapely.total_bounds(lines)
        self.plane = Plane((west + east) / 2, (south + north) / 2)
        self.lines = shapely.transform(lines, self.plane.of)
        self.length_m, self.car_kmh, self.access = length_m, car_kmh, access
        self.forbidden = forbidden
        # What a road is called on the way: its name, else its class.
        labels = {road_class.value: road_class.label for road_class in RoadClass}
        self.called = [name or labels[road_class] for name, road_class in zip(names, classes, strict=True)]
        self.tail = np.column_stack([start, end]).ravel()
        self.head = np.column_stack([end, start]).ravel()
        # How many pieces of road meet there: two of them are a bend, not a junction.
        self.degree = np.bincount(self.tail)
        self.points = shapely.get_coordinates(self.lines)
        self.first_point = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(self.lines))])
        self.sets_out = self._headings()
        self._graphs: dict[Mode, Graph] = {}
        self._lock = Lock()

    def line(self, directed: int) -> Floats:
        """The points of a directed edge in the direction of travel, metres of the plane, shape (n, 2)."""
        edge = directed // 2
        points = self.points[self.first_point[edge] : self.first_point[edge + 1]]
        return points[::-1] if directed % 2 else points

    def _headings(self) -> Floats:
        """By directed edge: where it sets out to, degrees clockwise from north. One that comes in by it from the other
        end arrives in the opposite direction."""
        first, end = self.first_point[:-1], self.first_point[1:]
        towards = np.column_stack([first + 1, end - 2]).ravel()
        east, north = (self.points[towards] - self.points[np.column_stack([first, end - 1]).ravel()]).T
        headings: Floats = np.degrees(np.arctan2(east, north))
        return headings

    def graph(self, mode: Mode) -> Graph:
        with self._lock:
            if mode not in self._graphs:
                self._graphs[mode] = self._graph(mode)
            return self._graphs[mode]

    def _graph(self, mode: Mode) -> Graph:
        usable = (self.access & mode.bit) > 0
        own: dict[Mode, float] = {Mode.BICYCLE: BICYCLE_KMH, Mode.WALK: WALK_KMH}
        kmh = own.get(mode, self.car_kmh)
        seconds = np.where(usable, np.repeat(self.length_m / (kmh / 3.6), 2), np.inf)
        bound = [path for path, modes in self.forbidden if modes & mode.bit]
        found = turns(self.tail, self.head, usable, bound)
        size = len(found.edge_of)
        costs = seconds[found.edge_of[found.target]]
        remembering: dict[int, list[int]] = {}
        for state in range(len(usable), size):
            remembering.setdefault(int(found.edge_of[state]), []).append(state)
        edges = np.flatnonzero(usable[::2] | usable[1::2])
        pace = float(np.median((seconds / np.repeat(self.length_m, 2))[usable])) if len(edges) else 0.0
        # scipy searches by 32 bits, and would turn wider indices into them at each question.
        ends = (found.source.astype(np.int32), found.target.astype(np.int32))
        return Graph(
            csr_array((costs, ends), shape=(size, size)), found.edge_of, seconds, pace, remembering,
            edges, shapely.STRtree(self.lines[edges]),
        )  # fmt: skip
