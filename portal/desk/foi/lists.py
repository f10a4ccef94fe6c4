"""/staff/foi/: the applications of one's offices: what is due first, what is late; the closed ones by day."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.foi.models import OPEN, State
from layers.foi.visible import offices_of, visible, waiting
from layers.personal.reading import masked
from layers.staff.models import READING_ROLES
from layers.staff.scope import Scope, scope_for
from layers.workdays.calendar import load_calendar
from portal.desk.refusals import only_for
from portal.listing import page_of

PAGE_SIZE = 50
STATES = [("open", "没有办结的"), ("late", "已逾期的"), ("closed", "已办结的")]


@only_for(*READING_ROLES)
@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    scope, state = scope_for(request), request.GET.get("state", "open")
    if state not in dict(STATES):
        raise BadInput("state", "没有这种状态")
    with acting_in(request, scope=scope):
        context: dict[str, Any] = {"state": state, "states": STATES}
        context |= closed(request, scope) if state == "closed" else still_open(scope, state)
        context["may_enter"] = offices_of(scope).exists()
    return render(request, "desk/foi/list.html", context)


def still_open(scope: Scope, state: str) -> dict[str, Any]:
    today = timezone.localdate()
    found = waiting(visible(scope), today, load_calendar())
    late = [one for one in found if one.late_by]
    shown = late if state == "late" else found
    return {
        "rows": [{"row": one.row, "one": one, "name": masked(one.row, "name")} for one in shown],
        "late": len(late),
        "unconfirmed": sum(one.row.state == State.UNCONFIRMED for one in found),
    }


def closed(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    rows = visible(scope).exclude(state__in=OPEN).order_by("-closed_on", "-pk")
    page = page_of(rows, request, PAGE_SIZE)
    return {"page": page, "rows": [{"row": row, "name": masked(row, "name")} for row in page]}
