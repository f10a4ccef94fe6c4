"""Writing a dataset of roads as a whole, and putting it into use."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from django.db import connection, transaction
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.area import GEOD
from geo.crs import CGCS2000
from geo.errors import BadInput
from layers.roads.models import RoadDataset
from layers.roads.modes import RoadClass
from layers.roads.network import Floats, Integers
from layers.roads.turns import Path

# Two junctions that a file puts on one spot are joined by nothing that anybody could travel.
LEAST_M = 0.01


@dataclass(frozen=True)
class Road:
    """One edge before it is stored. ``line`` in degrees of EPSG:4490 from ``start`` to ``end``, the nodes by whatever
    number the file gives them; ``forward`` and ``backward`` as in RoadEdge."""

    start: int
    end: int
    line: shapely.LineString
    road_class: RoadClass
    car_kmh: int
    forward: int
    backward: int
    name: str = ""


@dataclass(frozen=True)
class Roads:
    """``forbidden``: paths of directed edges (2 × place in ``edges``, +1 backwards) with the bits of those they bind."""

    edges: Sequence[Road]
    forbidden: Sequence[tuple[Path, int]] = field(default_factory=list)


@transaction.atomic
def store(dataset: RoadDataset, roads: Roads, notes: Sequence[str] = ()) -> RoadDataset:
    """``dataset`` (unsaved) with its edges and the remarks on its file. Raises BadInput("file") when there are none, or
    one without a length."""
    if not roads.edges:
        raise BadInput("file", f"{dataset.file_name or dataset.name}：里面没有道路")
    lengths = lengths_m([road.line for road in roads.edges])
    short = np.flatnonzero(lengths < LEAST_M)
    if len(short):
        raise BadInput("file", f"{dataset.file_name or dataset.name}：第 {short[0] + 1} 条路段没有长度")
    parts = _parts(roads.edges)
    dataset.edge_count, dataset.part_count = len(roads.edges), int(parts.max()) + 1
    dataset.report = {
        "forbidden": len(roads.forbidden), "isolated_m": round(float(lengths[parts > 0].sum())), "notes": list(notes),
    }  # fmt: skip
    dataset.save()
    with connection.cursor() as cursor:
        statement = (
            "COPY roads_roadedge (dataset_id, number, start_node, end_node, line, length_m, road_class, name, car_kmh,"
            " forward, backward, part) FROM STDIN"
        )
        lines = shapely.to_wkb(
            shapely.set_srid(np.array([road.line for road in roads.edges], dtype=object), CGCS2000),
            hex=True, include_srid=True,
        )  # fmt: skip
        nodes = _numbered(roads.edges)
        with cursor.copy(statement) as copy:
            for number, road in enumerate(roads.edges):
                copy.write_row((
                    dataset.pk, number, int(nodes[number, 0]), int(nodes[number, 1]), lines[number], float(lengths[number]),
                    road.road_class.value, road.name, road.car_kmh, road.forward, road.backward, int(parts[number]),
                ))  # fmt: skip
        with cursor.copy("COPY roads_forbiddenturn (dataset_id, path, modes) FROM STDIN") as copy:
            for path, modes in roads.forbidden:
                copy.write_row((dataset.pk, list(path), modes))
    return dataset


@transaction.atomic
def activate(dataset: RoadDataset) -> None:
    """The one dataset in use from now on. Requests that run end on the one before; each process then reads this one."""
    RoadDataset.objects.filter(state=RoadDataset.State.ACTIVE).exclude(pk=dataset.pk).update(
        state=RoadDataset.State.RETIRED
    )
    dataset.state = RoadDataset.State.ACTIVE
    dataset.save(update_fields=["state"])


def lengths_m(lines: Sequence[shapely.LineString]) -> Floats:
    """Geodesic lengths in metres of lines in degrees of EPSG:4490."""
    points, owner = shapely.get_coordinates(np.array(lines, dtype=object), return_index=True)
    within = owner[1:] == owner[:-1]
    _, _, metres = GEOD.inv(points[:-1, 0], points[:-1, 1], points[1:, 0], points[1:, 1])
    whole: Floats = np.bincount(owner[1:][within], np.asarray(metres)[within], minlength=len(lines)).astype(
        float
    )
    return whole


def _numbered(edges: Sequence[Road]) -> Integers:
    """Start and end node of each edge, counted from 0 without gaps; shape (n, 2)."""
    nodes = np.array([(road.start, road.end) for road in edges], dtype=np.int64)
    return np.unique(nodes, return_inverse=True)[1].reshape(-1, 2)


def _parts(edges: Sequence[Road]) -> Integers:
    """Which connected part each edge belongs to, whatever the directions; 0 is that with most edges."""
    nodes = _numbered(edges)
    count = int(nodes.max()) + 1
    links = coo_array((np.ones(len(nodes)), (nodes[:, 0], nodes[:, 1])), shape=(count, count))
    _, label = connected_components(links, directed=False)
    mine = label[nodes[:, 0]]
    order = np.argsort(-np.bincount(mine), kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    parts: Integers = rank[mine]
    return parts
