"""How long: a number that was never confirmed, or is subscribed to nothing, for a day; what went out, half a year."""

import datetime as dt

from django.db.models import Q

from layers.audit.acting import acting
from layers.subscriptions.city import of_the_city
from layers.subscriptions.leaving import KEPT_DAYS, erase
from layers.subscriptions.models import Outbox, Subscriber, Verification

KEPT = dt.timedelta(days=1)


def erase_old(now: dt.datetime) -> int:
    """The number of subscribers whose keys are gone from now on (个人信息保护法 19)."""
    with acting(None, scope=of_the_city(), purpose="到期销毁"):
        idle = Subscriber.objects.filter(
            Q(confirmed_at=None) | Q(subscriptions=None), created_at__lt=now - KEPT
        )
        # Somebody who has just asked for a code is not idle.
        found = list(idle.exclude(verifications__created_at__gte=now - KEPT).distinct())
        for subscriber in found:
            erase(subscriber)
        Verification.objects.filter(created_at__lt=now - KEPT).delete()
        # What is told to the desk in numbers goes too: a list of who was sent what is itself personal.
        Outbox.objects.filter(created_at__lt=now - dt.timedelta(days=KEPT_DAYS), due_at=None).delete()
        return len(found)
