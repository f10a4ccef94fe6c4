"""Jobs: checking a file; looking after checks that were cut off; forgetting what nobody submitted; large public files."""

import contextlib
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from importers.exports import public
from importers.item_sources.pushing import forget_reports
from importers.models import Batch
from importers.run import Busy, give_up_old, run_check
from layers.catalog import LAYERS
from layers.documents.storage import AWAY_S, StoreAway

# So long a batch may wait before it is looked whether its worker is gone.
PATIENCE = timedelta(minutes=1)
BUSY_S = 3


@app.task(queue="importers")
def check_batch(batch_id: int) -> None:
    """One file at a time: two large ones would take the memory of the machine and every slot of the worker. Not by a
    lock of the queue, which a worker that was killed would keep for ever."""
    try:
        run_check(batch_id)
    except Busy:
        check_later(Batch(pk=batch_id), seconds=BUSY_S)
    except StoreAway:
        check_later(Batch(pk=batch_id), seconds=AWAY_S)


def check_later(batch: Batch, *, seconds: int = 0) -> None:
    """Into the queue, where it stands once however often it is asked for."""
    job = check_batch.configure(
        queueing_lock=f"import-{batch.pk}", schedule_in={"seconds": seconds} if seconds else None
    )
    # A refusal of the database must not take the caller's transaction with it.
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(batch_id=batch.pk)


@app.periodic(cron="* * * * *")
@app.task(queue="importers", queueing_lock="importers-revive", pass_context=False)
def revive(timestamp: int) -> None:
    """A worker that was killed leaves its job as being done; what waits and nobody is at comes into the queue again."""
    waiting = Batch.objects.filter(state=Batch.State.QUEUED, queued_at__lt=timezone.now() - PATIENCE)
    for batch in waiting.only("pk"):
        if not _is_being_checked(batch):
            check_later(batch)


@app.periodic(cron="30 19 * * *")  # UTC: half past three in the morning
@app.task(queue="importers", queueing_lock="importers-sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    before = timezone.now() - timedelta(days=settings.IMPORT_KEEP_DAYS)
    give_up_old(before)
    forget_reports(before)


@app.task(queue="importers")
def make_public_file(layer: str, format: str, within: str | None) -> None:
    """One at a time, so that a slot of the worker stays free for what people wait for."""
    wanted = public.PublicFile(LAYERS[layer], public.FORMATS[format], within)
    try:
        wanted.make_large()
    except public.Busy as busy:
        make_later(wanted, seconds=busy.seconds)


def make_later(wanted: public.PublicFile, *, seconds: int = 0) -> None:
    """Into the queue, where it stands once however many ask for it."""
    layer, format, within = wanted.layer.name, wanted.format.extension, wanted.within
    job = make_public_file.configure(
        queueing_lock=f"export-{layer}-{format}-{within}",
        schedule_in={"seconds": seconds} if seconds else None,
    )
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(layer=layer, format=format, within=within)


def _is_being_checked(batch: Batch) -> bool:
    """Whether a transaction holds the lock of the batch; taken and given back to see."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('importers_batch'), %s)", [batch.pk])
        return not cursor.fetchone()[0]
