"""Codes and tokens: what is typed from a message or a receipt, and what a page hands on to the next one."""

import datetime as dt
import hashlib
import hmac
import secrets

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner

from geo.errors import BadInput
from layers.public_ids import ALPHABET
from layers.subscriptions.models import Channel, Subscriber, Verification

DIGITS = 6
CODE_MINUTES = 10
# A letter is opened in the evening.
LINK_HOURS = 24
# Reading one's list and ticking what to end, before one has to prove the number again.
PASS_MINUTES = 15
# 50 bits: short enough for a message, and a guess is charged nothing because there is nothing to hit.
TOKEN_LETTERS = 10
EXPIRED = "验证码已经过期，请重新获取"
LINK_EXPIRED = "这个链接已经过期，请重新填一次邮箱"
PASS_EXPIRED = "停得太久了，请重新验证"  # noqa: S105
_of_verification = TimestampSigner(salt="subscription verification")
_of_link = TimestampSigner(salt="subscription link")
_of_pass = TimestampSigner(salt="subscription pass")


def code_of(verification: Verification) -> str:
    """Made from the row, so that neither a table nor the queue holds it. The moment is in it: a restored database that
    counts its keys anew gives other codes."""
    text = f"subscription code\0{verification.pk}\0{verification.created_at.isoformat()}"
    number = int.from_bytes(hmac.digest(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256))
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def new_token() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(TOKEN_LETTERS))


def ticket_of(verification: Verification) -> str:
    """What the page with the field for the code carries."""
    return _of_verification.sign(str(verification.pk))


def read_ticket(ticket: str) -> int:
    """Key of the verification. Raises BadInput."""
    return int(_read(_of_verification, ticket, CODE_MINUTES, EXPIRED))


def link_of(verification: Verification) -> str:
    """What stands in the letter, and proves that it was read; another word than the page's ticket, which proves nothing."""
    return _of_link.sign(str(verification.pk))


def read_link(text: str) -> int:
    """Key of the verification. Raises BadInput."""
    return int(_read(_of_link, text, LINK_HOURS * 60, LINK_EXPIRED))


def valid_for(channel: Channel) -> dt.timedelta:
    return dt.timedelta(hours=LINK_HOURS) if channel == Channel.EMAIL else dt.timedelta(minutes=CODE_MINUTES)


def pass_of(subscriber: Subscriber) -> str:
    """What a list carries by which its owner changes it."""
    return _of_pass.sign(subscriber.number)


def read_pass(text: str) -> str:
    """Number of the subscriber. Raises BadInput."""
    return _read(_of_pass, text, PASS_MINUTES, PASS_EXPIRED)


def _read(signer: TimestampSigner, text: str, minutes: int, message: str) -> str:
    try:
        return signer.unsign(text, max_age=minutes * 60)
    except BadSignature:
        raise BadInput("code", message) from None
