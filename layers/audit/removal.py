"""Old entries leave the database, after six months and only into an export. Only the owner of the tables can do it."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.export import file_of, read
from layers.audit.models import AuditEntry, AuditSeal
from layers.audit.record import record

# 网络安全法 (2025): network logs are kept six months at least.
FEWEST_MONTHS = 6


def oldest_kept() -> dt.datetime:
    """The moment before which entries may leave. Raises BadInput when the setting asks for less than the law."""
    months: int = settings.AUDIT_KEEP_MONTHS
    if months < FEWEST_MONTHS:
        raise BadInput("AUDIT_KEEP_MONTHS", f"审计记录至少在线保存 {FEWEST_MONTHS} 个月，不能是 {months}")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT now() - make_interval(months => %s)", [months])
        moment: dt.datetime = cursor.fetchone()[0]
    return moment


def remove_old(folder: Path) -> int:
    """Takes away whole seals older than that, with their entries, and gives the number of entries.

    The links of the chain stay. Raises BadInput, and removes nothing, when the export of one of them is missing from
    the folder or is not sound.
    """
    seals = list(AuditSeal.objects.filter(at__lt=oldest_kept(), removed_at__isnull=True).order_by("id"))
    for day in sorted({timezone.localtime(seal.at).date() for seal in seals}):
        _insist_on_export(day, folder, seals)
    keys = [seal.pk for seal in seals]
    if not keys:
        return 0
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(
            "DELETE FROM audit_auditentry e USING audit_auditsealed s WHERE s.entry_id = e.id AND s.seal_id = ANY(%s)",
            [keys],
        )
        removed = int(cursor.rowcount)
        cursor.execute("DELETE FROM audit_auditsealed WHERE seal_id = ANY(%s)", [keys])
        cursor.execute("UPDATE audit_auditseal SET removed_at = clock_timestamp() WHERE id = ANY(%s)", [keys])
        detail = {"entries": removed, "first_seal": keys[0], "last_seal": keys[-1]}
        record("remove", noun=AuditEntry, detail=detail, using="owner")
    return removed


def _insist_on_export(day: dt.date, folder: Path, seals: list[AuditSeal]) -> None:
    file = file_of(day, folder)
    if not file.exists():
        raise BadInput("day", f"{day} 还没有导出（{file.name}），没有移出任何记录")
    exported = {seal.id: seal.hash for seal in read(file) if seal.is_sound}
    for seal in seals:
        if timezone.localtime(seal.at).date() == day and exported.get(seal.pk) != bytes(seal.hash).hex():
            raise BadInput("day", f"{file.name} 中没有完好的封存 {seal.pk}，没有移出任何记录")
