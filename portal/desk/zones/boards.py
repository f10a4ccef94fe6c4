"""/staff/boards/: the phone page of whoever goes round and looks at the boards. What is due first, a word and a photo each.

By the editor alone and public at once; each look has its entry in the trail.
"""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.errors import NotSeen
from layers.staff.models import Role
from layers.staff.scope import Scope, scope_for
from layers.zones.boards import Board, BoardQuerySet, Inspection, days_to
from layers.zones.inspecting import inspect
from portal.desk.nouns.zones import boards as rows_of
from portal.desk.postings import date_of
from portal.desk.refusals import only_for

# Nobody goes round more in a day.
SHOWN = 60


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(Role.EDITOR)
def boards(request: HttpRequest) -> HttpResponse:
    today, scope = timezone.localdate(), scope_for(request)
    if request.method != "POST":
        return page(request, scope, today)
    board = named(scope, request.POST.get("board", ""))
    file = request.FILES.get("photo")
    try:
        with acting_in(request, scope=scope):
            look = inspect(
                board,
                inspected_on=date_of(request.POST.get("on", ""), today),
                today=today,
                is_sound=state_of(request.POST.get("do", "")),
                note=request.POST.get("note", ""),
                person=request.user,
                photo=(file.name or "photo", file) if file else None,
            )
    except BadInput as problem:
        return page(request, scope, today, 422, refused=board.pk, problem=problem, given=request.POST)
    messages.success(
        request, f"已记下：{board}，{look.inspected_on:%Y-%m-%d} {'完好' if look.is_sound else look.note}"
    )
    return HttpResponseRedirect(request.path)


def page(
    request: HttpRequest, scope: Scope, today: dt.date, status: int = 200, **refused: Any
) -> HttpResponse:
    looks = Inspection.objects.select_related("photo")
    found: Any = mine(scope).with_due_day().prefetch_related(Prefetch("inspections", looks))
    shown = list(found.order_by("due_on", "pk")[:SHOWN])
    # The one that was refused stays in sight, wherever it stands.
    if "refused" in refused and refused["refused"] not in {board.pk for board in shown}:
        shown.insert(0, found.get(pk=refused["refused"]))
    context = {
        "boards": [(board, board.due_on <= today, days_to(board.due_on, today)) for board in shown],
        "due": sum(board.due_on <= today for board in shown),
        "today": today,
        "shown": SHOWN,
        **refused,
    }
    return render(request, "desk/zones/boards.html", context, status=status)


def mine(scope: Scope) -> BoardQuerySet:
    """What the editor may look after."""
    published = rows_of().filter(pk__in=Board.objects.published().values("pk"))
    return scope.rows(published, roles=(Role.EDITOR,))  # type: ignore[return-value]


def named(scope: Scope, key: str) -> Board:
    """Raises NotSeen for a board that is not the editor's, BadInput for what names none."""
    if not key:
        raise BadInput("board", "请在列表里选一处")
    board = mine(scope).filter(public_id=key).first()
    if board is None:
        raise NotSeen
    return board


def state_of(do: str) -> bool:
    if do not in ("sound", "faulty"):
        raise BadInput("do", "请点“完好”或“有问题”")
    return do == "sound"
