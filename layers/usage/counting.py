"""Counting without a question to the database: each process adds up what it answers and writes it down once a minute.

Whoever is killed loses a minute at most. It is written by login ``web``; what reads for the public may not write.
"""

import atexit
import datetime as dt
import logging
import threading
from collections import Counter
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from layers.usage.models import What
from layers.zones.models import Zone

# Invented zones must not fill the memory of a process before anybody looks whether they exist.
MOST_KEYS = 5_000
ADD = """
INSERT INTO usage_usagecount (day, what, module, device, zone, count)
SELECT * FROM unnest(%s::date[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[])
ON CONFLICT (day, what, module, device, zone) DO UPDATE SET count = usage_usagecount.count + excluded.count
"""
logger = logging.getLogger(__name__)
_lock = threading.Lock()
_counts: Counter["Key"] = Counter()
_writer: threading.Thread | None = None


class Key(NamedTuple):
    day: dt.date
    what: str
    module: str
    device: str
    zone: str


def count(what: What, module: str, device: str, zone: str = "") -> None:
    """Once. Asks nothing."""
    global _writer
    key = Key(timezone.localdate(), what.value, module, device, zone)
    with _lock:
        if key not in _counts and len(_counts) >= MOST_KEYS:
            key = key._replace(zone="")
        _counts[key] += 1
        # Begun by the first request: a server that forks its workers copies no thread.
        if _writer is None and settings.USAGE_EVERY_S:
            _writer = threading.Thread(target=_write_for_ever, name="usage", daemon=True)
            _writer.start()
            atexit.register(write)


def write() -> int:
    """What was counted since the last time, added to the rows: the number of these. What cannot be written is kept for the
    next time."""
    global _counts
    with _lock:
        taken, _counts = _counts, Counter()
    if not taken:
        return 0
    try:
        rows = _of_real_zones(taken)
        # In one order, so that two processes wait for one another and neither for ever.
        ordered = sorted(rows)
        columns = [list(column) for column in zip(*ordered, strict=True)]
        with transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute(ADD, [*columns, [rows[key] for key in ordered]])
            return int(cursor.rowcount)
    except DatabaseError as problem:
        logger.warning("usage was not written: %s", type(problem).__name__)
        with _lock:
            _counts.update(taken)
        return 0


def _of_real_zones(taken: Counter[Key]) -> Counter[Key]:
    """A cookie says where a terminal stands, and anybody can write a cookie."""
    named = {key.zone for key in taken} - {""}
    real = (
        set(Zone.objects.filter(public_id__in=named).values_list("public_id", flat=True)) if named else set()
    )
    rows: Counter[Key] = Counter()
    for key, number in taken.items():
        rows[key if key.zone in real else key._replace(zone="")] += number
    return rows


def _write_for_ever() -> None:
    pause = threading.Event()
    while not pause.wait(settings.USAGE_EVERY_S):
        write()
        connections["default"].close()
