"""The one hash that binds a change set together: what each step of the review signs."""

import datetime as dt
import hashlib
from array import array
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from layers.changes.reading import batches, canonical_json

if TYPE_CHECKING:
    from layers.changes.models import ChangeRow, ChangeSet, Proposed


def row_digest(row: "ChangeRow | Proposed") -> str:
    """SHA-256 over all that the row proposes, and over what it was proposed against."""
    parts = [row.noun, row.key, row.operation, row.before, row.after, row.reason, row.successor]
    return hashlib.sha256(canonical_json(parts)).hexdigest()


def set_hash(change_set: "ChangeSet", digests: Iterable[str]) -> str:
    """``digests`` in the order of the rows. The hours of release and expiry are part of what is signed."""
    # As the database gives them back: an hour of the clerk's own time zone is the same hour.
    hours = [
        hour.astimezone(dt.UTC).isoformat() if hour else None
        for hour in (change_set.release_at, change_set.expires_at)
    ]
    # The JSON of a list of three, the last of them all digests, piece by piece: a million are 67 MB.
    made = hashlib.sha256(canonical_json([change_set.noun, hours, []])[:-2])
    between = b""
    for some in batches(digests):
        made.update(between + canonical_json(some)[1:-1])
        between = b","
    made.update(b"]]")
    return made.hexdigest()


class Digests:
    """Digests of very many rows by their seq, in whatever order they come: 36 bytes each, and as many to put them in order."""

    def __init__(self) -> None:
        self.seqs, self.kept = array("I"), bytearray()

    def __len__(self) -> int:
        return len(self.seqs)

    def add(self, seq: int, digest: str) -> None:
        self.seqs.append(seq)
        self.kept += bytes.fromhex(digest)

    def in_order(self) -> Iterator[str]:
        for at in sorted(range(len(self)), key=self.seqs.__getitem__):
            yield self.kept[32 * at : 32 * at + 32].hex()
