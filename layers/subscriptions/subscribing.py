"""In by a code: somebody without an account says what to hear of, proves the number, and only then hears of it.

A number that is known and one that is not are answered alike, after the same work.
"""

import datetime as dt
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.audit.address import client_address
from layers.personal.contacts import MOBILE
from layers.personal.search import with_exact
from layers.staff.lockout import charge
from layers.subscriptions.city import home, of_the_city
from layers.subscriptions.codes import (
    CODE_MINUTES,
    EXPIRED,
    code_of,
    new_code,
    new_token,
    read_ticket,
    ticket_of,
)
from layers.subscriptions.limits import of_number, of_source
from layers.subscriptions.models import Channel, Outbox, Subscriber, Subscription, Verification
from layers.subscriptions.tasks import drain_soon
from layers.subscriptions.topics import Topic

MOST_TOPICS = 30
MOST_TRIES = 5
WRONG = "验证码不对，请看清短信里的六位数"
TRIED_OUT = "这个验证码试错的次数太多，请重新获取"
USED = "这个验证码已经用过，请重新获取"
CLOSED = "本站还没有开通短信，请用网上收信箱"


class TooMany(Exception):
    """Of this number, or from this address, within the hour."""


class Opened(NamedTuple):
    """A box of one's own: its number, and its code, which is told here and never again."""

    number: str
    code: str


def acting_here(request: HttpRequest, purpose: str) -> AbstractContextManager[None]:
    """Subscribers are seen in the scope of the city, for the length of one step."""
    return acting_in(request, scope=of_the_city(), purpose=purpose)


def ask(request: HttpRequest, typed: str, topics: Sequence[Topic]) -> str:
    """Sends a code to that number, for ``topics`` of one kind or, with none, to see one's own list. Gives the ticket for
    the field of the code.

    Raises BadInput for what is no mobile number, TooMany.
    """
    number = re.sub(r"[\s-]", "", typed)
    if not MOBILE.fullmatch(number):
        raise BadInput("number", "应为 11 位手机号")
    if not settings.SMS_BACKEND:
        raise BadInput("number", CLOSED)
    if not charge(of_number(number), of_source(client_address(request))):
        raise TooMany
    with acting_here(request, "获取订阅验证码"):
        return ticket_of(send_verification(Channel.SMS, number, topics))


def send_verification(channel: Channel, address: str, topics: Sequence[Topic]) -> Verification:
    """Written, and put into the queue. To be called inside ``acting_here``."""
    asked = Verification.objects.create(
        subscriber=of_address(channel, address),
        kind=topics[0].kind if topics else "",
        key=topics[0].key if topics else "",
        more=[topic.key for topic in topics[1:]],
    )
    Outbox.objects.create(
        verification=asked,
        subscriber=asked.subscriber,
        channel=channel,
        priority=Outbox.Priority.CODE,
        due_at=timezone.now(),
    )
    drain_soon(channel)
    return asked


def confirm(request: HttpRequest, ticket: str, typed: str) -> Subscriber:
    """The subscriber whose number is proved; what was asked for is subscribed now. Raises BadInput."""
    key = read_ticket(ticket)
    # Counted before it is compared, and outside of what a wrong code rolls back: five tries are five.
    tried = Verification.objects.filter(pk=key, used_at=None, tries__lt=MOST_TRIES)
    if not tried.update(tries=F("tries") + 1):
        raise BadInput("code", _why_not(key))
    with acting_here(request, "确认订阅"):
        asked = Verification.objects.select_for_update().select_related("subscriber").get(pk=key)
        if asked.used_at is not None:
            raise BadInput("code", USED)
        if asked.created_at < timezone.now() - dt.timedelta(minutes=CODE_MINUTES):
            raise BadInput("code", EXPIRED)
        if not constant_time_compare(code_of(asked), typed.strip()):
            raise BadInput("code", WRONG)
        return proved(asked)


def proved(asked: Verification) -> Subscriber:
    """Used once and for all. To be called inside ``acting_here``. Raises BadInput beyond MOST_TOPICS."""
    asked.used_at = timezone.now()
    asked.save(update_fields=["used_at"])
    subscriber = asked.subscriber
    if subscriber.confirmed_at is None:
        subscriber.confirmed_at = timezone.now()
        subscriber.save(update_fields=["confirmed_at"])
    if asked.kind:
        for key in (asked.key, *asked.more):
            add(subscriber, asked.kind, key)
    return subscriber


def open_box(request: HttpRequest, topics: Sequence[Topic]) -> Opened:
    """For who leaves no number: what is told is read on the site. Raises TooMany."""
    if not charge(of_source(client_address(request))):
        raise TooMany
    code = new_code()
    with acting_here(request, "开收信箱"):
        made = Subscriber.objects.create(
            region=home(),
            channel=Channel.IN_SITE,
            address="",
            token=new_token(),
            code_hash=make_password(code),
            confirmed_at=timezone.now(),
        )
        for topic in topics:
            add(made, topic.kind, topic.key)
        return Opened(made.number, code)


def add(subscriber: Subscriber, kind: str, key: str) -> None:
    """Raises BadInput beyond MOST_TOPICS."""
    known = subscriber.subscriptions.exclude(kind=kind, key=key).count()
    if known >= MOST_TOPICS:
        raise BadInput("topic", f"最多订阅 {MOST_TOPICS} 项，请先退订一些")
    Subscription.objects.get_or_create(subscriber=subscriber, kind=kind, key=key)


def of_address(channel: Channel, address: str) -> Subscriber:
    """The one of that number, mail address or openid, made where there is none. What is stored of it is ciphertext and a keyed
    hash that goes with its key, so no index can hold it unique: two askings of the same moment wait for one another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [of_number(address.lower()).key])
    found = with_exact(Subscriber.objects.filter(channel=channel), "address", address).first()
    if found is None:
        found = Subscriber.objects.create(region=home(), channel=channel, address=address, token=new_token())
    return found


def _why_not(key: int) -> str:
    asked = Verification.objects.filter(pk=key).first()
    if asked is None:
        return EXPIRED
    return USED if asked.used_at is not None else TRIED_OUT
