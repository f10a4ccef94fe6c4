"""Cutting a polygon into cells: evenly spread seeds, each with what is nearest to it (Voronoi). Any plane."""

from collections.abc import Sequence
from random import Random
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPoint, MultiPolygon, Polygon

Areal: TypeAlias = Polygon | MultiPolygon
ROUNDS = 8


def random_points(area: Areal, count: int, stream: Random) -> NDArray[np.float64]:
    """``count`` points inside ``area``, as an array of (x, y)."""
    west, south, east, north = area.bounds
    shapely.prepare(area)
    kept: list[tuple[float, float]] = []
    while len(kept) < count:
        tries = [(stream.uniform(west, east), stream.uniform(south, north)) for _ in range(4 * count + 8)]
        inside = shapely.contains_xy(area, np.array(tries))
        kept += [point for point, ok in zip(tries, inside, strict=True) if ok]
    return np.array(kept[:count])


def spread_points(area: Areal, count: int, stream: Random, rounds: int = ROUNDS) -> NDArray[np.float64]:
    """Random points moved to the middle of their cells a few times (Lloyd), so that no cell is a splinter."""
    points = random_points(area, count, stream)
    for _ in range(rounds if count > 1 else 0):
        middles = shapely.centroid(np.array(cells(area, points)))
        moved = np.column_stack([shapely.get_x(middles), shapely.get_y(middles)])
        # The middle of a cell in a bay may lie outside of the polygon: that seed stays where it was.
        points = np.where(shapely.contains_xy(area, moved)[:, None], moved, points)
    return points


def cells(area: Areal, points: NDArray[np.float64]) -> list[Areal]:
    """The part of ``area`` nearest to each point, in the order of the points; together they are ``area``."""
    if len(points) == 1:
        return [area]
    diagram = shapely.voronoi_polygons(MultiPoint(points), extend_to=shapely.box(*area.bounds))
    parts = np.array(diagram.geoms)
    tree = shapely.STRtree(parts)
    seeds, found = tree.query(shapely.points(points), predicate="intersects")
    owner = dict(zip(seeds.tolist(), found.tolist(), strict=True))
    ordered = parts[[owner[index] for index in range(len(points))]]
    return [areal(part) for part in shapely.intersection(ordered, area)]


def areal(geometry: shapely.Geometry) -> Areal:
    """Without the stray points and lines that an intersection may leave."""
    if isinstance(geometry, Polygon | MultiPolygon):
        return geometry
    return MultiPolygon([part for part in getattr(geometry, "geoms", []) if isinstance(part, Polygon)])


def nearest_first(points: NDArray[np.float64], centre: Sequence[float]) -> list[int]:
    """Indices of ``points`` by their distance from ``centre``."""
    distances = np.hypot(points[:, 0] - centre[0], points[:, 1] - centre[1])
    return [int(index) for index in np.argsort(distances, kind="stable")]
