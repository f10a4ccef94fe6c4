"""Out: a subscriber is erased, not marked."""

from django.db import transaction

from layers.subscriptions.models import Outbox, State, Subscriber
from layers.subscriptions.outbox import WAITING

# So long what went out is shown to its recipient, and counted at the desk.
KEPT_DAYS = 180


@transaction.atomic
def erase(subscriber: Subscriber) -> None:
    """The key goes with the row, and with it the number, in every backup of the rows too. What was not sent yet is not
    sent any more. To be called inside ``acting``."""
    Outbox.objects.filter(subscriber=subscriber.pk, state__in=WAITING).update(
        state=State.CANCELLED, due_at=None
    )
    subscriber.delete()
