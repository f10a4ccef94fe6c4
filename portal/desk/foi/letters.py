"""Letters and the reckoning as A4: with the applicant's name, so laid out anew each time and kept by nobody."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.audit.acting import acting_in
from layers.changes.errors import NotSeen
from layers.foi.models import EventKind
from layers.foi.outcomes import BY_CODE
from layers.foi.steps import standing_of, text_of
from layers.personal.reading import read
from layers.staff.models import READING_ROLES
from layers.staff.scope import scope_for
from portal import paper
from portal.desk.foi.one import LETTERS, one, to_handle
from portal.desk.refusals import only_for

TITLES = {
    EventKind.RECEIVED: "政府信息公开申请登记回执",
    EventKind.CORRECTION: "政府信息公开申请补正告知书",
    EventKind.CONSULTED: "政府信息公开征求意见书",
    EventKind.EXTENDED: "政府信息公开延期答复告知书",
    EventKind.ANSWERED: "政府信息公开申请答复书",
}


@only_for(*READING_ROLES)
@require_safe
def letter(request: HttpRequest, number: str, sequence: int) -> HttpResponse:
    scope = scope_for(request)
    with acting_in(request, scope=scope):
        row = to_handle(number, scope)
        standing = standing_of(row, timezone.localdate())
        event = next((event for event in standing.events if event.sequence == sequence), None)
        if event is None or event.kind not in LETTERS or row.erased_at is not None:
            raise NotSeen
        # 第三方 learns what was asked for, never who asked.
        names = ("title", "doc_no", "description", *(() if event.kind == EventKind.CONSULTED else ("name",)))
        told = dict(zip(names, read(row, *names), strict=True))
        context: dict[str, Any] = {
            "row": row,
            "event": event,
            "title": TITLES[EventKind(event.kind)],
            "template": f"desk/foi/letters/{event.kind}.html",
            "text": text_of(event),
            "until": dt.date.fromisoformat(event.detail["until"]) if "until" in event.detail else None,
            "outcome": BY_CODE.get(event.detail.get("outcome", "")),
            "found": standing.found,
            # The heading of the sheet is called title already.
            "title_of": told.pop("title"),
            **told,
        }
    return paper.letter(request, "desk/foi/letter.html", context, f"{context['title']}-{row.number}")


@only_for(*READING_ROLES)
@require_safe
def reckoning(request: HttpRequest, number: str) -> HttpResponse:
    """期限计算单: each event with its article and its holidays. It names nobody."""
    scope = scope_for(request)
    with acting_in(request, scope=scope):
        row = one(number, scope)
        standing = standing_of(row, timezone.localdate())
    context = {"row": row, "found": standing.found, "today": standing.today}
    return paper.letter(request, "desk/foi/reckoning.html", context, f"期限计算单-{row.number}")
