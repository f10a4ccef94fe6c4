"""What a kiosk tells: that it is there, and that it wants to print. JSON in, JSON out; nothing about a person."""

import datetime as dt
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from geo.errors import BadInput
from layers.devices.signs import beat, charge_pages, pages_left, refuse_long
from layers.local_modules.models import Device
from layers.regions.chosen import AREA_COOKIE
from layers.usage.counting import count
from layers.usage.models import What
from portal.kiosk.token import has_token, kiosk_of, leave_zone
from portal.pages.errors import json_error
from portal.skins import ZONE_COOKIE
from portal.zones.device import stand_in

LARGEST = 2_000
LONGEST_UPTIME_S = 2**31 - 1
LONGEST, A_DAY = dt.timedelta(days=3650), dt.timedelta(days=1)


# csrf_exempt: the token's cookie is SameSite=Strict, and a page that lay open for days still reports itself.
@csrf_exempt
@never_cache
@require_POST
def heartbeat(request: HttpRequest) -> HttpResponse:
    """{"version", "uptime_s", "bundle_at"}. {"state": "known"}, or 403 {"state": "unknown"} for a revoked or foreign
    token; a kiosk without one is "anonymous"."""
    try:
        told = told_in(request)
        version, uptime_s = words(told, "version"), whole(told, "uptime_s", LONGEST_UPTIME_S)
        bundle_at = moment(told, "bundle_at")
    except BadInput as problem:
        return json_error(400, problem.message, problem.parameter)
    if not has_token(request):
        return JsonResponse({"state": "anonymous"})
    kiosk = kiosk_of(request)
    if kiosk is None:
        response = JsonResponse({"state": "unknown"}, status=403)
        leave_zone(response, request)
        return response
    beat(kiosk, version=version, uptime_s=uptime_s, bundle_at=bundle_at)
    count(What.BEAT, "kiosk", Device.KIOSK.value, kiosk.zone.public_id)
    response = JsonResponse({"state": "known", "pages_left": pages_left(kiosk)})
    standing = request.COOKIES.get(ZONE_COOKIE), request.COOKIES.get(AREA_COOKIE)
    if standing != (kiosk.zone.public_id, kiosk.zone.region.code):
        stand_in(response, request, kiosk.zone)
    return response


@csrf_exempt
@never_cache
@require_POST
def printing(request: HttpRequest) -> HttpResponse:
    """{"pages"} before the page is printed: 200, or 400 with the reason in words. Without a token only one printing
    is limited, as there is nothing to count on."""
    try:
        pages = whole(told_in(request), "pages", 100_000)
        kiosk = kiosk_of(request)
        if kiosk is None:
            refuse_long(pages)
            return JsonResponse({"pages_left": None})
        return JsonResponse({"pages_left": charge_pages(kiosk, pages)})
    except BadInput as problem:
        return json_error(400, problem.message, problem.parameter)


def told_in(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > LARGEST:
        raise BadInput(None, "内容太长")
    try:
        told = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise BadInput(None, "内容不是一个 JSON 对象")
    return told


def whole(told: dict[str, Any], name: str, most: int) -> int:
    value = told.get(name, 0)
    if type(value) is not int or not 0 <= value <= most:
        raise BadInput(name, f"{name} 应是 0 到 {most} 的整数")
    return value


def words(told: dict[str, Any], name: str) -> str:
    value = told.get(name, "")
    if not isinstance(value, str) or len(value) > 40 or not (value.isascii() and value.isprintable()):
        raise BadInput(name, f"{name} 应是最多 40 个可见的英文字符")
    return value


def moment(told: dict[str, Any], name: str) -> dt.datetime | None:
    value = told.get(name)
    if value is None:
        return None
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise BadInput(name, f"{name} 应是带时区的时间，如 2026-01-01T08:00:00+08:00")
    if not timezone.now() - LONGEST <= found <= timezone.now() + A_DAY:
        raise BadInput(name, f"{name} 应在过去十年之内")
    return found
