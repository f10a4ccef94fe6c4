"""The door for who is not logged in: one write in one region, and by number and code the answer to it.

What comes in by it is idempotent (a form is one receipt, however often it is sent), bounded by source, and acts only in
the region that it is about. An unknown number and a wrong code are one answer, after one time.
"""

import datetime as dt
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.signing import BadSignature, TimestampSigner
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from geo.errors import BadInput
from layers.audit.acting import RegionPaths, acting_in
from layers.audit.address import client_address
from layers.public_ids import parse_public_id
from layers.receipts.base import AnyReceipt
from layers.regions.models import Region
from layers.staff.lockout import Meter, charge, forgive, meter_key, network_of, refund

# Who writes slowly and asks the family; older forms show the same words with a new token.
TOKEN_HOURS = 12
CODE_DIGITS = 6
MINUTES = 60
GUESSES_OF_A_NUMBER = 5
WRONG = "回执号或查询码不对，请照回执逐位核对"


class TooMany(Exception):
    """So many came from one address within the hour that it looks like a machine."""


class TooManyGuesses(Exception):
    """Of this number, or from this address, within the hour."""


@dataclass(frozen=True)
class OnlyThere:
    """The scope of who has none: the one region that this write, or this question, is about."""

    path: str

    @property
    def region_paths(self) -> tuple[str, ...]:
        return (self.path,)


@dataclass(frozen=True)
class Issued:
    """Number and code as the receipt shows them; the code is told here and never again."""

    number: str
    code: str


@dataclass(frozen=True)
class Door:
    """``name`` keeps tokens, codes and meters of two doors apart; ``row`` is the column of the receipt that leads to
    what was written, which has a ``number``. The two limits are names of settings, each an hour long and a source."""

    name: str
    receipts: type[AnyReceipt]
    row: str
    purpose: str
    filed: str
    guessed: str

    @property
    def signer(self) -> TimestampSigner:
        return TimestampSigner(salt=f"{self.name} form")

    def new_token(self, subject: str) -> str:
        """Of a form about the thing with this public id."""
        return self.signer.sign(f"{subject}.{secrets.token_urlsafe(12)}")

    def check_token(self, token: str, subject: str) -> None:
        """Raises BadInput for one of another page, or too old."""
        try:
            given = self.signer.unsign(token, max_age=dt.timedelta(hours=TOKEN_HOURS))
        except BadSignature:
            given = ""
        if not given.startswith(f"{subject}."):
            raise BadInput("token", "这张表放得太久了，还没有交上去。请核对后再交一次")

    def file(
        self,
        request: HttpRequest,
        token: str,
        told: dict[str, str],
        region: Region,
        make: Callable[[], Any],
        scope: RegionPaths | None = None,
    ) -> Issued:
        """Stores what ``make`` creates and gives its receipt; the same form with the same words (``told``) is one.

        ``scope`` is that of the staff who enter it for somebody. Raises TooMany.
        """
        digest = self._keyed("form", token + "\0" + json.dumps(told, sort_keys=True)).hex()
        if scope is None and not self._known(digest) and not charge(self._of_filing(request)):
            raise TooMany
        with acting_in(request, scope=scope or OnlyThere(region.path), purpose=self.purpose):
            try:
                with transaction.atomic():
                    return self._known(digest) or self._stored(digest, region, make())
            except IntegrityError:
                # The other of two taps was the quicker one; any other fault of the row is none of ours.
                if (known := self._known(digest)) is None:
                    raise
                return known

    @contextmanager
    def opened(self, request: HttpRequest, number: str, code: str) -> Iterator[Any]:
        """The receipt, for who has number and code, and inside it what it leads to may be read. Raises BadInput that says
        WRONG, TooManyGuesses after five wrong ones within an hour."""
        receipt = self._receipt(request, number, code)
        with acting_in(request, scope=OnlyThere(receipt.region.path), purpose="凭回执查询"):
            yield receipt

    def _receipt(self, request: HttpRequest, number: str, code: str) -> Any:
        try:
            number = parse_public_id(number, "number")
        except BadInput:
            number = number.strip()[:20]
        meters = self._of_number(number), self._of_asking(request)
        if not charge(*meters):
            raise TooManyGuesses
        receipt = self._receipts().select_related("region").filter(number=number).first()
        # A code that nobody has takes as long to compare.
        fits = check_password(code.strip(), receipt.code_hash if receipt else _of_nobody())
        if receipt is None or not fits:
            raise BadInput("code", WRONG)
        forgive(meters[0])
        refund(meters[1:])
        return receipt

    def _receipts(self) -> Any:
        return self.receipts._default_manager

    def _known(self, digest: str) -> Issued | None:
        known = self._receipts().filter(form_digest=digest).first()
        return Issued(known.number, self._code(digest)) if known is not None else None

    def _stored(self, digest: str, region: Region, made: Any) -> Issued:
        issued = Issued(made.number, self._code(digest))
        self._receipts().create(
            **{self.row: made},
            number=issued.number,
            region=region,
            code_hash=make_password(issued.code),
            form_digest=digest,
        )
        return issued

    def _code(self, digest: str) -> str:
        """Made from the form, so that the second tap of a double one is shown the same code, which is stored nowhere."""
        number = int.from_bytes(self._keyed("code", digest)) % 10**CODE_DIGITS
        return f"{number:0{CODE_DIGITS}d}"

    def _keyed(self, use: str, text: str) -> bytes:
        told = f"{self.name} {use}\0{text}".encode()
        return hmac.digest(settings.SECRET_KEY.encode(), told, hashlib.sha256)

    def _of_number(self, number: str) -> Meter:
        """An unknown number is charged as a known one."""
        return Meter(meter_key(f"{self.name} code", number), GUESSES_OF_A_NUMBER, MINUTES)

    def _of_asking(self, request: HttpRequest) -> Meter:
        return self._of_source("asking", request, self.guessed)

    def _of_filing(self, request: HttpRequest) -> Meter:
        return self._of_source("filing", request, self.filed)

    def _of_source(self, use: str, request: HttpRequest, limit: str) -> Meter:
        key = meter_key(f"{self.name} {use}", network_of(client_address(request)))
        return Meter(key, getattr(settings, limit), MINUTES)


@cache
def _of_nobody() -> str:
    return make_password("no code")
