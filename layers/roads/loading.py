"""The network in use, read once by each process and again when another dataset has taken its place."""

from datetime import datetime
from threading import Lock

import numpy as np
import shapely
from django.db import connections

from layers.roads.models import RoadDataset
from layers.roads.network import Network

Key = tuple[str, int, datetime]

_lock = Lock()
_kept: tuple[Key, Network] | None = None


def active() -> RoadDataset | None:
    """Asked anew each time: whether its roads may be shown can change with any day and any hand."""
    return RoadDataset.objects.filter(state=RoadDataset.State.ACTIVE).first()


def network_of(dataset: RoadDataset) -> Network:
    """Others wait while the first reads; who holds the network before goes on with it."""
    global _kept
    key = (str(connections["default"].settings_dict["NAME"]), dataset.pk, dataset.imported_at)
    with _lock:
        if _kept is None or _kept[0] != key:
            _kept = key, read(dataset)
        return _kept[1]


def read(dataset: RoadDataset) -> Network:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT start_node, end_node, length_m, car_kmh, forward, backward, name, road_class, ST_AsBinary(line)"
            " FROM roads_roadedge WHERE dataset_id = %s ORDER BY number",
            [dataset.pk],
        )
        start, end, length_m, car_kmh, forward, backward, names, classes, lines = zip(
            *cursor.fetchall(), strict=True
        )
        cursor.execute("SELECT path, modes FROM roads_forbiddenturn WHERE dataset_id = %s", [dataset.pk])
        forbidden = [(tuple(path), int(modes)) for path, modes in cursor.fetchall()]
    return Network(
        start=np.array(start), end=np.array(end), length_m=np.array(length_m), car_kmh=np.array(car_kmh, dtype=float),
        access=np.column_stack([forward, backward]).ravel(), names=names, classes=classes,
        lines=shapely.from_wkb(np.array([bytes(line) for line in lines], dtype=object)), forbidden=forbidden,
    )  # fmt: skip
