"""/kiosk/…: what a kiosk fetches while it has a network, for when it has none; and the page that shows it."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.regions.chosen import AREA_COOKIE
from layers.regions.models import Level, Region
from portal.kiosk.bundle import bundle_of, withdrawn_since
from portal.kiosk.signing import sign
from portal.map_options import map_options
from portal.pages.base_squares import addresses_from_afar
from portal.skins import Skin, skin

STATIC = Path(settings.BASE_DIR) / "portal/static"
SHEETS = (
    "css/tokens.css", "css/site.css", "css/print.css", "css/kiosk.css", "vendor/simple-keyboard/css/index.css",
    "css/map.css", "vendor/leaflet/leaflet.css",
)  # fmt: skip
MAP = (
    "",
    "-base",
    "-clusters",
    "-controls",
    "-layers",
    "-names",
    "-paint",
    "-paper",
    "-roads",
    "-squares",
    "-text",
)
PICTURES = ("icons/icons.svg", "icons/mark.svg")
# Without the visitor's cookies: it is one page for all.
SHELL = "/kiosk/offline?device=kiosk"
# What is older than that is no longer shown at all (kiosk-offline.js), so no tombstone is needed for it.
OLDEST = dt.timedelta(days=60)


@cache_control(private=True, no_cache=True)
@require_safe
def bundle(request: HttpRequest) -> HttpResponse:
    dress: Skin = skin(request)["skin"]
    code = request.COOKIES.get(AREA_COOKIE, "")
    area = Region.objects.published().filter(code=code).defer("area", "public_area").first()
    area = area or Region.objects.published().defer("area", "public_area").get(level=Level.CITY)
    zone = dress.zone
    told = {
        "title": zone.name if zone else dress.city["site_name"],
        "document_hours": settings.KIOSK_DOCUMENT_HOURS,
        **bundle_of(area),
    }
    return signed(told)


@cache_control(private=True, no_cache=True)
@require_safe
def tombstones(request: HttpRequest) -> HttpResponse:
    """?since= of the bundle that the kiosk holds. {"made_at", "ids"}. Raises BadInput."""
    now = timezone.localtime()
    try:
        since = parse_datetime(request.GET.get("since", ""))
    except ValueError:
        since = None
    if since is None or since.tzinfo is None:
        raise BadInput("since", "since 应是带时区的时间，如 2026-01-01T08:00:00+08:00")
    ids = withdrawn_since(min(max(since, now - OLDEST), now))
    return signed({"made_at": now.isoformat(timespec="seconds"), "ids": ids})


@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    return render(request, "kiosk/offline.html", {"map_options": map_options(locate=False)})


@never_cache
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It lies under /kiosk/ and is there for the whole site; its text changes with any of the
    files that it keeps, which is when a browser installs it anew."""
    scripts = sorted(f"js/{file.name}" for file in (STATIC / "js").glob("kiosk*.js"))
    modules = [
        "js/page.js",
        "js/dialog.js",
        "js/search.js",
        "js/stale.js",
        "js/combobox.js",
        "js/initials.js",
    ]
    modules += ["vendor/leaflet/leaflet.js", *(f"js/map{name}.js" for name in MAP)]
    files = (static(name) for name in (*SHEETS, *PICTURES, *scripts, *modules))
    # Of the roads those that one sees from afar; what one has looked at from near the browser keeps by itself.
    kept = [SHELL, reverse("basemap"), *addresses_from_afar(), *files]
    text = f"const KEPT = {json.dumps(kept)};\n" + (STATIC / "js/kiosk-worker.js").read_text()
    headers = {"Service-Worker-Allowed": "/"}
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers=headers)


def signed(told: dict[str, Any]) -> HttpResponse:
    content = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"X-Signature": sign(content), "X-Made-At": told["made_at"]}
    return HttpResponse(content, content_type="application/json; charset=utf-8", headers=headers)
