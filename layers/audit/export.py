"""A day of the trail as one file of JSON lines, to be kept on another machine and checked without this one.

A seal is a line ``{"seal", "at", "count", "previous", "hash"}``; its entries follow, each line the very text that was
hashed. hash = SHA-256(hash of the line before, the first time ``previous``, + the line in UTF-8), in binary.
A day holds the seals that were made on it, so that every entry is in exactly one file.
"""

import datetime as dt
import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.models import AuditEntry, AuditSeal
from layers.audit.record import record


@dataclass(frozen=True)
class ExportedSeal:
    """What a file says of a seal, and whether its lines give its hash."""

    id: int
    previous: str
    hash: str
    is_sound: bool


def file_of(day: dt.date, folder: Path) -> Path:
    return folder / f"audit-{day}.jsonl.gz"


def write_day(day: dt.date, folder: Path) -> Path:
    """Writes or rewrites the file of a past day, readable by us alone, whole or not at all.

    Raises BadInput for a day that is not over, that has no seal, or whose entries have left the database: the file
    that they were exported to is all that is left of them.
    """
    if day >= timezone.localdate():
        raise BadInput("day", f"{day} 还没有过完，只能导出过去的日子")
    seals = list(_seals_of(day))
    if not seals:
        raise BadInput("day", f"{day} 没有已封存的审计记录")
    if any(seal.removed_at for seal in seals):
        raise BadInput("day", f"{day} 的审计记录已移出，原来的导出文件就是存档")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = file_of(day, folder)
    fresh = folder / f".{file.name}.{os.getpid()}"
    with open(fresh, "wb", opener=_private) as raw:
        with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as stream:
            for seal in seals:
                _write_seal(seal, stream)
        raw.flush()
        os.fsync(raw.fileno())
    fresh.rename(file)
    record(
        "export",
        noun=AuditEntry,
        detail={"day": f"{day}", "seals": len(seals), "entries": sum(s.count for s in seals)},
    )
    return file


def write_missing_days(folder: Path) -> list[Path]:
    """The files of all past days that have seals in the database and no file in the folder."""
    days = AuditSeal.objects.filter(removed_at__isnull=True).dates("at", "day")
    past = [day for day in days if day < timezone.localdate()]
    return [write_day(day, folder) for day in past if not file_of(day, folder).exists()]


def read(file: Path) -> Iterator[ExportedSeal]:
    """The seals of a file, each recomputed from its lines. Raises BadInput for a file that is none of ours."""
    try:
        with gzip.open(file, "rb") as stream:
            while line := stream.readline():
                head: dict[str, Any] = json.loads(line)
                link = bytes.fromhex(head["previous"])
                for _ in range(head["count"]):
                    link = chained(link, stream.readline().rstrip(b"\n"))
                yield ExportedSeal(head["seal"], head["previous"], head["hash"], link.hex() == head["hash"])
    except (OSError, EOFError, ValueError, KeyError, TypeError) as problem:
        raise BadInput("file", f"{file.name} 不是完整的审计导出文件（{problem}）") from problem


def chained(previous: bytes, line: bytes) -> bytes:
    """The hash of an entry's line, over the one before it."""
    return hashlib.sha256(previous + line).digest()


def _seals_of(day: dt.date) -> QuerySet[AuditSeal]:
    return AuditSeal.objects.filter(at__date=day).order_by("id")


def _write_seal(seal: AuditSeal, stream: gzip.GzipFile) -> None:
    head = {
        "seal": seal.pk,
        "at": seal.at.isoformat(),
        "count": seal.count,
        "previous": bytes(seal.previous).hex(),
        "hash": bytes(seal.hash).hex(),
    }
    stream.write(json.dumps(head).encode() + b"\n")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT audit_line(e) FROM audit_auditsealed s JOIN audit_auditentry e ON e.id = s.entry_id"
            " WHERE s.seal_id = %s ORDER BY s.id",
            [seal.pk],
        )
        for (line,) in cursor.fetchall():
            stream.write(line.encode() + b"\n")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
