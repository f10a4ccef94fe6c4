"""A job: each night what is kept for long enough is erased."""

from django.utils import timezone
from procrastinate.contrib.django import app

from layers.objections.retention import erase_old


@app.periodic(cron="25 18 * * *")  # UTC: twenty-five past two in the night
@app.task(queue="objections", queueing_lock="objections-erase", pass_context=False)
def erase_nightly(timestamp: int) -> None:
    erase_old(timezone.localdate())
