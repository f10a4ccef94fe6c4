"""How the service stands at this moment, as numbers."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader

# A job is taken within seconds; one that nobody has taken for so long tells of a worker that is gone.
QUEUE_LATE_S = 600
# With less, the next import or film fails half way, and PostgreSQL stops when it cannot write its log.
DISK_LEAST_BYTES = 1 << 30

# The oldest alone is asked since when it waits: a burst of notices is 100,000 rows.
JOBS = """
SELECT queue, counted.status, number, coalesce(extract(epoch FROM now() - coalesce(oldest.scheduled_at, deferred.at)), 0)
FROM (
    SELECT queue_name AS queue, status::text, count(*) AS number, min(id) AS first
    FROM procrastinate_jobs
    WHERE status <> 'succeeded' AND (scheduled_at IS NULL OR scheduled_at <= now())
    GROUP BY 1, 2
) AS counted
JOIN procrastinate_jobs AS oldest ON oldest.id = first
LEFT JOIN LATERAL (
    SELECT max(at) AS at FROM procrastinate_events WHERE job_id = first AND type = 'deferred'
) AS deferred ON true
ORDER BY 1, 2
"""
ARCHIVE = """
SELECT current_setting('archive_mode') <> 'off', failed_count,
       coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false),
       coalesce(extract(epoch FROM now() - last_archived_time), -1)
FROM pg_stat_archiver
"""


@dataclass(frozen=True)
class Jobs:
    """Of one queue in one status; ``oldest_s``: how long ago the oldest of them should have begun, in seconds."""

    queue: str
    status: str
    number: int
    oldest_s: float


@dataclass(frozen=True)
class Archive:
    """``since_s``: seconds since the last segment of the log went into the backup, -1 before the first."""

    is_on: bool
    failures: int
    is_failing: bool
    since_s: float


@dataclass(frozen=True)
class State:
    missing_migrations: int
    jobs: list[Jobs]
    archive: Archive
    free_bytes: int
    connections: int

    @property
    def queue_is_late(self) -> bool:
        return any(jobs.status == "todo" and jobs.oldest_s > QUEUE_LATE_S for jobs in self.jobs)

    @property
    def disk_is_full(self) -> bool:
        return self.free_bytes < DISK_LEAST_BYTES


def look() -> State:
    """Raises django.db.OperationalError or InterfaceError when the database does not answer within a second,
    ProgrammingError when it has no tables yet."""
    with transaction.atomic("default"), connections["default"].cursor() as cursor:
        # In the transaction: no startup option, a pooler may sit between.
        cursor.execute("SET LOCAL statement_timeout = '1s'")
        cursor.execute("SELECT app, name FROM django_migrations")
        missing = migrations_here() - set(cursor.fetchall())
        cursor.execute(JOBS)
        jobs = [
            Jobs(queue, status, number, float(oldest)) for queue, status, number, oldest in cursor.fetchall()
        ]
        cursor.execute(ARCHIVE)
        is_on, failures, is_failing, since_s = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        (open_connections,) = cursor.fetchone()
    archive = Archive(is_on, failures, is_failing, float(since_s))
    return State(len(missing), jobs, archive, free_bytes(), open_connections)


@cache
def migrations_here() -> frozenset[tuple[str, str]]:
    """(app, name) of all migrations that this code brings; read once a process."""
    return frozenset(MigrationLoader(None).disk_migrations)


def free_bytes() -> int:
    """Of the disk of var/, where uploads lie that are in no bucket."""
    return shutil.disk_usage(existing(settings.VAR_DIR)).free


def existing(folder: os.PathLike[str]) -> str:
    path = os.path.abspath(folder)
    while not os.path.isdir(path):
        path = os.path.dirname(path)
    return path


def words(state: State) -> Iterator[tuple[str, str]]:
    """One word a check: what /readyz tells everybody."""
    yield "database", "ok"
    yield "migrations", "missing" if state.missing_migrations else "ok"
    yield "disk", "full" if state.disk_is_full else "ok"
    yield "queue", "late" if state.queue_is_late else "ok"
    if state.archive.is_on:
        yield "backup", "failing" if state.archive.is_failing else "ok"
