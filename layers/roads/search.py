"""Shortest ways over a graph of turns (layers.roads.network): Dijkstra by scipy, from a place within an edge to another.

For each question three states are put behind those of the graph: the start, and the rest of its edge either way.
"""

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.area import GEOD
from layers.roads.network import Floats, Graph
from layers.roads.snapping import Spot

NOWHERE = -9999
# Of an edge: a micrometre of the longest road.
LEAST = 1e-9
# Of 300 pairs of the sample network 99 in 100 take no longer than straight ones at the usual pace would, times this and more.
LONGER, AT_LEAST_S = 1.15, 120.0
_own = threading.local()


@dataclass(frozen=True)
class Piece:
    """A part of a directed edge, from ``first`` to ``last`` as fractions in the direction of travel."""

    directed: int
    first: float = 0.0
    last: float = 1.0


@dataclass(frozen=True)
class Way:
    seconds: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class _Ends:
    """Ways to leave or reach a spot: (directed edge, fraction of it that was travelled before)."""

    ways: tuple[tuple[int, float], ...]

    @classmethod
    def of(cls, graph: Graph, spot: Spot) -> "_Ends":
        both = ((2 * spot.edge + backwards, spot.part(backwards)) for backwards in (0, 1))
        return cls(tuple((edge, part) for edge, part in both if np.isfinite(graph.seconds[edge])))


def quickest(
    graph: Graph, start: Spot, end: Spot, *, factor: Floats | None = None, most_s: float | None = None
) -> Way | None:
    """The best way, or None. ``most_s``, where it is known, is what it costs at most.

    Dijkstra spreads like a drop of ink: so first as far as nearly every way is long, then without bounds.
    """
    if most_s is None:
        _, _, straight_m = GEOD.inv(start.road_lng, start.road_lat, end.road_lng, end.road_lat)
        most_s = LONGER * graph.pace * straight_m + AT_LEAST_S
    for bound_s in (most_s, np.inf):
        search = Search(graph, start, factor=factor, most_s=bound_s, end=end)
        way = search.to(end)
        if way is not None and way.seconds <= bound_s:
            return way
    return None


class Search:
    """All ways from one spot, at the costs of ``graph`` times ``factor`` by edge. Ways to ``end`` of ``most_s`` or less are
    found for sure; ``to`` may find a longer one, which is then not the best."""

    def __init__(
        self, graph: Graph, start: Spot, *,
        factor: Floats | None = None, most_s: float = np.inf, end: Spot | None = None,
    ) -> None:  # fmt: skip
        self.graph, self.start = graph, start
        self.size = len(graph.edge_of)
        self.factor = factor
        self.starts = _Ends.of(graph, start).ways
        self.arcs = arcs = _with_start(graph, _Ends.of(graph, start), factor)
        # A state counts the whole of its edge, of which the end may need a bit only.
        last_s = max((self.cost(edge) for edge, _ in _Ends.of(graph, end).ways), default=0.0) if end else 0.0
        self.seconds, self._came = dijkstra(
            arcs, indices=self.size, return_predecessors=True, limit=most_s + last_s
        )

    def cost(self, directed: int) -> float:
        factor = 1.0 if self.factor is None else self.factor[directed // 2]
        return float(self.graph.seconds[directed] * factor)

    def to(self, end: Spot) -> Way | None:
        """The best way to that spot, or None."""
        best, reached = np.inf, (NOWHERE, 0, 0.0)
        starts = dict(_Ends.of(self.graph, self.start).ways)
        for directed, part in _Ends.of(self.graph, end).ways:
            if directed in starts and part >= starts[directed]:
                seconds = (part - starts[directed]) * self.cost(directed)
                if seconds < best:
                    best, reached = seconds, (NOWHERE, directed, part)
            for state in self.graph.states(directed):
                seconds = float(self.seconds[state]) - (1 - part) * self.cost(directed)
                if seconds < best:
                    best, reached = seconds, (state, directed, part)
        if best == np.inf:
            return None
        state, directed, part = reached
        if state == NOWHERE:
            return Way(best, (Piece(directed, starts[directed], part),))
        pieces = (*self._pieces_to(state), Piece(directed, 0.0, part))
        # Who stands at a junction is on one of its roads; of that nothing is travelled.
        return Way(best, tuple(piece for piece in pieces if piece.last - piece.first > LEAST) or pieces[:1])

    def _pieces_to(self, state: int) -> list[Piece]:
        """What is travelled before that state, the rest of the first edge among it."""
        pieces: list[Piece] = []
        while (state := int(self._came[state])) < self.size:
            pieces.append(Piece(int(self.graph.edge_of[state])))
        directed, part = _Ends.of(self.graph, self.start).ways[state - self.size - 1]
        return [Piece(directed, part), *reversed(pieces)]


def _with_start(graph: Graph, start: _Ends, factor: Floats | None) -> csr_array:
    """Behind the states: row n leads to the rests n + 1 … of the start's edge, and these to what follows upon it. Good until
    the thread makes the next one: what is copied at each question would take as long as the search of a short way."""
    size, base = len(graph.edge_of), graph.arcs
    data, indices, indptr = _room(graph)
    if factor is not None:
        data = data.copy()
        data[: base.nnz] *= factor[graph.edge_of[base.indices] // 2]
    rests = [(1 - part) * graph.seconds[edge] for edge, part in start.ways]
    if factor is not None:
        rests = [rest * factor[edge // 2] for rest, (edge, _) in zip(rests, start.ways, strict=True)]
    at = base.nnz
    data[at : at + len(rests)] = rests
    indices[at : at + len(rests)] = range(size + 1, size + 1 + len(rests))
    at += len(rests)
    indptr[size + 1 :] = at
    for number, (edge, _) in enumerate(start.ways, start=1):
        row = slice(base.indptr[edge], base.indptr[edge + 1])
        until = at + row.stop - row.start
        indices[at:until], data[at:until] = base.indices[row], data[row]
        indptr[size + 1 + number :] = at = until
    return csr_array((data[:at], indices[:at], indptr), shape=(size + 3, size + 3))


def _room(graph: Graph) -> tuple[Floats, NDArray[np.int32], NDArray[np.int32]]:
    """Data, indices and row ends of the graph, this thread's own, with room behind them for the rows of a start."""
    kept = getattr(_own, "kept", None)
    if kept is None or kept[0] is not graph:
        arcs = graph.arcs
        more = 2 + 2 * int(np.diff(arcs.indptr).max(initial=0))
        kept = _own.kept = (
            graph,
            np.concatenate([arcs.data, np.zeros(more)]),
            np.concatenate([arcs.indices, np.zeros(more, dtype=arcs.indices.dtype)]),
            np.concatenate([arcs.indptr, np.zeros(3, dtype=arcs.indptr.dtype)]),
        )
    return kept[1], kept[2], kept[3]
