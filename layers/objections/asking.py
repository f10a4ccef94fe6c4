"""What became of it, for who has number and code: unknown number and wrong code are one answer, after one time."""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.audit.address import client_address
from layers.objections.filing import OnlyThere
from layers.objections.limits import of_asking, of_number
from layers.objections.models import Objection, Receipt, State
from layers.personal.reading import read
from layers.public_ids import parse_public_id
from layers.staff.lockout import charge, forgive, refund

WRONG = "回执号或查询码不对，请照回执逐位核对"


class TooManyGuesses(Exception):
    """Of this number, or from this address, within the hour."""


@dataclass(frozen=True)
class Told:
    """What the person is shown: their own words are not among it, the receipt may lie about."""

    number: str
    kind: str
    case: str
    case_address: str
    received_on: dt.date
    state: str
    forwarded_on: dt.date | None
    outcome: str
    answer: str
    answered_at: dt.datetime | None


def ask(request: HttpRequest, number: str, code: str) -> Told:
    """Raises BadInput that says WRONG, TooManyGuesses after five wrong ones within an hour."""
    try:
        number = parse_public_id(number, "number")
    except BadInput:
        number = number.strip()[:20]
    meters = of_number(number), of_asking(client_address(request))
    if not charge(*meters):
        raise TooManyGuesses
    receipt = Receipt.objects.select_related("region").filter(number=number).first()
    # A code that nobody has takes as long to compare.
    fits = check_password(code.strip(), receipt.code_hash if receipt else _of_nobody())
    if receipt is None or not fits:
        raise BadInput("code", WRONG)
    forgive(meters[0])
    refund(meters[1:])
    with acting_in(request, scope=OnlyThere(receipt.region.path), purpose="凭回执查询"):
        return _told(Objection.objects.select_related("case").get(number=number))


def _told(row: Objection) -> Told:
    answer = read(row, "answer")[0] if row.state == State.ANSWERED else ""
    return Told(
        number=row.number,
        kind=row.get_kind_display(),
        case=row.case.name,
        case_address=row.case.get_absolute_url() if row.case.withdrawn_at is None else "",
        received_on=row.received_on,
        state=row.get_state_display(),
        forwarded_on=row.forwarded_on,
        outcome=row.get_outcome_display(),
        answer=answer,
        answered_at=row.answered_at,
    )


@cache
def _of_nobody() -> str:
    return make_password("no code")
