"""Jobs: sealing each minute; each night the past days are written out and the whole chain is checked."""

import logging

from django.conf import settings
from procrastinate.contrib.django import app

from layers.audit.check import check_and_record
from layers.audit.export import write_missing_days
from layers.audit.seals import seal_waiting

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(queue="audit", queueing_lock="audit-seal", pass_context=False)
def seal(timestamp: int) -> None:
    """Nothing happens when another worker is at it."""
    seal_waiting()


@app.periodic(cron="10 17 * * *")  # UTC: ten past one in the night
@app.task(queue="audit", queueing_lock="audit-export", pass_context=False)
def export(timestamp: int) -> None:
    """Every past day that has no file yet: a night without a worker is made up for."""
    write_missing_days(settings.AUDIT_EXPORTS)


@app.periodic(cron="40 17 * * *")  # UTC: after the export, so that the newest file is compared too
@app.task(queue="audit", queueing_lock="audit-check", pass_context=False)
def check(timestamp: int) -> None:
    """A fault is an entry that the auditors' page shows on top, and a line in the log."""
    folder = settings.AUDIT_EXPORTS
    fault = check_and_record(folder if folder.exists() else None)
    if fault:
        logger.error("audit trail: %s", fault)
