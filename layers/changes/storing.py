"""Rows of JSON into one table: a thousand and more in one statement, whose types the table itself knows.

PostgreSQL reads the text of a date, a decimal or a geometry as it would read a literal, so that no row is an object of
Python on its way; building them took longer than storing them. A refusal of the database is told in the words of the
model, with the record at fault.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import orjson
from django.db import DataError, IntegrityError, connection, models, transaction
from psycopg import sql

from geo.errors import BadInput

Columns = dict[str, Any]
IN_AREA = "_in_area"


class Stored(NamedTuple):
    """What became of one row: its primary key, and whether it was not there before."""

    pk: Any
    is_new: bool


def store(
    model: type[models.Model],
    rows: list[Columns],
    unique: Sequence[str],
    written: Sequence[str],
    called: Callable[[Columns], str],
) -> dict[tuple[str, ...], Stored]:
    """Inserts ``rows`` (column → JSON, the same columns in each), or writes the columns ``written`` where the columns
    ``unique`` are there already. What became of each, by its unique columns as text; {} without any.

    ``called`` names a row in a refusal. Raises BadInput.
    """
    missing = _defaults(model, rows[0])
    rows = [missing | row for row in rows]
    statement = _statement(model, list(rows[0]), unique, written)

    def put(some: list[Columns]) -> list[tuple[Any, ...]]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [orjson.dumps(some).decode()])
            return cursor.fetchall() if unique else []

    try:
        return {tuple(map(str, found)): Stored(pk, is_new) for pk, is_new, *found in put(rows)}
    except (IntegrityError, DataError) as problem:
        row, cause = _culprit(put, rows, problem)
        raise BadInput(None, f"{called(row)}：{_told(model, cause)}") from None


def _defaults(model: type[models.Model], row: Columns) -> Columns:
    """Columns of a new row that no draft has, such as the hour of its publication."""
    return {
        str(field.column): field.get_default()
        for field in model._meta.concrete_fields
        if field.column not in row and not isinstance(field, models.AutoField)
    }


def _statement(
    model: type[models.Model], columns: list[str], unique: Sequence[str], written: Sequence[str]
) -> sql.Composed:
    table = sql.Identifier(model._meta.db_table)
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL(
        "INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_recordset(NULL::{table}, %s::json)"
    ).format(table=table, names=names)
    if not unique:
        return sql.Composed([statement])
    changed = [name for name in written if name not in unique] or unique[:1]
    assignments = [sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(name)) for name in changed]
    keys = sql.SQL(", ").join(map(sql.Identifier, unique))
    # A row that was inserted has no former version: its xmax is 0.
    rest = sql.SQL(
        " ON CONFLICT ({keys}) DO UPDATE SET {assignments} RETURNING {table}.{pk}, {table}.xmax = 0, {returned}"
    ).format(
        keys=keys,
        assignments=sql.SQL(", ").join(assignments),
        table=table,
        pk=sql.Identifier(str(model._meta.pk.column)),
        returned=sql.SQL(", ").join(sql.Identifier(model._meta.db_table, name) for name in unique),
    )
    return sql.Composed([statement, rest])


def _culprit(
    put: Callable[[list[Columns]], Any], rows: list[Columns], problem: Exception
) -> tuple[Columns, Exception]:
    """Halved again and again: a dozen attempts among thousands of rows, and only after a refusal."""
    while len(rows) > 1:
        half = rows[: len(rows) // 2]
        try:
            with transaction.atomic():
                put(half)
                transaction.set_rollback(True)
            rows = rows[len(rows) // 2 :]
        except (IntegrityError, DataError) as again:
            rows, problem = half, again
    return rows[0], problem


def _told(model: type[models.Model], problem: Exception) -> str:
    name = getattr(getattr(problem.__cause__, "diag", None), "constraint_name", None) or ""
    if name.endswith(IN_AREA):
        return "位置超出本市范围，请检查经纬度是否写反"
    for constraint in model._meta.constraints:
        if constraint.name == name and not isinstance(constraint, models.UniqueConstraint):
            default = models.BaseConstraint.default_violation_error_message
            message = str(constraint.violation_error_message)
            return message if message != str(default) else "数值之间不相符"
    sqlstate = getattr(problem.__cause__, "sqlstate", "")
    if sqlstate == "23505":
        return "与已有的记录重复"
    return "不符合存储的要求" if sqlstate != "23503" else "引用的记录已不存在"
