"""/staff/kiosks/: the touch screens of the zones in one's scope, what each last said, and who it is.

A code is shown once, on the answer to the step that made it. Each step has its entry in the trail.
"""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.errors import NotSeen
from layers.devices import identity
from layers.devices.models import Kiosk
from layers.staff.models import READING_ROLES, Role
from layers.staff.scope import Scope, scope_for
from layers.zones.models import Zone
from portal.desk.refusals import only_for

REGION, ORGANISATION = "zone__region__path", "zone__organisation_id"


@only_for(*READING_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def kiosks(request: HttpRequest) -> HttpResponse:
    """The list; a POST by an editor of the zone adds one."""
    scope = scope_for(request)
    if request.method != "POST":
        return page(request, scope)
    if not scope.has(Role.EDITOR):
        raise NotSeen
    name = request.POST.get("name", "")
    try:
        with acting_in(request, scope=scope):
            made, code = identity.make(zone_named(scope, request.POST.get("zone", "")), name)
    except BadInput as problem:
        return page(request, scope, 422, problem=problem.message, given=request.POST)
    return page(request, scope, made=made, code=code)


@only_for(*READING_ROLES)
@require_POST
def renew(request: HttpRequest, public_id: str) -> HttpResponse:
    scope = scope_for(request)
    with acting_in(request, scope=scope):
        kiosk = to_handle(scope, public_id)
        code = identity.renew(kiosk)
    return page(request, scope, made=kiosk, code=code)


@only_for(*READING_ROLES)
@require_POST
def revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    scope = scope_for(request)
    with acting_in(request, scope=scope):
        kiosk = to_handle(scope, public_id)
        identity.revoke(kiosk)
    messages.success(request, f"已收回：{kiosk}。它下次报到时就不再代表这个专区")
    return redirect("desk:kiosks")


def page(request: HttpRequest, scope: Scope, status: int = 200, **more: Any) -> HttpResponse:
    rows = list(scope.rows(shown(), REGION, ORGANISATION).order_by("zone__region__path", "zone__name", "pk"))
    mine = set(scope.rows(shown(), REGION, ORGANISATION, [Role.EDITOR]).values_list("pk", flat=True))
    context = {
        "rows": [(row, getattr(row, "sign", None), row.pk in mine) for row in rows],
        "offline": sum(is_missing(row) for row in rows),
        "zones": zones(scope).order_by("region__path", "name") if scope.has(Role.EDITOR) else [],
        "code_hours": identity.CODE_HOURS,
        **more,
    }
    return render(request, "desk/kiosks/list.html", context, status=status)


def is_missing(kiosk: Kiosk) -> bool:
    """In service, and not heard of for a quarter of an hour."""
    sign = getattr(kiosk, "sign", None)
    return bool(kiosk.activated_at and not kiosk.revoked_at and (sign is None or sign.is_offline))


def shown() -> QuerySet[Kiosk]:
    return identity.with_zone().select_related("zone__region", "sign")


def to_handle(scope: Scope, public_id: str) -> Kiosk:
    """Raises NotSeen for one that is not the editor's."""
    found = scope.rows(shown(), REGION, ORGANISATION, [Role.EDITOR]).filter(public_id=public_id).first()
    if found is None:
        raise NotSeen
    return found


def zones(scope: Scope) -> QuerySet[Zone]:
    return scope.rows(Zone.objects.published(), roles=[Role.EDITOR])


def zone_named(scope: Scope, key: str) -> Zone:
    """Raises BadInput for no choice, NotSeen for a zone that is not the editor's."""
    if not key:
        raise BadInput("zone", "请选一个专区")
    found = zones(scope).filter(public_id=key).first() if key.isalnum() else None
    if found is None:
        raise NotSeen
    return found
