"""Subscribers and notices as the tests of several files need them."""

from types import SimpleNamespace

from django.utils import timezone

from layers.audit.acting import acting
from layers.subscriptions.announcing import News, announce
from layers.subscriptions.city import of_the_city
from layers.subscriptions.codes import new_token
from layers.subscriptions.models import Subscriber
from layers.subscriptions.subscribing import add


def subscriber(cast: SimpleNamespace, address: str, channel: str = "sms", **given: object) -> Subscriber:
    """Confirmed, of the village of the cast."""
    with acting(None, scope=of_the_city()):
        made = Subscriber.objects.create(
            region=cast.city, channel=channel, address=address, token=new_token(), confirmed_at=timezone.now(),
            **given,
        )  # fmt: skip
        add(made, "village", cast.village.code)
        return made


def tell(cast: SimpleNamespace, event: str = "e", **given: object) -> int:
    words = {
        "kind": "land", "title": "征地补偿安置公告", "about": "示例批次", "place": "东村", "address": "/c/000000000",
        "region": cast.county.code, "organisation": cast.bureau.public_id,
        "topics": frozenset({("village", cast.village.code)}),
    }  # fmt: skip
    return announce([News(event=event, **words | given)])
