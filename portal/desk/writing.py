"""A write of the desk: by POST, in the name of who asks, all or nothing. Why it was not done is a page of its own:
403 for what is not theirs to do, 409 when somebody was quicker (with the newer version beside mine), 400 for what
cannot be. What is out of scope is not there: portal.middleware answers 404 and records it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.aggregate import noun_of
from layers.changes.differences import Difference, compared
from layers.changes.errors import Conflict, Newer, Refused
from layers.changes.models import ChangeRow
from layers.changes.scoping import found
from layers.staff.scope import scope_for
from portal.desk.way import safe_next
from portal.middleware import record_refusal

View = Callable[..., HttpResponse]
STATUS: dict[type[Exception], int] = {Refused: 403, Conflict: 409, BadInput: 400}


def writing(view: View) -> View:
    """For views that change something."""

    @require_POST
    @wraps(view)
    def written(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        try:
            with acting_in(request, scope=scope_for(request)):
                if "public_id" in named:
                    # First of all: a neighbour learns nothing from what her form lacks.
                    found(named["public_id"], request.user, scope_for(request))
                return view(request, *arguments, **named)
        except (Refused, Conflict, BadInput) as problem:
            if not isinstance(problem, BadInput):
                record_refusal(request, problem.message)
            newer = problem.rows if isinstance(problem, Conflict) else ()
            return not_done(request, STATUS[type(problem)], problem.message, newer)

    return written


def not_done(request: HttpRequest, status: int, reason: str, newer: tuple[Newer, ...] = ()) -> HttpResponse:
    """The page that says why, with the way back."""
    back = safe_next(request.POST.get("back", ""))
    mine = request.resolver_match.kwargs.get("public_id", "") if request.resolver_match else ""
    context = {"reason": reason, "back": back, "status": status, "newer": beside(newer, mine), "mine": mine}
    return render(request, "desk/not_done.html", context, status=status)


def beside(newer: tuple[Newer, ...], mine: str) -> list[tuple[Newer, list[Difference]]]:
    """Each record that has a newer version: what is public by now, and what the change set proposes instead."""
    rows = ChangeRow.objects.filter(change_set__public_id=mine, key__in=[row.key for row in newer])
    own = {(row.noun, row.key): row.after for row in rows} if newer else {}
    return [(row, compared(noun_of(row.noun), row.current, own.get((row.noun, row.key)))) for row in newer]
