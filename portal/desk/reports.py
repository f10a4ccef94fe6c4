"""/staff/reports/: what people say is not right, in one's scope; and one of them, with the way to the thing itself."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.errors import Conflict, NotSeen, Refused
from layers.personal.reading import masked, read
from layers.reports import handling
from layers.reports.models import Report, State
from layers.staff.models import READING_ROLES
from layers.staff.scope import Scope, scope_for
from portal.desk import sent
from portal.desk.account_steps import user_of
from portal.desk.refusals import only_for

SHOWN = 200
# Column of the report → the word of its noun in the address of the desk.
SLUGS = {"place": "places", "item": "items", "case": "cases"}


@only_for(*READING_ROLES)
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """?state=; what waits longest in front. Raises BadInput."""
    scope, state = scope_for(request), request.GET.get("state", State.WAITING)
    if state not in State:
        raise BadInput("state", "没有这种状态")
    with acting_in(request, scope=scope):
        counted = handling.counted(scope)
        rows = list(handling.visible(scope).filter(state=state).order_by("created_at", "pk")[:SHOWN])
    states = [(one.value, one.label, counted.get(one.value, 0)) for one in State]
    context = {"rows": rows, "states": states, "state": state, "count": counted.get(state, 0), "shown": SHOWN}
    return render(request, "desk/reports/list.html", context)


@only_for(*READING_ROLES)
@require_safe
def report(request: HttpRequest, number: str) -> HttpResponse:
    return shown(request, number)


def shown(
    request: HttpRequest, number: str, *, full: dict[str, str] | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """``full``: the column that was just unmasked."""
    scope = scope_for(request)
    with acting_in(request, scope=scope):
        row = one(number, scope)
        text, answered = read(row, "text", "answer")
        masked_phone = masked(row, "phone")
    slug = next(slug for column, slug in SLUGS.items() if getattr(row, f"{column}_id"))
    context = {
        "row": row, "thing": row.thing, "slug": slug, "text": text, "answer": answered, "masked": masked_phone,
        "phone": (full or {}).get("phone", ""), "may_handle": handling.may_handle(scope, row) and row.erased_at is None, **more,
    }  # fmt: skip
    return render(request, "desk/reports/one.html", context, status=status)


def one(number: str, scope: Scope) -> Report:
    """Raises NotSeen outside of the scope."""
    row = handling.visible(scope).filter(number=number).first()
    if row is None:
        raise NotSeen
    return row


to_handle = sent.to_handle(one, handling.may_handle)
unmask_phone = sent.unmasking(to_handle, {"phone": "电话"}, shown)


@sensitive_post_parameters("answer")
@only_for(*READING_ROLES)
@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    scope, text, state = scope_for(request), request.POST.get("answer", ""), request.POST.get("state", "")
    try:
        with acting_in(request, scope=scope):
            handling.answer(to_handle(number, scope).number, user_of(request), state, text)
    except BadInput as problem:
        return shown(request, number, status=422, problem=problem.message, typed=text, chosen=state)
    except (Conflict, Refused) as problem:
        return shown(request, number, status=409, problem=problem.message, typed=text, chosen=state)
    messages.success(request, "已答复，群众凭回执可以查到")
    return redirect("desk:reports")
