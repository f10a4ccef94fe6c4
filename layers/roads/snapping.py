"""From a point to the road beside it: the nearest place of the nearest edge, not the nearest junction."""

import math
from dataclasses import dataclass

import numpy as np
import shapely

from geo.area import GEOD
from layers.places.way import distance_words
from layers.roads.errors import TooFar
from layers.roads.modes import Mode
from layers.roads.network import Graph, Network

# A village house is nearer to some road than this; what is farther away lies in a field, in the sea or in another city.
MOST_M = 500.0


@dataclass(frozen=True)
class Spot:
    """A place on an edge: ``fraction`` of its length from its start, ``offset_m`` from the point that was asked for.
    ``lng``, ``lat`` of the point and ``road_lng``, ``road_lat`` of the place in degrees of EPSG:4490."""

    edge: int
    fraction: float
    offset_m: float
    lng: float
    lat: float
    road_lng: float
    road_lat: float

    def part(self, backwards: int) -> float:
        """The fraction of the edge that lies behind, travelling it that way."""
        return 1 - self.fraction if backwards else self.fraction


def snapped(network: Network, graph: Graph, lng: float, lat: float, mode: Mode, parameter: str) -> Spot:
    """Degrees of EPSG:4490. Raises TooFar that says how far the nearest road is; ``parameter`` names the point."""
    if not len(graph.edges):
        raise TooFar(f"道路数据里没有能{mode.words}走的路", parameter)
    point = shapely.Point(network.plane.of(np.array([lng, lat])))
    edge = int(graph.edges[graph.tree.query_nearest(point)[0]])
    line = network.lines[edge]
    along = line.project(point)
    place = line.interpolate(along)
    road_lng, road_lat = network.plane.degrees(np.array([place.x, place.y])).tolist()
    _, _, offset_m = GEOD.inv(lng, lat, road_lng, road_lat)
    if not offset_m <= MOST_M:
        raise TooFar(
            f"最近的能{mode.words}走的路离这里{distance_words(offset_m)}，太远了，算不出路线", parameter
        )
    fraction = min(1.0, along / line.length)
    return Spot(
        edge, 0.0 if math.isclose(fraction, 0.0) else fraction, offset_m, lng, lat, road_lng, road_lat
    )
