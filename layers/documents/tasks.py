"""Jobs: the pages of a version made later; each night the check of the ledger."""

import contextlib
import logging

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from layers.audit.record import record
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
