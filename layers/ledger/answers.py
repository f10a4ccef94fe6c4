"""What the ledger says of a file, asked by its SHA-256 or SM3: the same as published, and what became of it."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q

from geo.errors import BadInput
from layers.ledger.models import LedgerEntry

HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
# The same bytes under more numbers than these are a blank form, and nobody reads a longer list.
MOST_DOCUMENTS = 20
TOLD = ("doc_id", "version", "title", "doc_no", "org", "seq", "is_backfilled", "is_sample")
Action = LedgerEntry.Action

# After these nothing of the version is public.
ENDS = (Action.WITHDRAW, Action.REDACT)


class State(StrEnum):
    NEWEST = "newest"
    REPLACED = "replaced"
    REDACTED = "redacted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Answer:
    """One document that was published with exactly these bytes.

    ``newer``: the version that took its place, with REPLACED. ``ended_at`` and ``reason``: with WITHDRAWN and REDACTED.
    """

    doc_id: str
    version: int
    title: str
    doc_no: str
    org: str
    published_at: datetime
    written_at: datetime
    seq: int
    is_backfilled: bool
    is_sample: bool
    state: State
    newer: int | None = None
    ended_at: datetime | None = None
    reason: str = ""

    @property
    def address(self) -> str:
        return f"/d/{self.doc_id}/{self.version}"

    @property
    def newest_address(self) -> str:
        return f"/d/{self.doc_id}"


def parse_hash(text: str, parameter: str = "hash") -> str:
    """64 hexadecimal digits in lower case; older certutil writes spaces between them. Raises BadInput."""
    digits = re.sub(r"[\s:]", "", text).lower()
    if not HASH.fullmatch(digits):
        raise BadInput(
            parameter,
            f"校验值应为 64 位，只含数字 0-9 和字母 a-f（SHA-256 或 SM3）；您填的是 {len(digits)} 位，请核对后再查",
        )
    return digits


def answers(hash_: str) -> list[Answer]:
    """Every document that was ever public with the bytes of ``hash_``; empty when there is none. Two queries."""
    same = LedgerEntry.objects.filter(Q(sha256=hash_) | Q(sm3=hash_)).exclude(action__in=ENDS)
    documents = list(dict.fromkeys(same.values_list("doc_id", flat=True)[:MOST_DOCUMENTS]))
    lines: dict[str, list[dict[str, Any]]] = {document: [] for document in documents}
    for line in LedgerEntry.objects.filter(doc_id__in=documents).values_list("line", flat=True):
        entry = json.loads(line)
        lines[entry["doc_id"]].append(entry)
    return [_answer(entries, hash_) for entries in lines.values()]


def _answer(entries: list[dict[str, Any]], hash_: str) -> Answer:
    """The newest version that had these bytes, judged by all that happened to the document."""
    had = [e for e in entries if hash_ in (e["sha256"], e["sm3"]) and e["action"] not in ENDS]
    found = max(had, key=lambda e: (e["version"], e["acted_at"], e["seq"]))
    # By the time of the act: what was entered later (补录) happened before.
    entries.sort(key=lambda e: (e["acted_at"], e["seq"]))
    standing: dict[int, dict[str, Any]] = {entry["version"]: entry for entry in entries}
    now = standing[found["version"]]
    newer = [v for v, e in standing.items() if v > found["version"] and e["action"] not in ENDS]
    ended = now if now["seq"] != found["seq"] else None
    state = State.NEWEST
    if ended is not None:
        state = State.WITHDRAWN if ended["action"] == Action.WITHDRAW else State.REDACTED
    elif newer:
        state = State.REPLACED
    return Answer(
        **{name: found[name] for name in TOLD},
        published_at=_time(found["acted_at"]),
        written_at=_time(found["at"]),
        state=state,
        newer=max(newer, default=None),
        ended_at=_time(ended["acted_at"]) if ended else None,
        reason=ended["reason"] if ended else "",
    )


def _time(text: object) -> datetime:
    return datetime.fromisoformat(str(text))
