"""/kiosk/: how this device is. Here it is activated, cleaned, and helped by staff."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.audit.address import client_address
from layers.devices.identity import activate
from layers.devices.models import Sign
from layers.devices.signs import pages_left
from layers.staff.lockout import Meter, charge, meter_key, network_of, refund
from portal.kiosk.token import has_token, keep, kiosk_of
from portal.zones.device import stand_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def health(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return page(request)
    meter = of_codes(request)
    if not charge(meter):
        return page(request, 429, problem="这里输错的次数太多了，请一小时以后再试")
    try:
        with acting_in(request, purpose="一体机启用"):
            kiosk, token = activate(request.POST.get("code", "")[:40])
    except BadInput as problem:
        return page(request, 422, problem=problem.message)
    refund([meter])
    response = redirect("kiosk:health")
    keep(response, token)
    stand_in(response, request, kiosk.zone)
    return response


def page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    kiosk = kiosk_of(request)
    context = {
        "kiosk": kiosk,
        "is_refused": kiosk is None and has_token(request),
        "sign": Sign.objects.filter(kiosk=kiosk).first() if kiosk else None,
        "pages_left": pages_left(kiosk) if kiosk else None,
        "pages_at_once": settings.KIOSK_PAGES_AT_ONCE,
        **more,
    }
    return render(request, "kiosk/health.html", context, status=status)


def of_codes(request: HttpRequest) -> Meter:
    source = network_of(client_address(request))
    return Meter(meter_key("kiosk code", source), settings.KIOSK_CODES_OF_A_SOURCE, 60)
