"""Jobs: a film's copies; looking after those that were cut off; forgetting films that came to nothing."""

import contextlib
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from layers.documents.storage import AWAY_S, StoreAway
from layers.videos.footage import Footage
from layers.videos.processing import Busy, is_worked_on, process

# So long a film may wait before it is looked whether its worker is gone.
PATIENCE = timedelta(minutes=1)
BUSY_S = 5


@app.task(queue="videos")
def process_footage(footage_id: int) -> None:
    """One film at a time, and not by a lock of the queue, which a worker that was killed would keep for ever."""
    try:
        process(footage_id)
    except Busy:
        process_later(Footage(pk=footage_id), seconds=BUSY_S)
    except StoreAway:
        process_later(Footage(pk=footage_id), seconds=AWAY_S)


def process_later(footage: Footage, *, seconds: int = 0) -> None:
    """Into the queue, where it stands once however often it is asked for."""
    job = process_footage.configure(
        queueing_lock=f"footage-{footage.pk}", schedule_in={"seconds": seconds} if seconds else None
    )
    # A refusal of the database must not take the caller's transaction with it.
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(footage_id=footage.pk)


@app.periodic(cron="* * * * *")
@app.task(queue="videos", queueing_lock="videos-revive", pass_context=False)
def revive(timestamp: int) -> None:
    """A worker that was killed leaves its job as being done; what waits and nobody is at comes into the queue again."""
    waiting = Footage.objects.filter(
        state__in=(Footage.State.WAITING, Footage.State.WORKING), queued_at__lt=timezone.now() - PATIENCE
    )
    for footage in waiting.only("pk"):
        if not is_worked_on(footage):
            process_later(footage)


@app.periodic(cron="40 19 * * *")  # UTC: in the night
@app.task(queue="videos", queueing_lock="videos-sweep", pass_context=False)
def forget_old(timestamp: int) -> None:
    """The bytes go with documents' own sweep, when no row names them any more."""
    ended = (Footage.State.FAILED, Footage.State.CANCELLED)
    before = timezone.now() - timedelta(days=settings.IMPORT_KEEP_DAYS)
    Footage.objects.filter(state__in=ended, ended_at__lt=before, videos=None).delete()
