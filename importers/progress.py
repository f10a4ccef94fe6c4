"""How far a check is, told every second on a connection of its own; and whether somebody asked to stop it.

The check is one transaction, of which nobody sees anything before its end; so its progress cannot be part of it.
"""

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from django.db import connection

from importers.models import Batch

EVERY_S = 1.0
TELL = (
    "UPDATE importers_progress SET phase = %s, rows = %s, rows_per_second = %s, at = now() WHERE batch_id = %s"
    " RETURNING is_cancelled"
)


class Cancelled(Exception):
    """Somebody pressed 取消. Nothing of the check stays."""


class Told:
    """``phase`` and ``rows`` as the page shows them. Without a connection nothing is told (the dry run of a command)."""

    def __init__(self, own: Any = None, batch: int | None = None) -> None:
        self.own, self.batch = own, batch
        self.phase, self.rows = "", 0
        self.begun = self.last = time.monotonic()

    @property
    def rows_per_second(self) -> int:
        return int(self.rows / max(time.monotonic() - self.begun, 0.001))

    def enter(self, phase: str) -> None:
        """A new phase, whose rows are counted anew."""
        self.phase, self.rows, self.begun = phase, 0, time.monotonic()
        self._tell()

    def add(self, rows: int) -> None:
        """So many rows more. Raises Cancelled."""
        self.rows += rows
        if time.monotonic() - self.last >= EVERY_S:
            self._tell()

    def _tell(self) -> None:
        self.last = time.monotonic()
        if self.own is None:
            return
        with self.own.cursor() as cursor:
            cursor.execute(TELL, [self.phase, self.rows, self.rows_per_second, self.batch])
            row = cursor.fetchone()
        if row is not None and row[0]:
            raise Cancelled


@contextlib.contextmanager
def told_of(batch: Batch) -> Iterator[Told]:
    """The progress of one batch, on a connection of its own that ends with it."""
    own = connection.copy()
    try:
        yield Told(own, batch.pk)
    finally:
        own.close()
