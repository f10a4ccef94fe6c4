"""An entry as the one text that is hashed, and the two chains over it.

The text is JSON in UTF-8 with sorted keys and no spaces, so that everybody who writes the same facts gets the same
bytes. ``hash`` = SHA-256(hash of the entry before, 64 hexadecimal digits in ASCII, + text); ``hash_sm3`` the same with
SM3 (GB/T 32905) over its own chain. Before the first entry stand 64 zeros. sha256sum and sm3sum recompute it.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

START = "0" * 64


@dataclass(frozen=True)
class Act:
    """What is said of one act. ``sha256``, ``sm3`` and ``size`` (bytes) are of the file that the public gets.

    Nothing is told of an original that nobody gets: with its hash one could try out what was masked in it.
    ``acted_at`` is when the act took effect, ISO 8601; ``at``, when the entry was written, is the ledger's own.
    """

    action: str
    doc_id: str
    version: int
    sha256: str
    sm3: str
    size: int
    title: str
    doc_no: str
    org: str
    acted_at: str
    reason: str = ""
    is_backfilled: bool = False
    is_sample: bool = False


@dataclass(frozen=True)
class Head:
    """The end of the chain: number, time and both hashes of the newest entry."""

    seq: int = 0
    at: str = ""
    hash: str = START
    hash_sm3: str = START


def line_of(act: Act, seq: int, at: str, prev: str) -> str:
    """The canonical text of an entry."""
    facts: dict[str, Any] = {**vars(act), "seq": seq, "at": at, "prev": prev}
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chained(prev: str, line: str) -> str:
    return hashlib.sha256(prev.encode() + line.encode()).hexdigest()


def chained_sm3(prev: str, line: str) -> str:
    return hashlib.new("sm3", prev.encode() + line.encode()).hexdigest()
