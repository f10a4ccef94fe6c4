"""A write of the desk: by POST, in the name of who asks, all or nothing; why it was not done is an answer of its own.

404 outside of the scope, 403 for what is not theirs to do, 409 when somebody was quicker (with the newer version
beside mine), 400 for what cannot be. Each refusal is recorded.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.audit.record import record
from layers.changes.aggregate import noun_of
from layers.changes.differences import Difference, compared
from layers.changes.errors import Conflict, Newer, NotSeen, Refused
from layers.changes.models import ChangeRow
from layers.staff.scope import scope_for
from portal.desk.way import safe_next

View = Callable[..., HttpResponse]


def writing(view: View) -> View:
    """For views that change something."""

    @require_POST
    @wraps(view)
    def written(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        try:
            with acting_in(request, scope=scope_for(request)):
                return view(request, *arguments, **named)
        except (NotSeen, Http404) as problem:
            note(request, 404, str(problem))
            raise Http404(str(problem)) from None
        except (Refused, Conflict, BadInput) as problem:
            status = 403 if isinstance(problem, Refused) else 409 if isinstance(problem, Conflict) else 400
            note(request, status, problem.message)
            return not_done(request, status, problem.message, getattr(problem, "rows", ()))

    return written


def note(request: HttpRequest, status: int, reason: str) -> None:
    """After the refused transaction has ended, or the entry would go with it."""
    with acting_in(request, scope=scope_for(request)):
        detail = {"path": request.path[:200], "status": status, "reason": reason[:300]}
        record("write", detail=detail, refused=True)


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
