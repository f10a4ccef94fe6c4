"""The version of a set of layers: it changes with whatever a tile of them is made of, and with nothing else."""

import datetime as dt
import hashlib
from functools import cache

from django.conf import settings
from django.db.models import ForeignKey, Model

from layers.catalog import LAYERS, Layer
from tiles.fragment import Fragment, joined, sql

# Raised when the same rows would be drawn in another way.
FORMAT = 3


@cache
def read_layers(layers: tuple[Layer, ...]) -> tuple[str, ...]:
    """The layers whose rows decide what stands in tiles of these: a parcel tells its case, and is public with it."""
    owners = {layer.model: layer.name for layer in LAYERS.values()}
    read = {layer.name for layer in layers}
    for layer in layers:
        for path in layer.tiled.values():
            read |= {owners[model] for model in _models_on(layer.model, path) if model in owners}
    return tuple(sorted(read))


def _models_on(model: type[Model], path: str) -> list[type[Model]]:
    found = []
    for step in path.split("__")[:-1]:
        field = model._meta.get_field(step)
        assert isinstance(field, ForeignKey)
        model = field.related_model
        found.append(model)
    return found


def stamps(layers: tuple[Layer, ...]) -> Fragment:
    """An expression: number and moment of the version of each layer that is read, as an array, of the snapshot of its
    statement."""
    one = (
        "coalesce((SELECT version || ' ' || extract(epoch FROM changed_at) FROM layers_layerversion"
        " WHERE layer = {name} AND county = ''), '0')"
    )
    each = joined(", ", [sql(one, name=name) for name in read_layers(layers)])
    return sql("ARRAY[{each}]", each=each)


def text(layers: tuple[Layer, ...], stamps: list[str]) -> str:
    """As it stands in the address: the numbers, and a hash of all else that decides what a tile looks like. The moment is
    in it because a database that was made anew counts from 1 again."""
    drawn = [
        (layer.name, layer.tiled, layer.geometry_fields, layer.decimals, layer.min_zoom) for layer in layers
    ]
    # A unit begins and ends on a day, without anybody writing a row.
    day = dt.date.today() if any(layer.name == "regions" for layer in layers) else None
    facts = (FORMAT, stamps, drawn, day, settings.CITY["area"])
    digest = hashlib.sha256(repr(facts).encode()).hexdigest()[:8]
    return "-".join([*(stamp.split()[0] for stamp in stamps), digest])
