"""/staff/objections/<number>/: what was said, who said it (masked; in full with a reason), and the answer with its letter."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.errors import NotSeen
from layers.objections import handling
from layers.objections.models import WAITING, Kind, Objection, Outcome, State
from layers.objections.visible import due, is_overdue, may_handle, may_read, visible
from layers.personal.reading import masked, read
from layers.staff.models import READING_ROLES
from layers.staff.scope import Scope, scope_for
from layers.workdays.calendar import load_calendar
from portal import paper
from portal.desk import sent
from portal.desk.account_steps import user_of
from portal.desk.refusals import only_for

CONTACT = {"name": "姓名", "phone": "电话", "address": "通信地址"}


@only_for(*READING_ROLES)
@require_safe
def objection(request: HttpRequest, number: str) -> HttpResponse:
    return shown(request, number)


def shown(
    request: HttpRequest, number: str, *, full: dict[str, str] | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """``full``: the columns that were just unmasked."""
    scope, today, calendar = scope_for(request), timezone.localdate(), load_calendar()
    with acting_in(request, scope=scope):
        row = one(number, scope)
        reads = may_read(scope, row)
        text, answer = read(row, "text", "answer") if reads else ("", "")
        contact = [
            (label, name, (full or {}).get(name) or masked(row, name), name in (full or {}))
            for name, label in CONTACT.items()
        ]
    context = {
        "row": row, "may_read": reads, "may_handle": may_handle(scope, row) and row.erased_at is None, "text": text,
        "answer": answer, "contact": contact, "due": due(row, calendar), "is_overdue": is_overdue(row, today, calendar),
        "is_waiting": row.state in WAITING, "is_hearing": row.kind == Kind.HEARING, "outcomes": Outcome.choices,
        "can_forward": row.kind == Kind.HEARING and row.state in (State.RECEIVED, State.IN_HAND), **more,
    }  # fmt: skip
    return render(request, "desk/objections/one.html", context, status=status)


def one(number: str, scope: Scope) -> Objection:
    """Raises NotSeen outside of the scope."""
    row = visible(scope).select_related("case__county", "case__organisation").filter(number=number).first()
    if row is None:
        raise NotSeen
    return row


to_handle = sent.to_handle(one, may_handle)
unmask_contact = sent.unmasking(to_handle, CONTACT, shown)


@only_for(*READING_ROLES)
@require_POST
def take(request: HttpRequest, number: str) -> HttpResponse:
    scope = scope_for(request)
    try:
        with acting_in(request, scope=scope):
            handling.take_in_hand(to_handle(number, scope).number)
    except BadInput as problem:
        messages.warning(request, problem.message)
    return redirect("desk:objection", number)


@sensitive_post_parameters("answer")
@only_for(*READING_ROLES)
@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    scope, given = scope_for(request), request.POST
    text, outcome = given.get("answer", ""), given.get("outcome", "")
    try:
        with acting_in(request, scope=scope):
            handling.answer(to_handle(number, scope).number, user_of(request), text, outcome)
    except BadInput as problem:
        return shown(request, number, status=422, problem=problem, typed=text, chosen=outcome)
    messages.success(request, "已答复，凭回执可以查到；请把答复书寄给或当面交给本人")
    return redirect("desk:objection", number)


@only_for(*READING_ROLES)
@require_POST
def forward(request: HttpRequest, number: str) -> HttpResponse:
    """One hearing application is sent on; that a hearing is held stands in the case, by whoever decides it."""
    scope = scope_for(request)
    with acting_in(request, scope=scope):
        is_sent = handling.forward([to_handle(number, scope).number], timezone.localdate())
    messages.info(request, "已记为转听证" if is_sent else "这一件不能转听证：不是听证申请，或已经办过")
    return redirect("desk:objection", number)


@only_for(*READING_ROLES)
@require_safe
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """答复书 on A4, addressed by the receipt number: the envelope is written by hand, so the file names nobody."""
    scope = scope_for(request)
    with acting_in(request, scope=scope):
        row = to_handle(number, scope)
        if row.state != State.ANSWERED or row.erased_at is not None:
            raise NotSeen
        (text,) = read(row, "answer")
    context = {"row": row, "answer": text}
    return paper.letter(request, "desk/objections/letter.html", context, f"答复书-{row.number}")
