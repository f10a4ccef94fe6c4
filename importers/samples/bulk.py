"""Many rows at once by COPY: three times as fast as bulk_create, which spells out every row as SQL."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection, models
from psycopg import sql
from psycopg.types.json import Jsonb


def copy_rows(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Insert unsaved ``rows`` of one model and give them their primary keys; inside of a transaction."""
    if not rows:
        return
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    table = model._meta.db_table
    key = model._meta.pk
    with connection.cursor() as cursor:
        if isinstance(key, models.AutoField | models.BigAutoField):
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, key.column, len(rows)],
            )
            for row, (value,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = value
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table), sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in fields])
        )
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(values(row, fields))


def values(row: models.Model, fields: Iterable[models.Field[Any, Any]]) -> list[Any]:
    return [value(field.pre_save(row, add=True), field) for field in fields]


def value(stored: Any, field: models.Field[Any, Any]) -> Any:
    if isinstance(stored, GEOSGeometry):
        return stored.hexewkb.decode()
    if isinstance(stored, models.Model):
        return stored.pk
    if isinstance(field, models.JSONField):
        return Jsonb(stored)
    return str(stored) if isinstance(stored, models.Choices) else stored
