"""What staff do with a question: take it in, hand it to the office whose it is, or back, and answer it once.

Whoever does it acts (layers.audit.acting) in the region of the question. ``seen`` is how many events the page showed: of
two clerks at once the second is told (Conflict).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from geo.errors import BadInput
from layers.changes.errors import Conflict
from layers.consultations.filing import add
from layers.consultations.models import TIES, EventKind, Question, QuestionKind, QuestionReceipt, State
from layers.organisations.located import AREAS
from layers.organisations.models import Organisation
from layers.receipts.words import CONTROL, answer_words
from layers.staff.models import READING_ROLES, Role, User
from layers.staff.scope import Scope
from layers.workdays.calendar import Deadline, WorkCalendar

LONGEST_REASON = 200
LONGEST_ANSWER = 2_000
HANDLERS = (Role.EDITOR, Role.PUBLISHER)
# So many are reckoned for one page; what lies longest comes first.
MOST_OPEN = 500


def visible(scope: Scope) -> QuerySet[Question]:
    """To be read inside ``acting`` with the scope: elsewhere the database shows none."""
    rows = scope.rows(Question.objects.all(), roles=READING_ROLES)
    return rows.select_related("organisation", "region", "personal_key", "kind", *TIES).defer(
        "region__area", "region__public_area", "region__label_point", "case__public_area"
    )


def waiting_for(scope: Scope) -> QuerySet[Question]:
    """Those that who asks has to take in or to answer. To be read inside ``acting``."""
    rows = Question.objects.exclude(state=State.ANSWERED).filter(erased_at__isnull=True)
    return scope.rows(rows, roles=HANDLERS)


def may_handle(scope: Scope, row: Question) -> bool:
    return row.erased_at is None and any(
        scope.covers(role, row.region.path, row.organisation_id) for role in HANDLERS
    )


@dataclass(frozen=True)
class Owed:
    """An open question with the day by which it is to be answered. ``late_by``: working days."""

    row: Question
    due: Deadline
    late_by: int


def owed(row: Question, today: dt.date, calendar: WorkCalendar) -> Owed:
    """The period runs from the day it came in, whichever office has it now."""
    due = calendar.deadline(timezone.localdate(row.created_at), row.kind.working_days, strict=False)
    if today <= due.date:
        return Owed(row, due, 0)
    # A Saturday after the last day is late, too, though no working day has gone by.
    return Owed(row, due, max(1, calendar.working_days_between(due.date, today, strict=False)))


def waiting(rows: QuerySet[Question], today: dt.date, calendar: WorkCalendar) -> list[Owed]:
    """The open ones, what is due first in front."""
    found = [
        owed(row, today, calendar)
        for row in rows.exclude(state=State.ANSWERED).order_by("created_at")[:MOST_OPEN]
    ]
    return sorted(found, key=lambda one: (one.due.date, one.row.created_at))


@transaction.atomic
def accept(number: str, seen: int, kind: str, by: User) -> Question:
    row = _locked(number, seen, State.WAITING)
    found = QuestionKind.objects.filter(code=kind).first()
    if found is None:
        raise BadInput("kind", "请选是哪一种")
    row.state, row.kind = State.ACCEPTED, found
    row.save(update_fields=["state", "kind"])
    add(row, EventKind.ACCEPTED, by, {"kind": found.name})
    return row


@transaction.atomic
def transfer(number: str, seen: int, to: Organisation, reason: str, by: User) -> Question:
    """Whoever does it acts in the region of ``to``, too, or the database refuses it."""
    row = _locked(number, seen, State.WAITING, State.ACCEPTED)
    if to.pk == row.organisation_id:
        raise BadInput("to", "它已经在这个单位")
    return _moved(row, to, EventKind.TRANSFERRED, reason, by)


def came_from(row: Question) -> Organisation | None:
    """The office that handed it on to the one that has it now, which has not taken it in yet."""
    last = max(row.events.all(), key=lambda event: event.sequence, default=None)
    if row.state != State.WAITING or last is None or last.kind != EventKind.TRANSFERRED:
        return None
    rows = Organisation.objects.select_related("region").defer(*(f"region__{area}" for area in AREAS))
    return rows.filter(public_id=last.detail["from_id"]).first()


@transaction.atomic
def send_back(number: str, seen: int, reason: str, by: User) -> Question:
    row = _locked(number, seen, State.WAITING)
    former = came_from(row)
    if former is None:
        raise BadInput("reason", "不是别的单位转来的，不能退回")
    return _moved(row, former, EventKind.RETURNED, reason, by)


@transaction.atomic
def answer(number: str, seen: int, text: str, by: User) -> Question:
    """Once and for good: who asked has perhaps read it already."""
    row = _locked(number, seen, State.ACCEPTED)
    row.answer, row.state, row.answered_at = (
        answer_words(text, LONGEST_ANSWER), State.ANSWERED, timezone.now(),
    )  # fmt: skip
    row.save(update_fields=["answer", "state", "answered_at"])
    add(row, EventKind.ANSWERED, by, {})
    return row


def _locked(number: str, seen: int, *states: State) -> Question:
    """Raises Conflict when somebody was quicker, BadInput when the step may not follow."""
    row = (
        Question.objects.select_for_update(of=("self",))
        .select_related("organisation", "kind")
        .get(number=number)
    )
    if row.events.count() != seen:
        raise Conflict("别人刚刚办过这一件，请看过最新的情况再办")
    if row.erased_at is not None or row.state not in states:
        raise BadInput(None, f"这一件是“{row.get_state_display()}”，不能再办这一步")
    return row


def _moved(row: Question, to: Organisation, kind: EventKind, reason: str, by: User) -> Question:
    said = reason.strip()
    if not 2 <= len(said) <= LONGEST_REASON or CONTROL.search(said):
        raise BadInput("reason", f"请写明原因，2 至 {LONGEST_REASON} 字")
    detail: dict[str, Any] = {
        "from": row.organisation.name, "from_id": row.organisation.public_id, "to": to.name,
    }  # fmt: skip
    row.organisation, row.region, row.state = to, to.region, State.WAITING
    row.save(update_fields=["organisation", "region", "state"])
    QuestionReceipt.objects.filter(question=row).update(region=to.region)
    add(row, kind, by, detail, said)
    return row
