"""Of each row of a layer its public feature as JSON text, which triggers write into a column of the row's own table.

So a feed joins text and writes no JSON. The column stands beside those that the models know, or each fetch of a row would
carry it; in the table, because to look it up in another one costs as much as writing the JSON. It goes with its row.
Whether a row is public is not in it: that is asked of the row when it is read.

What a feature takes from other tables (the group of a category, the name of a case) is locked while it is taken, and a
change there makes it anew in its own transaction: of two writers at once the second sees what the first has written.
A row whose text is not made yet has NULL, and whoever reads it writes the JSON himself (layers.api.feed).
"""

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from django.db import models
from django.db.models.expressions import RawSQL
from psycopg.sql import Identifier, Literal

from layers.catalog import Layer

# As orjson writes what Django reads: a Decimal as the shortest float, which has a decimal.
TEXT = "coalesce(to_json({0})::text, 'null')"
DECIMAL = "coalesce(CASE WHEN {0} % 1 = 0 THEN round({0}, 1) ELSE trim_scale({0}) END::text, 'null')"
JSON = {
    "CharField": TEXT, "SlugField": TEXT, "TextField": TEXT, "DateField": TEXT, "SmallIntegerField": TEXT,
    "PositiveSmallIntegerField": TEXT, "IntegerField": TEXT, "BooleanField": TEXT, "DecimalField": DECIMAL,
}  # fmt: skip

# Raised when layers.feature_triggers makes other triggers, for those that are there to be replaced.
TRIGGERS = 1
# {key} that leads to nothing is a row that comes later in the transaction, and makes the feature then.
TAKING = """
    SELECT {columns} INTO {variable} FROM {table} WHERE {pk} = {key} FOR SHARE;
    IF NOT FOUND AND {key} IS NOT NULL THEN
        NEW.{column} := NULL;
        RETURN NEW;
    END IF;"""
WRITING = """
DECLARE{variables}
BEGIN
    -- A row without a feature gets one whenever it is written.
    IF TG_OP = 'UPDATE' THEN
        IF NEW.{column} IS NOT NULL AND ROW({old}) IS NOT DISTINCT FROM ROW({new}) THEN
            RETURN NEW;
        END IF;
    END IF;{taking}
    NEW.{column} := concat({parts});
    RETURN NEW;
END"""


class Taken(NamedTuple):
    """What a feature takes from a row of another table: ``columns`` of the ``model`` that ``steps`` of relations lead to."""

    steps: tuple[str, ...]
    model: Any
    columns: list[str]


def column(layer: Layer) -> str:
    return f"feature_of_{layer.name}"


def trigger(layer: Layer, event: str) -> str:
    return f"layers_{column(layer)}_{event}"


def stored(layer: Layer) -> RawSQL:
    """The text, in a query whose first table is the layer's; NULL where it is not made, or not as today's settings say."""
    text, values = _reading(layer, form(layer))
    return RawSQL(text, values, output_field=models.TextField())  # noqa: S611  names of models only


@cache
def _reading(layer: Layer, form: str) -> tuple[str, tuple[Any, ...]]:
    table = layer.model._meta.db_table
    return (
        "CASE WHEN EXISTS (SELECT FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname = %s AND tgenabled = 'O'"
        f" AND tgargs = %s) THEN {quoted(table)}.{quoted(column(layer))} END",
        (table, trigger(layer, "write"), f"{form}\0".encode()),
    )


def form(layer: Layer) -> str:
    """Differs where features are made otherwise: of other columns, with other decimals, of areas instead of points."""
    return hashlib.sha256(f"{TRIGGERS} {writing(layer)}".encode()).hexdigest()[:16]


def writing(layer: Layer) -> str:
    """The body of the function that writes the feature of NEW."""
    return _writing(layer, tuple(layer.geometry_fields), layer.decimals)


@cache
def _writing(layer: Layer, geometry_fields: tuple[str, ...], decimals: int) -> str:
    values = {name: _json(layer, path) for name, path in layer.properties.items()}
    (identity,) = (values[name] for name, path in layer.properties.items() if path == layer.id_field)
    shown = ", ".join(f"NEW.{quoted(name)}" for name in geometry_fields)
    geometry = f"coalesce(ST_AsGeoJSON(coalesce({shown}), {decimals}, 0), 'null')"
    parts = [_text('{"type":"Feature","id":'), identity, _text(',"geometry":'), geometry]
    before, own = ',"properties":{', [*own_columns(layer, geometry_fields), column(layer)]
    for name, value in values.items():
        parts += [_text(f"{before}{json.dumps(name)}:"), value]
        before = ","
    return WRITING.format(
        variables="".join(f"\n    {_holder(one.steps)} record;" for one in taken(layer)),
        old=each("OLD", own),
        new=each("NEW", own),
        taking="".join(_taking(layer, one) for one in taken(layer)),
        column=quoted(column(layer)),
        parts=", ".join([*parts, _text("}}")]),
    )


def _taking(layer: Layer, one: Taken) -> str:
    *before, last = one.steps
    return TAKING.format(
        columns=", ".join(map(quoted, one.columns)),
        variable=_holder(one.steps),
        table=quoted(one.model._meta.db_table),
        pk=quoted(one.model._meta.pk.column),
        key=f"{_holder(tuple(before))}.{quoted(field_at(layer, *before, last).column)}",
        column=quoted(column(layer)),
    )


def _json(layer: Layer, path: str) -> str:
    *steps, last = path.split("__")
    found = field_at(layer, *steps, last)
    kind = getattr(found, "target_field", found).get_internal_type()
    if kind not in JSON:
        raise TypeError(f"{layer.name}: {path} is a {kind}, of which layers.features knows no JSON")
    return JSON[kind].format(f"{_holder(tuple(steps))}.{quoted(found.column)}")


@cache
def taken(layer: Layer) -> list[Taken]:
    """Each after the one that leads to it."""
    found: dict[tuple[str, ...], Taken] = {}
    for path in layer.properties.values():
        *steps, _ = names = path.split("__")
        for depth in range(1, len(names)):
            at, model = tuple(steps[:depth]), field_at(layer, *steps[:depth]).related_model
            one = found.setdefault(at, Taken(at, model, []))
            name = field_at(layer, *names[: depth + 1]).column
            if name not in one.columns:
                one.columns.append(name)
    return list(found.values())


def own_columns(layer: Layer, geometry_fields: Iterable[str]) -> list[str]:
    """The columns of the row itself that its feature is made of."""
    paths = [*layer.properties.values(), *geometry_fields]
    return list(dict.fromkeys(field_at(layer, path.split("__")[0]).column for path in paths))


def field_at(layer: Layer, *names: str) -> Any:
    """The field of a model that a path of names leads to."""
    *steps, last = names
    model: Any = layer.model
    for step in steps:
        model = model._meta.get_field(step).related_model
    return model._meta.get_field(last)


def _holder(steps: tuple[str, ...]) -> str:
    return quoted("_".join(("its", *steps))) if steps else "NEW"


def each(row: str, columns: list[str]) -> str:
    """The named columns of a row, for ROW()."""
    return ", ".join(f"{row}.{quoted(name)}" for name in columns)


def _text(value: str) -> str:
    return Literal(value).as_string()


@cache
def quoted(name: str) -> str:
    return Identifier(name).as_string()
