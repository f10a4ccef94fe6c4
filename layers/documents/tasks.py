"""Jobs: the pages of a version made later; each night the check of the ledger."""

import contextlib
import logging

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from layers.audit.record import record
from layers.documents import erasing
from layers.documents.derive import derive
from layers.documents.ledgered import first_fault
from layers.documents.models import DocumentVersion
from layers.ledger.models import LedgerEntry

logger = logging.getLogger(__name__)


@app.task(queue="documents")
def derive_version(version_id: int) -> None:
    """Nothing happens to a version that has its pages, or is gone."""
    version = DocumentVersion.objects.filter(pk=version_id).first()
    if version is not None:
        derive(version)


def derive_later(version: DocumentVersion) -> None:
    """Puts the version into the queue, where it stands once however often it is asked for."""
    # A refusal of the database must not take the caller's transaction with it.
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        derive_version.configure(queueing_lock=f"derive-{version.pk}").defer(version_id=version.pk)


@app.periodic(cron="50 17 * * *")  # UTC: in the night
@app.task(queue="ledger", queueing_lock="ledger-check", pass_context=False)
def check_ledger(timestamp: int) -> None:
    """A fault is a line in the log and an entry of the audit trail."""
    fault = first_fault()
    record("check", noun=LedgerEntry, detail={"fault": fault or ""})
    if fault:
        logger.error("ledger: %s", fault)


@app.task(queue="documents")
def remove_bytes(names: list[tuple[str, str]]) -> None:
    erasing.remove(names)


def remove_soon(names: list[erasing.Name]) -> None:
    """When the transaction is kept, and once more by the worker: a process that dies in between must leave no leak."""
    remove_bytes.defer(names=names)
    transaction.on_commit(lambda: erasing.remove(names))
