"""How far one gets in so many minutes: the roads that are reached in that time, and the land beside them, as an area."""

from collections.abc import Iterator
from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from layers.roads.errors import TooFar
from layers.roads.modes import WALK_KMH, Mode
from layers.roads.network import Floats, Graph, Integers, Network
from layers.roads.search import Search
from layers.roads.snapping import snapped

Point = tuple[float, float]
Area = shapely.Polygon | shapely.MultiPolygon
# A quarter of an hour is what the plans of 15 分钟生活圈 count by; an hour on wheels is the whole city.
USUAL_MINUTES, MOST_MINUTES = 15, 60
# A house stands so near its road; what is enclosed by roads that are reached, and no wider than twice the second, is reached.
BESIDE_M, ENCLOSED_M = 40.0, 110.0
# Of more roads than this the outlines take seconds to join, and are a hair's breadth on the map: cells are marked instead.
MOST_OUTLINED, CELL_M = 600, 150.0
# Corners that nobody sees at the width of a road.
SIMPLER_M = 8.0
DECIMALS = 5


def reach_of(network: Network, start: Point, minutes: int, mode: Mode) -> Area:
    """From a point (lng, lat in degrees of EPSG:4490), the walk to the road included; an area in degrees, too.

    Raises TooFar when no road is near, or the time ends before it.
    """
    graph = network.graph(mode)
    spot = snapped(network, graph, *start, mode, "from")
    budget_s = minutes * 60 - spot.offset_m / (WALK_KMH / 3.6)
    if budget_s <= 0:
        raise TooFar(f"走到最近的路就要超过 {minutes} 分钟", "from")
    search = Search(graph, spot, most_s=budget_s)
    parts = list(_first(search, budget_s)) + list(_onward(graph, search, budget_s))
    directed, first, last = (np.array(column) for column in zip(*parts, strict=True))
    lines = _cut(network, directed.astype(int), first.astype(float), last.astype(float))
    area = _outlined(lines) if len(lines) <= MOST_OUTLINED else _cells(lines)
    # On a grid it stays a sound area; then the digits are cut, as 118.00001 is no double.
    degrees = shapely.set_precision(shapely.transform(area, network.plane.degrees), 10.0**-DECIMALS)
    rounded: Area = shapely.transform(degrees, lambda points: np.round(points, DECIMALS))
    return rounded


def _outlined(lines: NDArray[np.object_]) -> Area:
    area = shapely.buffer(shapely.union_all(lines), BESIDE_M + ENCLOSED_M, quad_segs=2)
    simpler: Area = shapely.simplify(shapely.buffer(area, -ENCLOSED_M, quad_segs=2), SIMPLER_M)
    return simpler


def _cells(lines: NDArray[np.object_]) -> Area:
    """The squares of a grid through which a road leads."""
    points = shapely.get_coordinates(shapely.segmentize(lines, CELL_M / 4))
    west, south = np.unique(np.floor(points / CELL_M), axis=0).T * CELL_M
    return cast(Area, shapely.coverage_union_all(shapely.box(west, south, west + CELL_M, south + CELL_M)))


def _first(search: Search, budget_s: float) -> Iterator[tuple[int, float, float]]:
    """What is travelled of the edge on which one stands."""
    for directed, part in search.starts:
        share = budget_s / search.cost(directed)
        yield directed, part, min(1.0, part + share)


def _onward(graph: Graph, search: Search, budget_s: float) -> Iterator[tuple[int, float, float]]:
    """Each edge that is entered in time, as far as the time lasts."""
    arcs = search.arcs
    reached = np.flatnonzero(search.seconds <= budget_s)
    counts = arcs.indptr[reached + 1] - arcs.indptr[reached]
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    places = np.repeat(arcs.indptr[reached], counts) + within
    targets, left_s = arcs.indices[places], budget_s - np.repeat(search.seconds[reached], counts)
    # The rests of the start's own edge are told by _first.
    real = targets < search.size
    targets, left_s, costs = targets[real], left_s[real], arcs.data[places[real]]
    entered = graph.edge_of[targets]
    farthest = np.zeros(len(graph.seconds))
    np.maximum.at(farthest, entered, np.minimum(1.0, left_s / costs))
    for directed in np.flatnonzero(farthest > 0).tolist():
        yield directed, 0.0, float(farthest[directed])


def _cut(network: Network, directed: Integers, first: Floats, last: Floats) -> NDArray[np.object_]:
    """Pieces of edges as lines in the plane, from and to shares of their length in the direction of travel."""
    backwards = directed % 2 == 1
    lines = network.lines[directed // 2]
    begin, end = np.where(backwards, 1 - last, first), np.where(backwards, 1 - first, last)
    is_whole = (begin <= 0) & (end >= 1)
    cut = [
        substring(line, float(one), float(other), normalized=True)
        for line, one, other in zip(lines[~is_whole], begin[~is_whole], end[~is_whole], strict=True)
    ]
    whole = network.lines[np.unique(directed[is_whole] // 2)]
    return np.concatenate([whole, np.array(cut, dtype=object)])
