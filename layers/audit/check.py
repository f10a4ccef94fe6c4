"""Is the trail as it was sealed? Everything is computed anew; the first fault is named."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from django.db import connection, transaction

from layers.audit.export import chained, read
from layers.audit.models import AuditEntry, AuditSeal
from layers.audit.record import record

START = bytes(32)
CHECKED = "check"


@transaction.atomic
def first_fault(exports: Path | None = None) -> str | None:
    """One Chinese sentence that names the entry or the seal, None when all is sound.

    With a folder of exports their seals are compared too: who owns the tables could compute the whole chain anew, but
    not the copies that left this machine.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    from_files = _faults_of_files(exports) if exports else iter(())
    return next(chain(_faults_of_chain(), _faults_of_strays(), from_files), None)


def check_and_record(exports: Path | None = None) -> str | None:
    """``first_fault``, with its outcome kept as an entry of the trail, which the auditors' page shows."""
    fault = first_fault(exports)
    record(CHECKED, noun=AuditEntry, detail={"fault": fault or ""})
    return fault


def last_check() -> AuditEntry | None:
    """The entry of it; ``detail["fault"]`` is "" when all was sound."""
    return AuditEntry.objects.filter(action=CHECKED).order_by("-id").first()


def _faults_of_chain() -> Iterator[str]:
    before = START
    for seal in AuditSeal.objects.order_by("id"):
        if bytes(seal.previous) != before:
            yield f"封存 {seal.pk} 与前一封存不相接：其间有封存被删除或改动"
        elif seal.removed_at is None:
            yield from _faults_of_seal(seal)
        before = bytes(seal.hash)


def _faults_of_seal(seal: AuditSeal) -> Iterator[str]:
    link, counted, place = bytes(seal.previous), 0, None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.id, s.entry_id, s.hash, e.id IS NOT NULL, audit_line(e) FROM audit_auditsealed s"
            " LEFT JOIN audit_auditentry e ON e.id = s.entry_id WHERE s.seal_id = %s ORDER BY s.id",
            [seal.pk],
        )
        members = cursor.fetchall()
    for row, entry, hash_, is_there, line in members:
        # The rows of a seal are written in one statement, so their numbers follow each other.
        if (place is None and entry != seal.first_id) or (place is not None and row != place + 1):
            yield f"审计记录 {entry} 之前有记录被删除，或它是后来插入的（封存 {seal.pk}）"
        if not is_there:
            yield f"审计记录 {entry} 被删除（封存 {seal.pk}）"
        link = chained(link, line.encode() if is_there else b"")
        if link != bytes(hash_):
            yield f"审计记录 {entry} 与封存时不同：被改动，或是后来插入的（封存 {seal.pk}）"
        place, counted = row, counted + 1
    if counted != seal.count or link != bytes(seal.hash):
        yield f"封存 {seal.pk} 应有 {seal.count} 条（{seal.first_id} 至 {seal.last_id}），现有 {counted} 条与其散列不符"


def _faults_of_strays() -> Iterator[str]:
    """Entries that came in past our functions, and such that were taken away before they were sealed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(e.id) FROM audit_auditentry e"
            " WHERE NOT EXISTS (SELECT FROM audit_auditsealed s WHERE s.entry_id = e.id)"
            " AND NOT EXISTS (SELECT FROM audit_auditwaiting w WHERE w.entry_id = e.id)"
        )
        if (inserted := cursor.fetchone()[0]) is not None:
            yield f"审计记录 {inserted} 不是由审计程序写入的：后来插入"
        cursor.execute(
            "SELECT min(w.entry_id) FROM audit_auditwaiting w"
            " WHERE NOT EXISTS (SELECT FROM audit_auditentry e WHERE e.id = w.entry_id)"
        )
        if (cut := cursor.fetchone()[0]) is not None:
            yield f"审计记录 {cut} 在封存之前被删除"


def _faults_of_files(folder: Path) -> Iterator[str]:
    stored = {seal.pk: bytes(seal.hash).hex() for seal in AuditSeal.objects.all()}
    for file in sorted(folder.glob("audit-*.jsonl.gz")):
        for seal in read(file):
            if not seal.is_sound:
                yield f"导出文件 {file.name} 中封存 {seal.id} 的内容被改动"
            if stored.get(seal.id) != seal.hash:
                yield f"封存 {seal.id} 与导出文件 {file.name} 不同：数据库中的审计记录被重写"
