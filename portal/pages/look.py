"""/look/: big text, high contrast, kiosk, and forgetting the village or the zone. Plain links that work without script.

Asked for nothing it shows every part of which pages are made, in the skin of who looks.
"""

import datetime as dt

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from layers.regions.chosen import AREA_COOKIE
from portal.skins import CHOICES, ZONE_COOKIE, remember

SKINS = (
    ("标准", "size=&contrast=&device="),
    ("大字", "size=large&contrast=&device="),
    ("高对比", "size=&contrast=high&device="),
    ("一体机", "size=&contrast=&device=kiosk"),
)
ROWS = (
    {"title": "正在公告的一件", "url": "/look/", "plain": "还可以提意见", "days_left": 6, "state": "running"},
    {
        "title": "已经办完的一件",
        "url": "/look/",
        "plain": "土地已交付",
        "date": dt.date(2024, 3, 4),
        "state": "done",
    },
)
ICONS = (
    "land",
    "map",
    "policy",
    "service-hall",
    "qr",
    "print",
    "phone",
    "route",
    "clock",
    "warning",
    "check",
    "audio",
)


@never_cache
@require_safe
def look(request: HttpRequest) -> HttpResponse:
    """Sets what the address names and goes back to ?next=, an own page. An unknown value is the default."""
    if not request.GET:
        return render(request, "pages/look.html", {"skins": SKINS, "rows": ROWS, "icons": ICONS})
    response = HttpResponseRedirect(own_page(request))
    for name, allowed in CHOICES.items():
        if name in request.GET:
            value = request.GET[name]
            remember(response, request, name, value if value in allowed else "")
    if request.COOKIES.get("device") == "kiosk" and request.GET.get("device", "kiosk") != "kiosk":
        # What was a kiosk keeps neither its service worker nor what it held for outages.
        response["Clear-Site-Data"] = '"storage"'
    # A village is chosen on its own page, a zone on the device that stands in it; here they can only be forgotten.
    if request.GET.get("village") == "":
        remember(response, request, "village", "")
    if request.GET.get(ZONE_COOKIE) == "":
        for name in (ZONE_COOKIE, AREA_COOKIE):
            remember(response, request, name, "")
    return response


def own_page(request: HttpRequest) -> str:
    page = request.GET.get("next", "")
    is_ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page if is_ours else "/"
