"""What the applicant does with number and code in hand: corrects what was asked, fetches the file of the answer."""

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.errors import Conflict
from layers.foi import answer_files, steps
from layers.foi.events import EventKind
from layers.foi.models import Application, Mode
from layers.foi.rules import Step, check
from layers.receipts.door import OnlyThere
from layers.receipts.ticket import Ticket
from layers.receipts.words import plain_words

TICKET = Ticket("foi by receipt")
LONGEST = 4_000


def ticket_for(row: Application, seen: int) -> str:
    """``seen``: how many events the page showed."""
    return TICKET.of(row, seen)


def correct(request: HttpRequest, ticket: str, text: str) -> None:
    """条例 30: the period runs anew from the day on which the correction is received. Raises BadInput."""
    number, path, seen = TICKET.opened(ticket)
    words = plain_words(text, LONGEST, "text", "补正的内容")
    with acting_in(request, scope=OnlyThere(path), purpose="申请人补正"), transaction.atomic():
        try:
            row = steps.locked(number, seen)
        except Conflict:
            raise BadInput("ticket", "这一件刚刚有了新的进展，请凭申请编号和查询码重新打开看一看") from None
        standing = steps.standing_of(row, timezone.localdate())
        step = Step(EventKind.CORRECTED, standing.today, {}, words)
        check(step, standing, Mode.FULL)
        steps.add(row, standing.events, step, None, standing.calendar)


def answer_file(request: HttpRequest, ticket: str) -> tuple[str, bytes]:
    """Name and bytes of the PDF that came with the answer. Raises BadInput where there is none."""
    number, path, _ = TICKET.opened(ticket)
    with acting_in(request, scope=OnlyThere(path), purpose="凭回执取答复附件"):
        found = answer_files.shown(Application.objects.get(number=number))
    if found is None:
        raise BadInput("ticket", "这一件的答复没有附件，或者保存期满已经销毁")
    return found
