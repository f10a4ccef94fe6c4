"""The one way in. Who is not logged in acts for this one write in the one village that the objection is from."""

import datetime as dt
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.signing import BadSignature, TimestampSigner
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from geo.errors import BadInput
from layers.audit.acting import RegionPaths, acting_in
from layers.audit.address import client_address
from layers.land.models import Case
from layers.objections.limits import of_filing
from layers.objections.models import Channel, Objection, Receipt
from layers.regions.models import Region
from layers.staff.lockout import charge

# Who writes slowly and asks the family; older forms show the same words with a new token.
TOKEN_HOURS = 12
CODE_DIGITS = 6
signer = TimestampSigner(salt="objection form")


class TooMany(Exception):
    """So many came from one address within the hour that it looks like a machine."""


@dataclass(frozen=True)
class OnlyThere:
    """The scope of who has none: the one region that this write, or this question, is about."""

    path: str

    @property
    def region_paths(self) -> tuple[str, ...]:
        return (self.path,)


@dataclass(frozen=True)
class Letter:
    """What is handed in, checked. ``region`` is the village, or the county of the case."""

    case: Case
    region: Region
    stage_code: str
    kind: str
    name: str
    phone: str
    address: str
    text: str
    channel: str
    received_on: dt.date
    is_late: bool = False
    signatories: int = 1


@dataclass(frozen=True)
class Issued:
    """Number and code as the receipt shows them; the code is told here and never again."""

    number: str
    code: str


def new_token(case: Case) -> str:
    return signer.sign(f"{case.public_id}.{secrets.token_urlsafe(12)}")


def check_token(token: str, case: Case) -> None:
    """Raises BadInput for one of another page, or too old."""
    try:
        given = signer.unsign(token, max_age=dt.timedelta(hours=TOKEN_HOURS))
    except BadSignature:
        given = ""
    if not given.startswith(f"{case.public_id}."):
        raise BadInput("token", "这张表放得太久了，还没有交上去。请核对后再交一次")


def letter_of(cleaned: dict[str, Any], case: Case, villages: dict[str, Region], **given: Any) -> Letter:
    """From a checked form."""
    words = {name: cleaned[name] for name in ("kind", "name", "phone", "address", "text")}
    return Letter(case=case, region=villages.get(cleaned["village"], case.county), **words, **given)


def file(request: HttpRequest, letter: Letter, token: str, scope: RegionPaths | None = None) -> Issued:
    """Stores it and gives its receipt; the same form with the same words, however often, is one receipt.

    ``scope`` is that of the staff who enter a letter. Raises TooMany.
    """
    digest = _digest(token, letter)
    if scope is None and not _is_known(digest) and not charge(of_filing(client_address(request))):
        raise TooMany
    with acting_in(request, scope=scope or OnlyThere(letter.region.path), purpose="提交征地意见"):
        try:
            with transaction.atomic():
                return _stored(letter, digest, None if scope is None else request.user)
        except IntegrityError:
            # The other of two taps was the quicker one.
            return Issued(Receipt.objects.get(form_digest=digest).number, _code(digest))


def _is_known(digest: str) -> bool:
    return Receipt.objects.filter(form_digest=digest).exists()


def _stored(letter: Letter, digest: str, by: Any) -> Issued:
    known = Receipt.objects.filter(form_digest=digest).first()
    if known is not None:
        return Issued(known.number, _code(digest))
    made = Objection.objects.create(
        **{name: getattr(letter, name) for name in letter.__dataclass_fields__}, entered_by=by, answer=""
    )
    issued = Issued(made.number, _code(digest))
    Receipt.objects.create(
        objection=made,
        number=issued.number,
        region=letter.region,
        code_hash=make_password(issued.code),
        form_digest=digest,
    )
    return issued


def _digest(token: str, letter: Letter) -> str:
    """Of the words too: a form that was changed and handed in again is a second letter, not lost in the first."""
    told = {name: str(getattr(letter, name)) for name in letter.__dataclass_fields__}
    told |= {"case": letter.case.public_id, "region": letter.region.code}
    return _keyed("objection form", token + "\0" + json.dumps(told, sort_keys=True)).hex()


def _code(digest: str) -> str:
    """Made from the form, so that the second tap of a double one is shown the same code, which is stored nowhere."""
    number = int.from_bytes(_keyed("objection code", digest)) % 10**CODE_DIGITS
    return f"{number:0{CODE_DIGITS}d}"


def _keyed(use: str, text: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"{use}\0{text}".encode(), hashlib.sha256)


def channel_of(is_kiosk: bool) -> Channel:
    return Channel.KIOSK if is_kiosk else Channel.ONLINE
