"""Subscribing inside a chat: who writes there is known to the messenger, so one's own 确认 is the proof."""

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone

from geo.errors import BadInput
from layers.personal.search import with_exact
from layers.staff.lockout import charge
from layers.subscriptions.codes import CODE_MINUTES
from layers.subscriptions.leaving import erase
from layers.subscriptions.limits import of_chat
from layers.subscriptions.models import Channel, Subscriber, Verification
from layers.subscriptions.own import Line, own
from layers.subscriptions.subscribing import TooMany, acting_here, add, of_address
from layers.subscriptions.topics import Topic, title_of

NOTHING_ASKED = f"没有等您确认的订阅（{CODE_MINUTES} 分钟内有效），请重新发送要订阅的内容"


def ask_in_chat(request: HttpRequest, openid: str, topic: Topic) -> None:
    """Notes what will be subscribed once its sender confirms it. Raises TooMany."""
    if not charge(of_chat(openid)):
        raise TooMany
    with acting_here(request, "微信订阅"):
        subscriber = of_address(Channel.WECHAT, openid)
        # One 确认 is for one thing: the last that was asked for.
        subscriber.verifications.filter(used_at=None).delete()
        Verification.objects.create(subscriber=subscriber, kind=topic.kind, key=topic.key)


def confirm_in_chat(request: HttpRequest, openid: str) -> str:
    """The title of what is subscribed from now on. Raises BadInput."""
    since = timezone.now() - dt.timedelta(minutes=CODE_MINUTES)
    with acting_here(request, "确认订阅"):
        subscriber = _of(openid)
        waiting = Verification.objects.select_for_update().filter(used_at=None, created_at__gt=since)
        asked = waiting.filter(subscriber=subscriber).first() if subscriber else None
        if subscriber is None or asked is None:
            raise BadInput("confirm", NOTHING_ASKED)
        add(subscriber, asked.kind, asked.key)
        asked.used_at = timezone.now()
        asked.save(update_fields=["used_at"])
        if subscriber.confirmed_at is None:
            subscriber.confirmed_at = timezone.now()
            subscriber.save(update_fields=["confirmed_at"])
        return title_of(asked.kind, asked.key)[0]


def topics_in_chat(request: HttpRequest, openid: str) -> list[Line]:
    """What is subscribed, in the order in which it was."""
    with acting_here(request, "我的订阅"):
        subscriber = _of(openid)
        return own(subscriber).topics if subscriber else []


def end_in_chat(request: HttpRequest, openid: str, key: int | None = None) -> None:
    """Ends one subscription, or all of them without ``key``; with the last the openid is erased."""
    with acting_here(request, "退订"):
        subscriber = _of(openid)
        if subscriber is None:
            return
        if key is not None:
            subscriber.subscriptions.filter(pk=key).delete()
        if key is None or not subscriber.subscriptions.exists():
            erase(subscriber)


def _of(openid: str) -> Subscriber | None:
    return with_exact(Subscriber.objects.filter(channel=Channel.WECHAT), "address", openid).first()
