"""Jobs: the pages of a version made later; bytes that go; each night the check of the ledger."""

import contextlib
import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from layers.audit.record import record
from layers.documents import erasing
from layers.documents.derive import derive
from layers.documents.ledgered import first_fault
from layers.documents.models import DocumentVersion
from layers.documents.storage import AWAY_S, StoreAway
from layers.failpoints import failpoint
from layers.ledger.models import LedgerEntry

# A worker tells that it lives each ten seconds.
SILENT = timedelta(minutes=1)
logger = logging.getLogger(__name__)


@app.task(queue="documents")
def derive_version(version_id: int) -> None:
    """Nothing happens to a version that has its pages, or is gone."""
    version = DocumentVersion.objects.filter(pk=version_id).first()
    if version is None:
        return
    try:
        derive(version)
    except StoreAway:
        derive_later(version, seconds=AWAY_S)


def derive_later(version: DocumentVersion, *, seconds: int = 0) -> None:
    """Puts the version into the queue, where it stands once however often it is asked for."""
    job = derive_version.configure(
        queueing_lock=f"derive-{version.pk}", schedule_in={"seconds": seconds} if seconds else None
    )
    # A refusal of the database must not take the caller's transaction with it.
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(version_id=version.pk)


@app.periodic(cron="50 17 * * *")  # UTC: in the night
@app.task(queue="ledger", queueing_lock="ledger-check", pass_context=False)
def check_ledger(timestamp: int) -> None:
    """A fault is a line in the log and an entry of the audit trail."""
    fault = first_fault()
    record("check", noun=LedgerEntry, detail={"fault": fault or ""})
    if fault:
        logger.error("ledger: %s", fault)


@app.task(queue="documents", retry=RetryStrategy(wait=AWAY_S))
def remove_bytes(names: list[tuple[str, str]]) -> None:
    """Whatever is in the way, it is tried again: somebody was promised that these bytes go."""
    erasing.remove(names)


@app.periodic(cron="* * * * *")
@app.task(queue="documents", queueing_lock="documents-revive", pass_context=False)
def revive(timestamp: int) -> None:
    """A worker that was killed leaves its removal as being done; it comes into the queue again."""
    gone = Q(worker=None) | Q(worker__last_heartbeat__lt=timezone.now() - SILENT)
    left = ProcrastinateJob.objects.filter(gone, task_name=remove_bytes.name, status="doing")
    for job in left.values_list("pk", flat=True):
        app.job_manager.retry_job_by_id(job, retry_at=timezone.now())


def remove_soon(names: list[erasing.Name]) -> None:
    """When the transaction is kept, and once more by the worker: a process that dies in between, or a store that is away,
    must leave no leak."""
    remove_bytes.defer(names=names)
    transaction.on_commit(lambda: _removed_at_once(names))


def _removed_at_once(names: list[erasing.Name]) -> None:
    failpoint("redact.committed")
    with contextlib.suppress(StoreAway):  # what was decided is kept; the job removes when the store is back
        erasing.remove(names)
