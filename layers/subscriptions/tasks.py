"""Jobs: from notices to rows, from rows to messages; what was cut off comes back within a minute. None carries a number."""

import contextlib

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from layers.subscriptions.expanding import expand_waiting
from layers.subscriptions.retention import erase_old
from layers.subscriptions.sending import channels_due, drain, give_back

# So long a job keeps its slot of the worker: a scheduled release must not stand behind a hundred thousand messages.
SLICE_S = 20


@app.task(queue="subscriptions", pass_context=False)
def expand_notices() -> None:
    expand_waiting()
    for channel in channels_due():
        drain_soon(channel)


@app.task(queue="subscriptions", pass_context=False)
def drain_channel(channel: str) -> None:
    if drain(channel, SLICE_S):
        drain_soon(channel)


def expand_soon() -> None:
    """In the transaction of the notice: a release that is rolled back tells nobody."""
    # A refusal of the database must not take the caller's transaction with it.
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        expand_notices.configure(queueing_lock="subscriptions-expand").defer()


def drain_soon(channel: str) -> None:
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        drain_channel.configure(queueing_lock=f"subscriptions-drain-{channel}").defer(channel=str(channel))


@app.periodic(cron="* * * * *")
@app.task(queue="subscriptions", queueing_lock="subscriptions-revive", pass_context=False)
def revive(timestamp: int) -> None:
    """A worker that was killed leaves its rows as being sent; what pauses is due again; a notice has been confirmed."""
    give_back()
    expand_notices()


@app.periodic(cron="35 18 * * *")  # UTC: twenty-five to three in the night
@app.task(queue="subscriptions", queueing_lock="subscriptions-erase", pass_context=False)
def erase_nightly(timestamp: int) -> None:
    erase_old(timezone.now())
