"""A job: each night what is kept for long enough is erased. Its payload is nothing but the time."""

from django.utils import timezone
from procrastinate.contrib.django import app

from layers.foi.retention import erase_old


@app.periodic(cron="35 18 * * *")  # UTC: twenty-five to three in the night
@app.task(queue="foi", queueing_lock="foi-erase", pass_context=False)
def erase_nightly(timestamp: int) -> None:
    erase_old(timezone.localdate())
