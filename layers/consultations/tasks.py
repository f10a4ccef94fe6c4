"""A job: each night what is kept for long enough is erased."""

from django.utils import timezone
from procrastinate.contrib.django import app

from layers.consultations.retention import erase_old


@app.periodic(cron="45 18 * * *")  # UTC: a quarter to three in the night
@app.task(queue="consultations", queueing_lock="consultations-erase", pass_context=False)
def erase_nightly(timestamp: int) -> None:
    erase_old(timezone.now())
