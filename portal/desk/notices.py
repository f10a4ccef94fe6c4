"""/staff/notices/: what was told to those who subscribed, in one's scope: numbers by state, failures, no recipient; one that
waits, with its words and how many it reaches; and the sheet that is read aloud in a village."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.errors import NotSeen
from layers.staff.models import READING_ROLES
from layers.staff.scope import scope_for
from layers.subscriptions.broadcast import TIMES, broadcast, villages_of
from layers.subscriptions.confirming import confirm, may_confirm, previews
from layers.subscriptions.counting import LISTED, deliveries
from layers.subscriptions.models import Notice
from portal.desk.refusals import only_for
from portal.paper import sheet
from portal.skins import Skin


@only_for(*READING_ROLES)
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    rows = scope_for(request).rows(Notice.objects.all(), "region__path", "organisation_id")
    return render(request, "desk/notices.html", {"rows": deliveries(rows), "shown": LISTED})


@only_for(*READING_ROLES)
@require_safe
def notice(request: HttpRequest, key: int) -> HttpResponse:
    return shown(request, found(request, key))


def shown(request: HttpRequest, row: Notice, status: int = 200, **more: Any) -> HttpResponse:
    told = previews(row)
    context = {
        "row": row,
        "delivery": deliveries(Notice.objects.filter(pk=row.pk))[0],
        "previews": told,
        "people": sum(one.people for one in told),
        "waits": row.confirmed_at is None and not row.kind.goes_at_once,
        "may_confirm": may_confirm(scope_for(request), row),
        "villages": villages_of(row),
        **more,
    }
    return render(request, "desk/notice.html", context, status=status)


@only_for(*READING_ROLES)
@require_POST
def confirm_notice(request: HttpRequest, key: int) -> HttpResponse:
    row = found(request, key)
    try:
        with acting_in(request, scope=scope_for(request)):
            confirm(row.pk, scope_for(request))
    except BadInput as problem:
        row.refresh_from_db()
        return shown(request, row, 409, problem=problem.message)
    messages.success(request, "已确认，正在通知订阅的人")
    return redirect("desk:notice", key)


@only_for(*READING_ROLES)
@require_safe
def broadcast_sheet(request: HttpRequest, key: int, code: str) -> HttpResponse:
    row = found(request, key)
    village = next((one for one in villages_of(row) if one.code == code), None)
    if village is None:
        raise NotSeen
    skin = Skin(request)
    context = {
        "read": broadcast(row, village),
        "times": range(1, TIMES + 1),
        "address": skin.absolute(row.address),
        "notice": row,
        "issuer": skin.city["site_name"],
        "today": timezone.localdate(),
    }
    return sheet(request, "desk/broadcast.html", context, f"广播稿-{village.code}-{row.pk}")


def found(request: HttpRequest, key: int) -> Notice:
    """Raises NotSeen outside of the scope."""
    rows = scope_for(request).rows(Notice.objects.all(), "region__path", "organisation_id")
    row = (
        rows.select_related("kind", "region", "organisation", "released_by", "confirmed_by")
        .filter(pk=key)
        .first()
    )
    if row is None:
        raise NotSeen
    return row
