"""/staff/postings/: the phone page of whoever goes out and posts. What is to be posted, what hangs, one tap each.

By the editor alone and public at once; each tap has its entry in the trail.
"""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.errors import NotSeen
from layers.land.hanging import put_up, take_down, unrecord
from layers.land.models import Stage
from layers.staff.models import Role
from layers.staff.scope import scope_for
from portal.desk.posting_list import MOST_CASES, Entry, Sheet, entries
from portal.desk.refusals import only_for


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(Role.EDITOR)
def postings(request: HttpRequest) -> HttpResponse:
    today, scope = timezone.localdate(), scope_for(request)
    if request.method != "POST":
        return page(request, entries(scope, today), today)
    found = entries(scope, today, None)
    entry = named(found, request.POST.get("entry", ""))
    try:
        with acting_in(request, scope=scope):
            told = record(request, entry, today)
    except BadInput as problem:
        refused = {"entry": entry.key, "problem": problem, "given": request.POST}
        return page(request, found, today, 422, **refused)
    messages.success(request, told)
    return HttpResponseRedirect(f"{request.path}#e{entry.key}")


def page(
    request: HttpRequest, found: list[Entry], today: dt.date, status: int = 200, **refused: Any
) -> HttpResponse:
    context = {
        "entries": found,
        "to_post": sum(entry.is_to_be_posted and entry.is_required for entry in found),
        "today": today,
        "most_cases": MOST_CASES,
        **refused,
    }
    return render(request, "desk/postings.html", context, status=status)


def named(found: list[Entry], key: str) -> Entry:
    """Raises NotSeen for a board that is not the editor's, BadInput for what names none."""
    if not key:
        raise BadInput("entry", "请在列表里选一处")
    for entry in found:
        if entry.key == key:
            return entry
    raise NotSeen


def record(request: HttpRequest, entry: Entry, today: dt.date) -> str:
    """Does what the button says, and tells it. Raises BadInput."""
    do, day = request.POST.get("do", ""), date_of(request.POST.get("on", ""), today)
    if do == "up":
        stages = Stage.objects.select_related("kind", "case")
        stage = stages.get(case=entry.case, kind=entry.kind, version=entry.stage.version)
        file = request.FILES.get("photo")
        put_up(
            stage,
            entry.board,
            place=request.POST.get("place", ""),
            posted_on=day,
            today=today,
            person=request.user,
            note=request.POST.get("note", ""),
            photo=(file.name or "photo", file) if file else None,
        )
        return f"已记下：{entry.board}，{day:%Y-%m-%d} 张贴"
    sheet = sheet_of(entry, request.POST.get("posting", ""))
    if do == "down":
        take_down(sheet.posting, removed_on=day, today=today, earliest=sheet.comes_down_on)
        return f"已记下：{entry.board}，{day:%Y-%m-%d} 取下"
    if do == "mistake" and not entry.is_past:
        unrecord(sheet.posting)
        return f"已撤销：{entry.board}的这一条张贴记录"
    raise BadInput("do", "这一条不能这样改")


def sheet_of(entry: Entry, key: str) -> Sheet:
    for sheet in entry.sheets:
        if str(sheet.posting.pk) == key:
            return sheet
    raise NotSeen


def date_of(text: str, today: dt.date) -> dt.date:
    """One tap is today."""
    try:
        return dt.date.fromisoformat(text) if text else today
    except ValueError:
        raise BadInput("on", "日期应写成 2024-03-04 的样子") from None
