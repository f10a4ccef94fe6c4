"""The one hash that binds a change set together: what each step of the review signs."""

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from layers.changes.reading import canonical_json

if TYPE_CHECKING:
    from layers.changes.models import ChangeRow, ChangeSet, Proposed


def row_digest(row: "ChangeRow | Proposed") -> str:
    """SHA-256 over all that the row proposes, and over what it was proposed against."""
    parts = [row.noun, row.key, row.operation, row.before, row.after, row.reason, row.successor]
    return hashlib.sha256(canonical_json(parts)).hexdigest()


def set_hash(change_set: "ChangeSet", digests: list[str]) -> str:
    """``digests`` in the order of the rows. The hours of release and expiry are part of what is signed."""
    # As the database gives them back: an hour of the clerk's own time zone is the same hour.
    hours = [
        hour.astimezone(dt.UTC).isoformat() if hour else None
        for hour in (change_set.release_at, change_set.expires_at)
    ]
    return hashlib.sha256(canonical_json([change_set.noun, hours, digests])).hexdigest()
