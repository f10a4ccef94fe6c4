"""Counts what the public pages are used for (layers/usage), from the pattern of the address and the answer alone."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from layers.usage.counting import count
from layers.usage.models import What
from portal.skins import ZONE_COOKIE, Skin

ROUTES = {"go/<str:public_id>", "map/<str:public_id>/way", "map/<str:public_id>/way.gpx"}
PRINTS = {"kiosk/print"}
# Folders of pages that are nobody's visit: staff, programs, what a terminal shows while nobody stands before it.
NO_VISIT = {"desk", "kiosk", "admin_site", "operating", "subscribing"}
PROGRAM = re.compile(r"bot\b|spider|crawl|slurp|curl|python-requests", re.IGNORECASE)


class CountUse:
    """Behind the answer: a page that fails is no use, and what is counted costs no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 400:
            for what in happened(request, response):
                skin = Skin(request)
                zone = request.COOKIES.get(ZONE_COOKIE, "")[:9] if skin.is_kiosk else ""
                count(what, module_of(request), skin.kind_of_device.value, zone)
        return response


def happened(request: HttpRequest, response: HttpResponse) -> list[What]:
    found = request.resolver_match
    if found is None or PROGRAM.search(request.headers.get("User-Agent", "")):
        return []
    if request.method == "POST":
        return [What.PRINT] if found.route in PRINTS else []
    if request.method != "GET" or module_of(request) in NO_VISIT:
        return []
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if found.route in ROUTES:
        return [What.ROUTE]
    if kind == "application/pdf":
        return [What.PRINT]
    if kind != "text/html" or response.status_code != 200:
        return []
    return [What.VISIT, What.NOTHING_FOUND] if getattr(request, "found_nothing", False) else [What.VISIT]


def module_of(request: HttpRequest) -> str:
    """The folder that its page lies in: land_info for portal/modules/land_info, pages for portal/pages."""
    found = request.resolver_match
    assert found is not None
    parts = found.func.__module__.split(".")
    if parts[:2] == ["portal", "modules"]:
        return parts[2]
    return parts[1] if parts[0] == "portal" and len(parts) > 2 else parts[0]
