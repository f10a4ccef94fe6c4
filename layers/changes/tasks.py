"""Jobs: the clock of change sets (timed.py), and the steps of large ones (passing.py)."""

import contextlib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from layers.changes.passage import Passage
from layers.changes.passing import is_under_way, take
from layers.changes.timed import expire_due, release_due, remind

# So long a passage may wait before it is looked whether its worker is gone.
PATIENCE = timedelta(minutes=1)


@app.task(queue="changes")
def pass_on(change_set: int) -> None:
    take(change_set)


def pass_later(change_set: int) -> None:
    """Into the queue, where it stands once however often it is asked for."""
    job = pass_on.configure(queueing_lock=f"passage-{change_set}")
    # A refusal of the database must not take the caller's transaction with it.
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(change_set=change_set)


@app.periodic(cron="* * * * *")
@app.task(queue="changes", queueing_lock="changes-revive", pass_context=False)
def revive(timestamp: int) -> None:
    """A worker that was killed leaves its job as being done; what waits and nobody is at comes into the queue again."""
    waiting = Passage.objects.filter(is_waiting=True, queued_at__lt=timezone.now() - PATIENCE)
    for change_set in waiting.values_list("pk", flat=True):
        if not is_under_way(change_set):
            pass_later(change_set)


@app.periodic(cron="* * * * *")
@app.task(queue="changes", queueing_lock="changes-clock", pass_context=False)
def clock(timestamp: int) -> None:
    """Each minute: what is to be public, what is to be withdrawn."""
    release_due()
    expire_due()


@app.periodic(cron="0 0 * * *")  # UTC: eight in the morning
@app.task(queue="changes", queueing_lock="changes-reminders", pass_context=False)
def reminders(timestamp: int) -> None:
    remind()
