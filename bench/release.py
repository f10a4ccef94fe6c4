"""Releasing a change set of many new places, against the bare upsert of the same rows: COPY, then INSERT
… ON CONFLICT, into the same tables with the same indexes, checks and audit triggers.

Run it by `bin/bench release [rows]`: it wants the throw-away cluster that bin/bench starts. Search is reported apart:
an upsert does none.
"""

import gc
import statistics
import sys
import time
from contextlib import ExitStack
from typing import Any
from unittest import mock

import django

django.setup()

from django.contrib.gis.geos import Point  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from psycopg import sql  # noqa: E402

from bench.feed import lat, lng  # noqa: E402
from bench.rounds import HEAD, heading, ratio  # noqa: E402
from layers.audit.acting import acting  # noqa: E402
from layers.changes import reading  # noqa: E402
from layers.changes.drafting import Proposal, draft_rows  # noqa: E402
from layers.changes.models import ChangeSet  # noqa: E402
from layers.changes.release import release_now  # noqa: E402
from layers.places.models import Phone, Place  # noqa: E402
from layers.search import index  # noqa: E402
from tests.harness.cast import make_cast  # noqa: E402
from tests.layers.changes.making import a_place  # noqa: E402
from tests.layers.places.making import category  # noqa: E402

ROWS, ROUNDS, TARGET = 100_000, 9, 2
COLUMNS = [field for field in Place._meta.concrete_fields if not field.primary_key]
PHONE = [field for field in Phone._meta.concrete_fields if not field.primary_key]


def proposals(cast: Any, count: int) -> list[Proposal]:
    clinic = category()
    given = a_place(cast.town, clinic, entrances=[], opening_hours=[])
    return [
        Proposal(
            after={**given, "name": f"卫生室{number}", "location": Point(lng(number), lat(number), srid=4490)}
        )
        for number in range(count)
    ]


def rows_of(table: str, fields: list[Any]) -> list[tuple[Any, ...]]:
    columns = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT {} FROM {} ORDER BY id").format(columns, sql.Identifier(table)))
        return cursor.fetchall()


def upsert(table: str, fields: list[Any], rows: list[tuple[Any, ...]], unique: str) -> None:
    """COPY to a table beside it, then one INSERT … ON CONFLICT: the fastest way there is."""
    names = [sql.Identifier(field.column) for field in fields]
    parts = {
        "table": sql.Identifier(table),
        "stage": sql.Identifier(f"stage_{table}"),
        "columns": sql.SQL(", ").join(names),
        "changed": sql.SQL(", ").join(sql.SQL("{0} = EXCLUDED.{0}").format(name) for name in names),
        "unique": sql.Identifier(unique),
    }
    conflict = " ON CONFLICT ({unique}) DO UPDATE SET {changed}" if unique else ""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "CREATE TEMP TABLE {stage} ON COMMIT DROP AS SELECT {columns} FROM {table} LIMIT 0"
            ).format(**parts)
        )
        with cursor.copy(sql.SQL("COPY {stage} FROM STDIN").format(**parts)) as copy:
            for row in rows:
                copy.write_row(row)
        insert = sql.SQL("INSERT INTO {table} ({columns}) SELECT {columns} FROM {stage}").format(**parts)
        cursor.execute(insert + sql.SQL(conflict).format(**parts))


class Clock:
    """Seconds spent in the functions that it stands around."""

    def __init__(self) -> None:
        self.spent = 0.0

    def around(self, function: Any) -> Any:
        def timed(*args: Any, **kwargs: Any) -> Any:
            begun = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                self.spent += time.perf_counter() - begun

        return timed


def released(change_set: ChangeSet, user: Any) -> tuple[float, float, float]:
    """Seconds in all, without search, and of search alone; rolled back."""
    search = Clock()
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(index, "update", search.around(index.update)))
        stack.enter_context(acting(user))
        fresh = ChangeSet.objects.get(pk=change_set.pk)
        begun = time.perf_counter()
        release_now(fresh, user)
        spent = time.perf_counter() - begun
        transaction.set_rollback(True)
    return spent, spent - search.spent, search.spent


def bare(places: list[tuple[Any, ...]], phones: list[tuple[Any, ...]], user: Any) -> float:
    with acting(user):
        begun = time.perf_counter()
        upsert("places_place", COLUMNS, places, "public_id")
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM places_place ORDER BY id")
            keys = [row[0] for row in cursor.fetchall()]
        upsert("places_phone", PHONE, [(key, *row[1:]) for key, row in zip(keys, phones, strict=True)], "")
        spent = time.perf_counter() - begun
        transaction.set_rollback(True)
    return spent


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    cast = make_cast()
    user = cast.county_editor
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET idle_in_transaction_session_timeout = 0")
    begun = time.perf_counter()
    made = draft_rows("place", user, proposals(cast, count), kind="import", title="测量")
    print(heading("bin/bench release"), "\n")
    print(f"draft of {count:,} places: {time.perf_counter() - begun:.1f} s\n")
    with acting(user):
        release_now(ChangeSet.objects.get(pk=made.pk), user)
        places, phones = rows_of("places_place", COLUMNS), rows_of("places_phone", PHONE)
        transaction.set_rollback(True)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE changes_changerow")
    whole, alone, search, upserts = [], [], [], []
    # As deploy/gunicorn.py does: what is loaded for good is not walked by every collection.
    gc.collect()
    gc.freeze()
    for turn in range(ROUNDS + 1):
        for contestant in (0, 1) if turn % 2 else (1, 0):
            if contestant:
                upserts.append(bare(places, phones, user))
            else:
                for figures, figure in zip((whole, alone, search), released(made, user), strict=True):
                    figures.append(figure)
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM places_place, places_phone, layers_searchentry, layers_searchreading")
    result = ratio(
        f"release of {count:,} places by bare upsert", alone[1:], upserts[1:], TARGET, at_most=True
    )
    print(HEAD)
    print(result.row())
    for name, figures in (("bare upsert", upserts), ("release", alone), ("of it search, apart", search)):
        print(f"\n{name}: {statistics.median(figures[1:]):.2f} s", end="")
    print(f"\nwith search: {statistics.median(whole[1:]):.2f} s; batches of {reading.BATCH}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
