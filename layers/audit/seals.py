"""Sealing: committed entries become links of a hash chain, in batches, about once a minute.

A chain written by each transaction would make all writers queue for its end; a batch costs them nothing.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Min

from layers.audit.models import AuditEntry, AuditWaiting

BATCH = 5_000


@dataclass(frozen=True)
class Unsealed:
    """What no seal covers yet; ``since`` hours ago says that the job worker is not running."""

    count: int
    since: dt.datetime | None


def seal_waiting() -> int:
    """Seals everything that is committed, batch by batch, and gives the number of entries."""
    total = 0
    while sealed := _seal_batch():
        total += sealed
    return total


def unsealed() -> Unsealed:
    waiting = AuditEntry.objects.filter(pk__in=AuditWaiting.objects.values("entry_id"))
    found = waiting.aggregate(count=Count("pk"), since=Min("at"))
    return Unsealed(found["count"], found["since"])


def _seal_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_seal(%s)", [BATCH])
        return int(cursor.fetchone()[0])
