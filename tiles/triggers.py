"""After every migration: each layer of the catalogue has the triggers that keep its shapes and counts. What a trigger keeps
is filled when it is new or was made for another column or other levels."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from django.apps import AppConfig
from django.contrib.gis.db.models import MultiPolygonField
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Field
from psycopg import sql

from layers.catalog import LAYERS, Layer
from tiles.levels import DEEPEST, cell_level

# The events of a table and the rows that their trigger sees. One with transition tables takes one event.
EVENTS = {
    "insert": "INSERT ON {table} REFERENCING NEW TABLE AS changed",
    "update": "UPDATE ON {table} REFERENCING OLD TABLE AS earlier NEW TABLE AS changed",
    "delete": "DELETE ON {table} REFERENCING OLD TABLE AS earlier",
}


class Kept(NamedTuple):
    """``what`` is "shapes" or "counts"; ``given`` are the arguments of its trigger function."""

    what: str
    table: str
    given: tuple[str, ...]


def kept() -> Iterator[Kept]:
    for layer in LAYERS.values():
        table = layer.model._meta.db_table
        for name in area_fields(layer):
            levels = (str(layer.min_zoom), str(DEEPEST))
            yield Kept("shapes", table, (layer.name, _column(layer, name), *levels))
        if layer.category_field:
            columns = (
                _column(layer, layer.geometry_field),
                _column(layer, layer.category_field.removesuffix("_id")),
            )
            yield Kept("counts", table, (layer.name, *columns, str(cell_level(layer.min_zoom))))


def _column(layer: Layer, name: str) -> str:
    found = layer.model._meta.get_field(name)
    assert isinstance(found, Field)
    return str(found.column)


@cache
def area_fields(layer: Layer) -> tuple[str, ...]:
    """The columns of areas that the layer may show, whether the city may show them today or not."""
    names = [name for name in (layer.area_field, layer.geometry_field) if name]
    model = layer.model
    return tuple(name for name in names if isinstance(model._meta.get_field(name), MultiPolygonField))


def install(sender: AppConfig, using: str, **kwargs: object) -> None:
    """In one transaction; nothing when the migrations stopped before our functions."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc('tiles_fill_counts') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return
        existing = set(connection.introspection.table_names(cursor))
        for one in kept():
            if one.table in existing and not is_installed(cursor, one):
                _install(cursor, one)


def is_installed(cursor: CursorWrapper, one: Kept) -> bool:
    cursor.execute(
        "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgfoid = to_regproc(%s) AND tgenabled = 'O'"
        " AND tgargs = decode(%s, 'escape')",
        [one.table, f"tiles_{one.what}_changed", "".join(f"{value}\\000" for value in one.given)],
    )
    return bool(cursor.fetchone()[0] == len(EVENTS))


def _install(cursor: CursorWrapper, one: Kept) -> None:
    given = sql.SQL(", ").join(map(sql.Literal, one.given))
    for name, event in EVENTS.items():
        statement = "CREATE OR REPLACE TRIGGER {name} AFTER {event} FOR EACH STATEMENT EXECUTE FUNCTION {function}({given})"
        cursor.execute(
            sql.SQL(statement).format(
                name=sql.Identifier(f"tiles_{one.what}_{name}"),
                event=sql.SQL(event).format(table=sql.Identifier(one.table)),
                function=sql.Identifier(f"tiles_{one.what}_changed"),
                given=given,
            )
        )
    fill = sql.SQL("SELECT {}({}, {})").format(
        sql.Identifier(f"tiles_fill_{one.what}"), sql.Literal(one.table), given
    )
    cursor.execute(fill)
