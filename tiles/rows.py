"""The public rows of a layer as a relation of SQL: what the catalogue says, compiled once a process.

Columns: row_id, the properties of tiles under their public names, then the geometries (EPSG:4490) by the names of their fields.
"""

import datetime as dt
from functools import cache
from typing import Any

from django.db import connections, models
from django.utils import timezone

from layers.catalog import Layer
from layers.features import quoted
from tiles.fragment import Fragment

# What MVT has no type for goes as a number where it is one, else as text.
CASTS = {"DecimalField": "::float8", "DateField": "::text", "DateTimeField": "::text"}


def rows(layer: Layer, *geometries: str) -> Fragment:
    """To stand behind FROM, under the name r."""
    text, values = _compiled(layer, geometries)
    return Fragment(text, tuple(_today(value) for value in values))


@cache
def properties(layer: Layer) -> Fragment:
    """The columns of ``r`` that MVT gets as properties."""
    return Fragment(", ".join(_property(layer, name) for name in layer.tile_properties))


@cache
def _compiled(layer: Layer, geometries: tuple[str, ...]) -> Fragment:
    query = layer.queryset().order_by().values_list("pk", *layer.tiled.values(), *geometries).query
    # Else Django makes bytes of a geometry.
    query.subquery = True
    text, values = query.get_compiler(connection=connections["default"]).as_sql()
    names = ", ".join(map(quoted, ["row_id", *layer.tile_properties, *geometries]))
    return Fragment(f"({text}) AS r({names})", values)


def _today(value: Any) -> Any:
    """What is public is asked at a moment, units are in force on a day: of now, not of when it was compiled."""
    if isinstance(value, dt.datetime):
        return timezone.now()
    return dt.date.today() if isinstance(value, dt.date) else value


def _property(layer: Layer, name: str) -> str:
    column = quoted(name)
    return f"r.{column}{CASTS.get(_field(layer, name).get_internal_type(), '')} AS {column}"


def _field(layer: Layer, name: str) -> models.Field[Any, Any]:
    model: Any = layer.model
    *relations, last = layer.properties[name].split("__")
    for step in relations:
        model = model._meta.get_field(step).related_model
    # A relation may be named by its column: category_id.
    found: models.Field[Any, Any] = next(
        field for field in model._meta.concrete_fields if last in (field.name, field.attname)
    )
    return found
