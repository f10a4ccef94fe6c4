"""From one point to another by road: how far, how long, the way in words, the line, and other ways worth a look."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from layers.roads.directions import Step, corners, steps_of
from layers.roads.errors import NoRoute
from layers.roads.modes import Mode
from layers.roads.network import Graph, Network
from layers.roads.search import Piece, Way, quickest
from layers.roads.snapping import Spot, snapped

Point = tuple[float, float]
MOST_ALTERNATIVES = 2
# Roads that were used already count for so much more, so that the next way leaves them where it can (penalty method:
# Chen, Bell and Bogenberger 2007). A way is another one when it takes at most half as long again and shares less than this.
PENALTY, MOST_LONGER, MOST_SHARED = 1.6, 1.5, 0.75
# 6 decimals of a degree are 10 cm.
DECIMALS = 6


@dataclass(frozen=True)
class Route:
    """``line`` is (lng, lat) in degrees of EPSG:4490 = WGS 84 here, two points at least; it begins and ends on the road,
    and so do ``distance_m`` and ``duration_s``."""

    distance_m: float
    duration_s: float
    steps: list[Step]
    line: list[Point]


def routes(network: Network, start: Point, end: Point, mode: Mode, alternatives: int = 0) -> list[Route]:
    """The quickest, then at most ``alternatives`` others. Points are (lng, lat) in degrees of EPSG:4490.

    Raises TooFar where no road is near, NoRoute where none leads there.
    """
    graph = network.graph(mode)
    here = snapped(network, graph, *start, mode, "from")
    there = snapped(network, graph, *end, mode, "to")
    best = quickest(graph, here, there)
    if best is None:
        raise NoRoute(f"道路数据里没有能{mode.words}从这里到那里的路")
    ways = [best, *_others(network, graph, here, there, best, alternatives)]
    return [_told(network, way, here, there) for way in ways]


def _others(network: Network, graph: Graph, here: Spot, there: Spot, best: Way, most: int) -> Iterator[Way]:
    ways, latest = [best], best
    factor = np.ones(len(network.length_m))
    # A way that is no other one costs a try: its roads are left out, too, at the next.
    for _ in range(2 * most):
        if len(ways) > most:
            return
        factor[[piece.directed // 2 for piece in latest.pieces]] *= PENALTY
        # What is known already, at its new cost, is the most that the next can cost.
        known_s = sum(_seconds(graph, [piece]) * factor[piece.directed // 2] for piece in latest.pieces)
        found = quickest(graph, here, there, factor=factor, most_s=known_s * 1.001)
        assert found is not None
        latest = Way(_seconds(graph, found.pieces), found.pieces)
        if latest.seconds <= best.seconds * MOST_LONGER and all(
            _shared(network, latest, way) <= MOST_SHARED for way in ways
        ):
            ways.append(latest)
            yield latest


def _seconds(graph: Graph, pieces: Sequence[Piece]) -> float:
    return sum(float(graph.seconds[piece.directed]) * (piece.last - piece.first) for piece in pieces)


def _shared(network: Network, way: Way, other: Way) -> float:
    """The share of the length of ``way`` that ``other`` travels as well."""
    theirs = {piece.directed // 2 for piece in other.pieces}
    lengths = [
        (piece.directed // 2 in theirs, network.length_m[piece.directed // 2] * (piece.last - piece.first))
        for piece in way.pieces
    ]
    whole = sum(length for _, length in lengths)
    return sum(length for is_shared, length in lengths if is_shared) / whole if whole else 1.0


def _told(network: Network, way: Way, here: Spot, there: Spot) -> Route:
    shapes = [corners(network, piece) for piece in way.pieces]
    # Each edge begins where the one before it ends.
    points = np.vstack([shapes[0][:1], *(shape[1:] for shape in shapes)])
    degrees = np.round(network.plane.degrees(points), DECIMALS)
    moved = np.any(degrees[1:] != degrees[:-1], axis=1)
    # A line has two points, even where nobody moves.
    degrees = np.vstack([degrees[:1], degrees[1:][moved]]) if moved.any() else degrees[[0, -1]]
    distance_m = sum(
        float(network.length_m[piece.directed // 2]) * (piece.last - piece.first) for piece in way.pieces
    )
    if distance_m < 1 and here.edge == there.edge:
        steps = [Step("起点和终点在同一个地方", 0.0)]
    else:
        steps = steps_of(network, way.pieces, shapes[0], here, there)
    return Route(
        round(distance_m, 1), round(way.seconds, 1), steps, [(lng, lat) for lng, lat in degrees.tolist()]
    )
