"""Jobs: sealing each minute, writing the past days out each night."""

from django.conf import settings
from procrastinate.contrib.django import app

from layers.audit.export import write_missing_days
from layers.audit.seals import seal_waiting


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
