"""The box of the city, as a CHECK constraint with literals on every geometry column of the layers.

Another city needs no migration: `manage.py set_area` reads the box from the city file and installs it as the login
that owns the tables. What is valid, finite and not empty is in soundness.py, with the migrations.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSGeometry
from django.db import connections, models, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from geo.bbox import BBox
from geo.errors import BadInput

# Labels of apps whose tables may reach beyond the city: a road goes on to the next one.
EXEMPT = {"roads"}
# Models that hold a copy of a column which is held itself: told once is enough for who has to correct it.
COPIES = {"places.Facets"}
NAMES_SHOWN = 3
LONGEST_IDENTIFIER = 63


@dataclass(frozen=True)
class GeometryColumn:
    model: type[models.Model]
    column: str
    title: str  # as staff know it

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def constraint(self) -> str:
        return f"{self.table}_{self.column}_in_area"[:LONGEST_IDENTIFIER]

    def inside(self, box: BBox) -> sql.Composed:
        """True of a finite geometry within the box, edges included; null of null, which a CHECK lets pass."""
        return sql.SQL(
            "ST_XMin({column}) >= {west} AND ST_XMax({column}) <= {east}"
            " AND ST_YMin({column}) >= {south} AND ST_YMax({column}) <= {north}"
        ).format(
            column=sql.Identifier(self.column),
            west=sql.Literal(box.west),
            east=sql.Literal(box.east),
            south=sql.Literal(box.south),
            north=sql.Literal(box.north),
        )


def geometry_columns() -> list[GeometryColumn]:
    """Of every table that the apps of this floor own, but for the exempt ones."""
    return [
        GeometryColumn(model, str(field.column), f"{model._meta.verbose_name}“{field.verbose_name}”")
        for model in apps.get_models(include_auto_created=True)
        if is_held(model)
        for field in model._meta.local_fields
        if isinstance(field, GeometryField)
    ]


def is_held(model: type[models.Model]) -> bool:
    """True of a table of this floor whose geometry must lie in the city."""
    config = apps.get_app_config(model._meta.app_label)
    floor, meta = config.name.split(".")[0], model._meta
    is_exempt = config.label in EXEMPT or meta.label in COPIES
    return floor == "layers" and meta.managed and not meta.proxy and not is_exempt


def city_box() -> BBox:
    """The box of the city file. Raises BadInput when it is not four numbers in order."""
    return _parsed(",".join(map(str, settings.CITY["area"])))


@cache
def _parsed(text: str) -> BBox:
    """A file asks for it once a row."""
    return BBox.parse(text, "area")


def lies_in_city(geometry: GEOSGeometry) -> bool:
    """For a form, which tells it in words before the database refuses. EPSG:4490, not empty."""
    west, south, east, north = geometry.extent
    box = city_box()
    return box.contains(west, south) and box.contains(east, north)


def install(box: BBox) -> list[str]:
    """Install what is missing or was made for another box, all of it or none; the names of those constraints.

    Raises BadInput, and leaves what was, when stored rows lie outside of the box.
    """
    connection = connections["owner"]
    with connection.cursor() as cursor:
        waiting = [
            column
            for column in geometry_columns()
            if _installed(cursor, column) != _mark(cursor, column, box)
        ]
        outside = [line for column in waiting if (line := _outside(cursor, column, box))]
    if outside:
        raise BadInput("area", "\n".join([f"有数据在范围 {_text(box)} 之外，约束没有改：", *outside]))
    with transaction.atomic(using="owner"), connection.cursor() as cursor:
        for column in waiting:
            _replace(cursor, column, box)
    return [column.constraint for column in waiting]


def _replace(cursor: CursorWrapper, column: GeometryColumn, box: BBox) -> None:
    table, name = sql.Identifier(column.table), sql.Identifier(column.constraint)
    cursor.execute(
        sql.SQL(
            "ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}, ADD CONSTRAINT {name} CHECK ({inside})"
        ).format(table=table, name=name, inside=column.inside(box))
    )
    cursor.execute(
        sql.SQL("COMMENT ON CONSTRAINT {name} ON {table} IS {mark}").format(
            table=table, name=name, mark=sql.Literal(_mark(cursor, column, box))
        )
    )


def _mark(cursor: CursorWrapper, column: GeometryColumn, box: BBox) -> str:
    """The constraint as we wrote it, kept as its comment: the server keeps it only in words of its own."""
    return column.inside(box).as_string(cursor.connection)


def _installed(cursor: CursorWrapper, column: GeometryColumn) -> str | None:
    """The mark of the constraint in force; None when there is none or somebody made it by hand."""
    cursor.execute(
        "SELECT obj_description(oid, 'pg_constraint') FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND conname = %s AND convalidated",
        [column.table, column.constraint],
    )
    row = cursor.fetchone()
    return row[0] if row else None


def _outside(cursor: CursorWrapper, column: GeometryColumn, box: BBox) -> str | None:
    """How many rows lie outside and the first of them, as one line; None when there are none."""
    cursor.execute(
        sql.SQL(
            "SELECT {key}, count(*) OVER () FROM {table} WHERE NOT ({inside}) ORDER BY {key} LIMIT {most}"
        ).format(
            key=sql.Identifier(str(column.model._meta.pk.column)),
            table=sql.Identifier(column.table),
            inside=column.inside(box),
            most=sql.Literal(NAMES_SHOWN),
        )
    )
    rows: list[tuple[Any, int]] = cursor.fetchall()
    if not rows:
        return None
    names = column.model._base_manager.using("owner").in_bulk([key for key, _ in rows])
    shown = "、".join(f"{names[key]}" for key, _ in rows)
    more = " 等" if rows[0][1] > len(rows) else ""
    return f"{column.title}（{column.table}.{column.column}）：{rows[0][1]} 行，{shown}{more}"


def _text(box: BBox) -> str:
    return ",".join(f"{side:g}" for side in box.as_tuple())
