"""Jobs: recognition, page after page; in the night what newer rules have to look at again."""

import contextlib

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from geo.errors import BadInput
from layers.documents.storage import AWAY_S, StoreAway
from layers.screening.models import Screening
from layers.screening.public import screen_public
from layers.screening.screen import give_up, look


@app.task(queue="screening")
def screen_file(screening_id: int) -> None:
    """Nothing happens to a screening that is done, or gone."""
    screening = Screening.objects.select_related("original").filter(pk=screening_id).first()
    if screening is None or screening.state != Screening.State.WAITING:
        return
    try:
        look(screening)
    except StoreAway:
        screen_later(screening, seconds=AWAY_S)
    except BadInput:
        give_up(screening)


def screen_later(screening: Screening, *, seconds: int = 0) -> None:
    """Puts it into the queue, where it stands once however often it is asked for."""
    job = screen_file.configure(
        queueing_lock=f"screen-{screening.pk}", schedule_in={"seconds": seconds} if seconds else None
    )
    # A refusal of the database must not take the caller's transaction with it.
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(screening_id=screening.pk)


@app.periodic(cron="20 18 * * *")  # UTC: twenty past two in the night
@app.task(queue="screening", queueing_lock="screening-public", pass_context=False)
def screen_public_nightly(timestamp: int) -> None:
    screen_public()
