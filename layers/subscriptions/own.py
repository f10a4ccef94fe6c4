"""One's own list: what one has subscribed to and was told, and out again, all of it or a part, without an account."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.address import client_address
from layers.personal.search import with_exact
from layers.public_ids import ALPHABET, parse_public_id
from layers.staff.lockout import charge, forgive, refund
from layers.subscriptions.codes import PASS_EXPIRED, TOKEN_LETTERS, read_pass
from layers.subscriptions.leaving import KEPT_DAYS, erase
from layers.subscriptions.limits import of_box, of_guessing
from layers.subscriptions.models import Channel, Outbox, State, Subscriber
from layers.subscriptions.subscribing import TooMany, acting_here, add
from layers.subscriptions.topics import Topic, title_of

MOST_SHOWN = 50
WRONG = "收信号或查询码不对，请照抄下的逐位核对"


@dataclass(frozen=True)
class Line:
    """One topic; ``address`` "" when it is no longer public."""

    key: int
    title: str
    address: str


@dataclass(frozen=True)
class Told:
    on: dt.datetime
    title: str
    about: str
    address: str


@dataclass(frozen=True)
class Own:
    number: str
    is_box: bool
    is_daily: bool
    topics: list[Line]
    told: list[Told]


def by_box(request: HttpRequest, typed: str, code: str) -> Subscriber:
    """The box of that number. Unknown number and wrong code are one answer after one time. Raises BadInput, TooMany."""
    try:
        number = parse_public_id(typed, "number")
    except BadInput:
        number = typed.strip()[:20]
    meters = of_box(number), of_guessing(client_address(request))
    if not charge(*meters):
        raise TooMany
    with acting_here(request, "打开收信箱"):
        found = Subscriber.objects.filter(channel=Channel.IN_SITE, number=number).first()
    fits = check_password(code.strip(), found.code_hash if found else _of_nobody())
    if found is None or not fits:
        raise BadInput("code", WRONG)
    forgive(meters[0])
    refund(meters[1:])
    return found


def by_pass(request: HttpRequest, text: str) -> Subscriber:
    """Raises BadInput when it is too old, or its subscriber has left."""
    number = read_pass(text)
    with acting_here(request, "我的订阅"):
        found = Subscriber.objects.filter(number=number).first()
    if found is None:
        raise BadInput("code", PASS_EXPIRED)
    return found


def by_token(request: HttpRequest, token: str) -> Subscriber | None:
    """Whose message that token stood in; None for one that was made up, or whose subscriber has left."""
    if len(token) != TOKEN_LETTERS or not set(token.upper()) <= set(ALPHABET):
        return None
    with acting_here(request, "退订链接"):
        return with_exact(Subscriber.objects.all(), "token", token).first()


def own(subscriber: Subscriber) -> Own:
    rows = subscriber.subscriptions.order_by("created_at", "pk")
    since = timezone.now() - dt.timedelta(days=KEPT_DAYS)
    sent = Outbox.objects.filter(subscriber=subscriber.pk, notice__created_at__gte=since)
    if subscriber.channel == Channel.IN_SITE:
        # A box is the page itself: what is written for it is there.
        sent = sent.exclude(state=State.CANCELLED)
    else:
        sent = sent.filter(state__in=(State.SENT, State.UNKNOWN))
    return Own(
        subscriber.number,
        subscriber.channel == Channel.IN_SITE,
        subscriber.is_daily,
        [Line(row.pk, *title_of(row.kind, row.key)) for row in rows],
        [
            Told(
                row.notice.created_at,
                f"{row.notice.place}：{row.notice.title}",
                row.notice.about,
                row.notice.address,
            )
            for row in sent.select_related("notice").order_by("-notice__created_at", "-pk")[:MOST_SHOWN]
            if row.notice is not None
        ],
    )


def end(request: HttpRequest, subscriber: Subscriber, keys: Collection[int]) -> bool:
    """Ends some; whether the subscriber is gone with the last of them."""
    with acting_here(request, "退订"):
        subscriber.subscriptions.filter(pk__in=keys).delete()
        if subscriber.subscriptions.exists():
            return False
        erase(subscriber)
        return True


def end_all(request: HttpRequest, subscriber: Subscriber) -> None:
    with acting_here(request, "退订"):
        erase(subscriber)


@cache
def _of_nobody() -> str:
    return make_password("no code")


def add_to_box(request: HttpRequest, typed: str, code: str, topics: Sequence[Topic]) -> Subscriber:
    """Further topics for a box that there is. Raises as ``by_box`` does, and BadInput beyond the most topics."""
    found = by_box(request, typed, code)
    with acting_here(request, "确认订阅"):
        for topic in topics:
            add(found, topic.kind, topic.key)
    return found


def set_daily(request: HttpRequest, subscriber: Subscriber, is_daily: bool) -> None:
    """From the next notice on: what is written for somebody is due when it was said to be."""
    with acting_here(request, "每天一条"):
        subscriber.is_daily = is_daily
        subscriber.save(update_fields=["is_daily"])
