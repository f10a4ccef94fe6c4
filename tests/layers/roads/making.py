"""Hand-made roads on a square grid of 100 m in the plane, and a search of its own that knows no state but the path."""

import heapq
from random import Random

import numpy as np
import pytest
import shapely

from layers.roads.modes import EVERYBODY, Mode, RoadClass
from layers.roads.network import Network
from layers.roads.search import quickest
from layers.roads.snapping import Spot
from layers.roads.storing import Road, Roads, lengths_m

LNG, LAT = 118.0, 37.0
# 100 m in degrees there, about.
EAST, NORTH = 0.001123, 0.000901


def at(x, y):
    """The place x × 100 m east and y × 100 m north."""
    return LNG + x * EAST, LAT + y * NORTH


def road(
    start,
    end,
    *,
    name="",
    road_class=RoadClass.TERTIARY,
    forward=EVERYBODY,
    backward=EVERYBODY,
    kmh=36,
    via=(),
):
    """From node to node, which are (x, y); 36 km/h are 10 s for 100 m."""
    line = shapely.LineString([at(*start), *(at(*point) for point in via), at(*end)])
    return Road(number(start), number(end), line, road_class, kmh, forward, backward, name)


def number(node):
    return node[0] * 100 + node[1]


def network(edges, forbidden=()):
    roads = Roads(edges, forbidden)
    return Network(
        start=np.array([one.start for one in roads.edges]), end=np.array([one.end for one in roads.edges]),
        length_m=lengths_m([one.line for one in roads.edges]),
        car_kmh=np.array([float(one.car_kmh) for one in roads.edges]),
        access=np.array([bits for one in roads.edges for bits in (one.forward, one.backward)]),
        names=[one.name for one in roads.edges], classes=[one.road_class for one in roads.edges],
        lines=np.array([one.line for one in roads.edges], dtype=object), forbidden=list(roads.forbidden),
    )  # fmt: skip


def grid(size, stream=None):
    """size × size nodes. With a stream: one-way streets, speeds and missing pieces at random."""
    stream = stream or Random(0)
    edges = []
    for x in range(size):
        for y in range(size):
            for other in ((x + 1, y), (x, y + 1)):
                if max(other) < size and stream.random() < 0.93:
                    backward = EVERYBODY if stream.random() < 0.75 else 0
                    edges.append(road((x, y), other, backward=backward, kmh=stream.choice([18, 36, 54])))
    return edges


def restrictions(edges, stream, count, longest=4):
    """Random forbidden paths that hang together, two to ``longest`` edges long, for cars."""
    ways = [(2 * n + back, *((one.end, one.start) if back else (one.start, one.end)))
            for n, one in enumerate(edges) for back in (0, 1) if (one.backward if back else one.forward)]  # fmt: skip
    found = []
    while len(found) < count:
        path = [stream.choice(ways)]
        for _ in range(stream.randint(1, longest - 1)):
            onward = [way for way in ways if way[1] == path[-1][2] and way[0] != path[-1][0] ^ 1]
            if not onward:
                break
            path.append(stream.choice(onward))
        if len(path) > 1:
            found.append((tuple(way[0] for way in path), Mode.CAR.bit))
    return found


def brute_seconds(network, start, end, mode):
    """Seconds of the quickest way between two (edge, fraction), by Dijkstra over the last edges that were travelled."""
    graph = network.graph(mode)
    usable = np.isfinite(graph.seconds)
    leaving = {}
    for directed in np.flatnonzero(usable).tolist():
        leaving.setdefault(int(network.tail[directed]), []).append(directed)
    bound = [path for path, modes in network.forbidden if modes & mode.bit]
    memory = max((len(path) for path in bound), default=2) - 1
    best, done, heap = np.inf, set(), []
    for back in (0, 1):
        directed, part = 2 * start[0] + back, 1 - start[1] if back else start[1]
        if not usable[directed]:
            continue
        goal = 1 - end[1] if back else end[1]
        if start[0] == end[0] and goal >= part:
            best = min(best, (goal - part) * graph.seconds[directed])
        heapq.heappush(heap, ((1 - part) * graph.seconds[directed], (directed,)))
    while heap:
        seconds, path = heapq.heappop(heap)
        if path in done or seconds >= best:
            continue
        done.add(path)
        last = path[-1]
        ways = leaving.get(int(network.head[last]), [])
        for directed in ways:
            if directed == last ^ 1 and len(ways) > 1:
                continue
            longer = (*path, directed)
            if any(longer[-len(one) :] == one for one in bound):
                continue
            if directed // 2 == end[0]:
                part = 1 - end[1] if directed % 2 else end[1]
                best = min(best, seconds + part * graph.seconds[directed])
            heapq.heappush(heap, (seconds + graph.seconds[directed], longer[-memory:]))
    return best


def way(made, start, end, mode=Mode.CAR):
    """Between two (edge, fraction)."""
    here, there = (Spot(edge, part, 0.0, 0.0, 0.0, 0.0, 0.0) for edge, part in (start, end))
    return quickest(made.graph(mode), here, there)


def edges_of(found):
    return [piece.directed for piece in found.pieces]


def agree(made, stream, pairs, modes=tuple(Mode)):
    """Random pairs cost what the search over whole paths finds, hang together and obey; how many had a way at all."""
    reached = 0
    for _ in range(pairs):
        start, end = ((stream.randrange(len(made.length_m)), stream.random()) for _ in "ab")
        mode = stream.choice(modes)
        wanted, found = brute_seconds(made, start, end, mode), way(made, start, end, mode)
        assert (found.seconds if found else np.inf) == pytest.approx(wanted, rel=1e-6), (start, end, mode)
        if found is None:
            continue
        reached += 1
        driven, graph = edges_of(found), made.graph(mode)
        bound = [path for path, modes in made.forbidden if modes & mode.bit]
        parts = [tuple(driven[first : first + len(path)]) for path in bound for first in range(len(driven))]
        assert not set(parts) & set(bound), (start, end, mode)
        spent = sum(graph.seconds[one.directed] * (one.last - one.first) for one in found.pieces)
        assert spent == pytest.approx(found.seconds, abs=1e-6)
        assert [made.head[one] for one in driven[:-1]] == [made.tail[one] for one in driven[1:]]
    return reached
