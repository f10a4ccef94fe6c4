"""A job: each night what is kept for long enough is erased."""

from django.utils import timezone
from procrastinate.contrib.django import app

from layers.reports.retention import erase_old


@app.periodic(cron="35 18 * * *")  # UTC: twenty-five to three in the night
@app.task(queue="reports", queueing_lock="reports-erase", pass_context=False)
def erase_nightly(timestamp: int) -> None:
    erase_old(timezone.now())
