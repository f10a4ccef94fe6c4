"""Two databases, table by table: how many rows, and one sum over the hashes of what stands in them."""

from dataclasses import dataclass

import psycopg
from psycopg import sql

from deploy.stack.errors import SetUpError

# Jobs, sessions and what PostGIS brings along are not content.
VOLATILE = ("procrastinate_%", "django_session", "spatial_ref_sys")
TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r' AND NOT c.relname LIKE ANY(%s) ORDER BY 1
"""
# The sum does not ask for an order, so that a table of any size is read once.
SUMS = "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {} t"
SNAPSHOT = """
SELECT pg_current_wal_insert_lsn()::text, pg_snapshot_xmin(pg_current_snapshot()) = pg_snapshot_xmax(pg_current_snapshot())
"""
TRIES = 200


@dataclass(frozen=True)
class Content:
    """`lsn` is the place in the log that these rows stand at; `tables`: name → (rows, sum of hashes)."""

    lsn: str
    tables: dict[str, tuple[int, str]]

    @property
    def rows(self) -> int:
        return sum(rows for rows, _ in self.tables.values())

    def differences(self, other: "Content") -> list[str]:
        found = []
        for name in sorted(self.tables | other.tables):
            mine, theirs = self.tables.get(name), other.tables.get(name)
            if mine is None or theirs is None:
                found.append(f"table {name} is on one side alone")
            elif mine[0] != theirs[0]:
                found.append(f"table {name}: {mine[0]} rows against {theirs[0]}")
            elif mine[1] != theirs[1]:
                found.append(f"table {name}: {mine[0]} rows, with other content")
        return found


def content(dsn: str) -> Content:
    """All that is stored at one place in the log; as superuser, who sees rows behind row level security too."""
    with psycopg.connect(dsn, autocommit=True) as clock, psycopg.connect(dsn, autocommit=True) as reader:
        lsn = _quiet_snapshot(clock, reader)
        names = [name for (name,) in reader.execute(TABLES, [list(VOLATILE)])]
        tables = {}
        for name in names:
            row = reader.execute(sql.SQL(SUMS).format(sql.Identifier(name))).fetchone()
            assert row is not None
            tables[str(name)] = (int(row[0]), str(row[1]))
        reader.execute("ROLLBACK")
    return Content(lsn, tables)


def _quiet_snapshot(
    clock: psycopg.Connection[tuple[object, ...]], reader: psycopg.Connection[tuple[object, ...]]
) -> str:
    """A snapshot between two writes: nobody is writing, and the log stands where it stood before. Retried until so."""
    for _ in range(TRIES):
        before = clock.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone()
        reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        after = reader.execute(SNAPSHOT).fetchone()
        if before and after and before[0] == after[0] and after[1]:
            return str(after[0])
        reader.execute("ROLLBACK")
    raise SetUpError("The database is written to without a pause.", "Run the drill in a quieter hour.")
