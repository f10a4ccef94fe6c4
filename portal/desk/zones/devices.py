"""/staff/zone-devices/: what is broken in the zones, first of all; of one zone all its devices. A fault, its repair, its end.

By the editor alone, each step with its entry in the trail; the public reads that a device cannot be used, not why.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.errors import NotSeen
from layers.staff.models import Role
from layers.staff.scope import Scope, scope_for
from layers.zones import repairs
from layers.zones.models import Repair, Zone, ZoneDevice
from portal.desk.nouns.zones import zones as rows_of
from portal.desk.refusals import only_for

State = ZoneDevice.State
SHOWN = 200
Step = Callable[[ZoneDevice, QueryDict, Any], object]
STEPS: dict[str, tuple[str, Step]] = {
    "report": (
        "已登记故障",
        lambda device, given, person: repairs.report(device, given.get("fault", ""), person),
    ),
    "send": ("已报修", lambda device, given, person: repairs.send(device)),
    "finish": ("已修好", lambda device, given, person: repairs.finish(device, given.get("outcome", ""))),
    "retire": ("已停用", lambda device, given, person: repairs.retire(device)),
    "bring_back": ("已恢复使用", lambda device, given, person: repairs.bring_back(device)),
}


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(Role.EDITOR)
def devices(request: HttpRequest) -> HttpResponse:
    scope = scope_for(request)
    if request.method != "POST":
        return page(request, scope)
    device = named(scope, request.POST.get("device", ""))
    try:
        said, step = step_of(request.POST.get("do", ""))
        with acting_in(request, scope=scope):
            step(device, request.POST, request.user)
    except BadInput as problem:
        return page(request, scope, 422, refused=device.pk, problem=problem, given=request.POST)
    messages.success(request, f"{said}：{device.zone}，{device}")
    return HttpResponseRedirect(request.get_full_path())


def page(request: HttpRequest, scope: Scope, status: int = 200, **refused: Any) -> HttpResponse:
    """``?zone=`` shows all devices of one; without it, what does not work anywhere."""
    zones = mine(scope)
    key = request.GET.get("zone", "")
    zone = zones.filter(public_id=key).first() if key else None
    if key and zone is None:
        raise NotSeen
    wanted = Q(zone=zone) if zone else ~Q(state=State.WORKING) | Q(pk=refused.get("refused"))
    open_repairs = Prefetch("repairs", Repair.objects.filter(done_at__isnull=True), to_attr="open_repairs")
    found = ZoneDevice.objects.filter(wanted, zone__in=zones.values("pk")).select_related("zone")
    context = {
        "zone": zone,
        "devices": found.prefetch_related(open_repairs).order_by("state", "zone__name", "pk")[:SHOWN],
        "zones": zones.annotate(down=Count("devices", filter=~Q(devices__state=State.WORKING))).order_by(
            "name"
        )[:SHOWN],
        "longest": repairs.LONGEST,
        **refused,
    }
    return render(request, "desk/zones/devices.html", context, status=status)


def mine(scope: Scope) -> Any:
    """The zones that the editor may look after."""
    published = rows_of().filter(pk__in=Zone.objects.published().values("pk"))
    return scope.rows(published, roles=(Role.EDITOR,))


def named(scope: Scope, key: str) -> ZoneDevice:
    """Raises NotSeen for a device that is not the editor's, BadInput for what names none."""
    if not key:
        raise BadInput("device", "请在列表里选一台设备")
    rows = ZoneDevice.objects.filter(zone__in=mine(scope).values("pk")).select_related("zone")
    device = rows.filter(public_id=key).first()
    if device is None:
        raise NotSeen
    return device


def step_of(do: str) -> tuple[str, Step]:
    if do not in STEPS:
        raise BadInput("do", "请点一个按钮，说明怎么处理")
    return STEPS[do]
