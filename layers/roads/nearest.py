"""Which of many places is nearest by road: all ways from one point at once, or from every place backwards to many points."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from layers.roads.errors import TooFar
from layers.roads.modes import Mode
from layers.roads.network import Graph, Network
from layers.roads.search import Search, Way
from layers.roads.snapping import Spot, snapped

Point = tuple[float, float]


@dataclass(frozen=True)
class Reached:
    """``number`` is the place in the list that was asked about."""

    number: int
    distance_m: float
    duration_s: float


def by_road(network: Network, start: Point, goals: Sequence[Point], mode: Mode) -> list[Reached]:
    """The goals that can be reached, quickest first; those without a road beside them or a way to them are left out.

    Points are (lng, lat) in degrees of EPSG:4490. Raises TooFar when ``start`` has no road.
    """
    graph = network.graph(mode)
    search = Search(graph, snapped(network, graph, *start, mode, "from"))
    found = []
    for number, goal in enumerate(goals):
        spot = _beside(network, graph, goal, mode)
        way = search.to(spot) if spot else None
        if way is not None:
            found.append(Reached(number, _length_m(network, way), way.seconds))
    return sorted(found, key=lambda one: one.duration_s)


def nearest_of(
    network: Network, starts: Sequence[Point], goals: Sequence[Point], mode: Mode
) -> list[Reached | None]:
    """For each start the quickest goal, None where there is none: one search backwards from all goals together."""
    graph = network.graph(mode)
    spots = [(number, _beside(network, graph, goal, mode)) for number, goal in enumerate(goals)]
    back = _Backwards(network, graph, [(number, spot) for number, spot in spots if spot])
    beside = [_beside(network, graph, start, mode) for start in starts]
    return [back.from_spot(spot) if spot else None for spot in beside]


@dataclass(frozen=True)
class _Arrival:
    """One way to stand at a goal: on that directed edge, so much of it travelled."""

    goal: int
    directed: int
    part: float


class _Backwards:
    """From every state the seconds to the nearest goal, over arcs turned round. Behind the states stands a state for
    each arrival, from which one goes back to what leads into its edge at the cost of the part of it."""

    def __init__(self, network: Network, graph: Graph, spots: Sequence[tuple[int, Spot]]) -> None:
        self.network, self.graph = network, graph
        self.arrivals = [
            _Arrival(goal, directed, spot.part(directed % 2))
            for goal, spot in spots
            for directed in (2 * spot.edge, 2 * spot.edge + 1)
            if np.isfinite(graph.seconds[directed])
        ]
        self.on_edge: dict[int, list[_Arrival]] = {}
        for one in self.arrivals:
            self.on_edge.setdefault(one.directed, []).append(one)
        self.size = len(graph.edge_of)
        if self.arrivals:
            arcs, sources = self._arcs()
            self.seconds, self._next, _ = dijkstra(
                arcs, indices=sources, min_only=True, return_predecessors=True
            )

    def _arcs(self) -> tuple[csr_array, list[int]]:
        back = csr_array(self.graph.arcs.T)
        targets, costs, ends = [back.indices], [back.data], [back.indptr]
        self._stands: list[_Arrival] = []
        for one in self.arrivals:
            for state in self.graph.states(one.directed):
                row = slice(back.indptr[state], back.indptr[state + 1])
                targets.append(back.indices[row])
                # An explicit nothing would be no arc.
                costs.append(np.maximum(back.data[row] * one.part, 1e-9))
                ends.append(ends[-1][-1:] + (row.stop - row.start))
                self._stands.append(one)
        whole = self.size + len(self._stands)
        arcs = (np.concatenate(costs), np.concatenate(targets), np.concatenate(ends))
        return csr_array(arcs, shape=(whole, whole)), list(range(self.size, whole))

    def from_spot(self, spot: Spot) -> Reached | None:
        best: Reached | None = None
        for directed in (2 * spot.edge, 2 * spot.edge + 1):
            whole_s, whole_m = float(self.graph.seconds[directed]), float(self.network.length_m[spot.edge])
            part = spot.part(directed % 2)
            if not np.isfinite(whole_s) or not self.arrivals:
                continue
            found = [
                Reached(one.goal, (one.part - part) * whole_m, (one.part - part) * whole_s)
                for one in self.on_edge.get(directed, ())
                if one.part >= part
            ]
            if np.isfinite(self.seconds[directed]):
                goal, further_m = self._onward(directed)
                rest = 1 - part
                found.append(
                    Reached(goal, rest * whole_m + further_m, rest * whole_s + float(self.seconds[directed]))
                )
            best = min([*found, *([best] if best else [])], key=lambda one: one.duration_s, default=None)
        return best

    def _onward(self, state: int) -> tuple[int, float]:
        """The goal that is nearest behind a state, and the metres to it."""
        metres = 0.0
        while (state := int(self._next[state])) < self.size:
            metres += float(self.network.length_m[self.graph.edge_of[state] // 2])
        one = self._stands[state - self.size]
        return one.goal, metres + one.part * float(self.network.length_m[one.directed // 2])


def _beside(network: Network, graph: Graph, point: Point, mode: Mode) -> Spot | None:
    try:
        return snapped(network, graph, *point, mode, "to")
    except TooFar:
        return None


def _length_m(network: Network, way: Way) -> float:
    return sum(
        float(network.length_m[piece.directed // 2]) * (piece.last - piece.first) for piece in way.pieces
    )
