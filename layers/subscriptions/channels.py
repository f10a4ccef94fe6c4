"""One way out for all channels: a batch of letters in, what became of each back."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.conf import settings

from layers.subscriptions.outbox import Channel, State


@dataclass(frozen=True)
class Letter:
    """``key`` is the same however often it is sent; ``to`` is the address, "" in the site. ``parts`` are what the text is
    made of, by the names of wording.py, for a channel that lays them out itself."""

    key: str
    to: str
    text: str
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """SENT or FAILED for good; QUEUED was surely not taken and is tried again; UNKNOWN may have been taken. ``problem`` is a
    Chinese sentence without any personal data. QUEUED with ``not_before`` waits until then and counts as no attempt."""

    key: str
    state: State
    problem: str = ""
    not_before: dt.datetime | None = None


class Sender(Protocol):
    def send(self, letters: Sequence[Letter]) -> list[Result]:
        """One result for each letter. Raises nothing that the other side can cause."""
        ...


class InSite:
    """The row itself is the message: it is there once, as a row is."""

    def send(self, letters: Sequence[Letter]) -> list[Result]:
        return [Result(letter.key, State.SENT) for letter in letters]


def sender_of(channel: str) -> Sender:
    from layers.subscriptions.console import Console
    from layers.subscriptions.gateway import Gateway
    from layers.subscriptions.mail import Mail
    from layers.subscriptions.wechat import Wechat

    match channel:
        case Channel.IN_SITE:
            return InSite()
        case Channel.EMAIL:
            return Mail()
        case Channel.WECHAT:
            return Wechat()
    return Gateway() if settings.SMS_BACKEND == "http" else Console()
