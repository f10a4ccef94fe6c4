"""Counts what the public pages are used for (layers/usage), from the pattern of the address and the answer alone."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from layers.usage.counting import count
from layers.usage.models import What
from portal.skins import ZONE_COOKIE, Skin

ROUTES = {"go/<str:public_id>", "map/<str:public_id>/way", "map/<str:public_id>/way.gpx"}
PRINTS = {"kiosk/print"}
# Folders that are nobody's visit: staff, programs, what a terminal asks for while nobody stands before it.
NO_VISIT = {"", "admin_site", "desk", "kiosk", "subscribing", "wechat", "api", "ogc", "maps"}
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
    # 200 alone: a viewer fetches one document in many pieces.
    if response.status_code != 200:
        return []
    if kind == "application/pdf":
        return [What.PRINT]
    # Part of a page that a script fetches is no page that somebody opens.
    if kind != "text/html" or request.headers.get("Sec-Fetch-Dest", "document") != "document":
        return []
    return [What.VISIT, What.NOTHING_FOUND] if getattr(request, "found_nothing", False) else [What.VISIT]


def module_of(request: HttpRequest) -> str:
    """The folder that its page lies in: land_info for portal/modules/land_info, pages for portal/pages, documents for
    layers/documents; "" for a page that is not ours."""
    found = request.resolver_match
    assert found is not None
    floor, *folders = found.func.__module__.split(".")
    if floor not in ("portal", "layers") or not folders:
        return ""
    return folders[1] if folders[0] == "modules" else folders[0]
