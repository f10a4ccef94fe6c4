"""What became of it, for who has number and code: unknown number and wrong code are one answer, after one time."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest

from layers.objections.filing import DOOR
from layers.objections.models import Objection, State
from layers.personal.reading import read


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
    """Raises BadInput for a wrong pair, TooManyGuesses after five wrong ones within an hour."""
    with DOOR.opened(request, number, code) as receipt:
        return _told(Objection.objects.select_related("case").get(number=receipt.number))


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
