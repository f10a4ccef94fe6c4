"""What staff do with a report: they correct the thing, or find it right; and say so, once."""

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from geo.errors import BadInput
from layers.changes.aggregate import noun_of
from layers.changes.drafting import draft
from layers.changes.reading import snapshot
from layers.changes.review import submit
from layers.receipts.words import answer_words
from layers.reports.models import Report, State
from layers.staff.models import Role, User
from layers.staff.scope import Scope

LONGEST_ANSWER = 500
# Column of the report → noun of layers.changes that has a verified_on. A case has none: its files carry their days.
VERIFIED = {"place": "place", "item": "service_item"}


def visible(scope: Scope) -> QuerySet[Report]:
    """To be read inside ``acting`` with the scope: elsewhere the database shows none."""
    rows = scope.rows(Report.objects.all())
    related = ("place", "item", "case", "organisation", "region", "personal_key", "answered_by")
    return rows.select_related(*related).defer(
        "region__area", "region__public_area", "region__label_point", "case__public_area"
    )


def may_handle(scope: Scope, row: Report) -> bool:
    """Who could correct the thing, answers."""
    return scope.covers(Role.EDITOR, row.region.path, row.organisation_id)


def waiting_for(scope: Scope) -> QuerySet[Report]:
    """Those that who asks has to answer. To be read inside ``acting``."""
    return scope.rows(Report.objects.filter(state=State.WAITING, erased_at__isnull=True), roles=[Role.EDITOR])


@transaction.atomic
def answer(number: str, by: User, state: str, text: str) -> Report:
    """Once and for good: who reported has perhaps read it already. Of what is found right, the day on which somebody
    last looked is renewed with it, or neither happens. Raises BadInput, Conflict, NotSeen."""
    if state not in (State.CORRECTED, State.CONFIRMED):
        raise BadInput("state", "请选“已改”或“核实无误”")
    words = answer_words(text, LONGEST_ANSWER)
    row = Report.objects.select_for_update().get(number=number)
    if row.state != State.WAITING:
        raise BadInput("state", "已经答复过，不能再办")
    if state == State.CONFIRMED:
        renew_verified(row, by)
    row.state, row.answer = State(state), words
    row.answered_at, row.answered_by = timezone.now(), by
    row.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    return row


def renew_verified(row: Report, by: User) -> None:
    """By a change set of that one column, which its editor may publish alone: history and undo know of it."""
    for column, name in VERIFIED.items():
        thing, noun = getattr(row, column), noun_of(name)
        if thing is None or thing.withdrawn_at is not None:
            continue
        content = snapshot(noun, thing.public_id)
        today = timezone.localdate().isoformat()
        if content is None or content["verified_on"] == today:
            continue
        made = draft(name, by, thing.public_id, content | {"verified_on": today})
        submit(made.public_id, by, seen_hash=made.content_hash)


def counted(scope: Scope) -> dict[str, int]:
    """How many wait, were corrected, were found right. To be asked inside ``acting``."""
    found = scope.rows(Report.objects.all()).order_by().values_list("state").annotate(Count("pk"))
    return dict(found)
