"""What became of it, for who has number and code: an unknown number and a wrong code are one answer, after one time."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from layers.foi import answer_files
from layers.foi.by_receipt import ticket_for
from layers.foi.clocks import Reckoning
from layers.foi.events import EventKind
from layers.foi.filing import DOOR
from layers.foi.models import Application
from layers.foi.outcomes import BY_CODE, Outcome
from layers.foi.steps import standing_of
from layers.personal.reading import read_many

# What was written to the applicant. What others were asked and said is not for the applicant.
WRITTEN_TO_THEM = (EventKind.CORRECTION, EventKind.EXTENDED, EventKind.ANSWERED)


@dataclass(frozen=True)
class Told:
    """What the person is shown: the own words are not among it, the receipt may lie about."""

    number: str
    organisation: str
    phone: str
    state: str
    filed_on: dt.date
    found: Reckoning
    correction: str
    correction_until: str
    extension: str
    outcome: Outcome | None
    answer: str
    file_name: str
    # What the page may be followed by (by_receipt): a correction, the file of the answer.
    ticket: str


def ask(request: HttpRequest, number: str, code: str) -> Told:
    """Raises BadInput for a wrong pair, TooManyGuesses after five wrong ones within an hour."""
    with DOOR.opened(request, number, code) as receipt:
        rows = Application.objects.select_related("organisation", "personal_key", "region")
        return _told(rows.prefetch_related("events").get(number=receipt.number))


def _told(row: Application) -> Told:
    standing = standing_of(row, timezone.localdate())
    last = {kind: standing.last(kind) for kind in WRITTEN_TO_THEM}
    texts = read_many({kind: event for kind, event in last.items() if event is not None}, "text")
    said = {kind: texts.get(kind, ("",))[0] for kind in WRITTEN_TO_THEM}
    correction = last[EventKind.CORRECTION]
    return Told(
        number=row.number,
        organisation=row.organisation.name,
        phone=row.organisation.phone,
        state=row.get_state_display(),
        filed_on=standing.events[0].on,
        found=standing.found,
        correction=said[EventKind.CORRECTION],
        correction_until=correction.detail["until"] if correction else "",
        extension=said[EventKind.EXTENDED],
        outcome=BY_CODE.get(row.outcome),
        answer=said[EventKind.ANSWERED],
        file_name=answer_files.name_of(row) if row.outcome else "",
        ticket=ticket_for(row, len(standing.events)),
    )
