"""What a check found, kept with its batch: the problems by COPY, since there may be fifty thousand."""

from django.db import connection
from django.utils import timezone

from importers.findings import Findings
from importers.models import Batch

PROBLEMS = 'COPY importers_rowproblem (batch_id, row, "column", value, code, severity, reason, suggestion, geometry) FROM STDIN'


def save_findings(batch: Batch, found: Findings) -> None:
    with connection.cursor() as cursor, cursor.copy(PROBLEMS) as copy:
        for one in found.problems:
            copy.write_row(
                (
                    batch.pk, one.row, one.column[:80], one.value[:200], one.code, one.severity, one.reason[:300],
                    one.suggestion[:300], _ewkt(one.at),
                )
            )  # fmt: skip
    batch.change_set, batch.counts = found.change_set, dict(found.counts)
    batch.findings = {
        "decision": found.decision.as_json() if found.decision else None,
        "mapping": found.mapping, "unread": found.unread, "notes": found.notes,
        "problems": found.severities.total(), "status": found.status, "drafts": found.drafts,
        "made": found.made,
    }  # fmt: skip
    batch.preview = found.preview.as_json()
    if found.drafts:
        # Its files are in the drafts now; a second copy would outlive whatever is removed there.
        batch.file = batch.correction = None
    batch.rows_read, batch.rows_per_second = found.rows, found.rows_per_second
    batch.state, batch.checked_at = Batch.State.CHECKED, timezone.now()
    batch.save(
        update_fields=[
            "change_set", "counts", "findings", "preview", "rows_read", "rows_per_second", "state", "checked_at",
            "file", "correction",
        ]
    )  # fmt: skip


def _ewkt(at: tuple[float, float] | None) -> str | None:
    # Far out a point means nothing, and 1e300 is none that PostGIS should keep.
    if at is None or not (abs(at[0]) <= 180 and abs(at[1]) <= 90):
        return None
    return f"SRID=4490;POINT({at[0]!r} {at[1]!r})"
