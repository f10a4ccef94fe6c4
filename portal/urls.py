"""Every address of the site. Modules come from settings.MODULES; a part that has not landed yet is left out."""

from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from portal.module import modules
from portal.pages.base_squares import base_square
from portal.pages.basemap import basemap
from portal.pages.data import catalogue, download
from portal.pages.health import health, ready
from portal.pages.home import home
from portal.pages.ledger import ledger, lines
from portal.pages.local import framed, local_module
from portal.pages.look import look
from portal.pages.metrics import metrics
from portal.pages.open_catalogue import open_catalogue
from portal.pages.open_feed import open_feed
from portal.pages.plain import about, sitemap, under_construction
from portal.pages.report import find_report, report
from portal.pages.search import search
from portal.pages.verify import verify

# Where each part of the floors below hangs, if it is there.
PARTS = {
    "api/v1/": "importers.item_sources.urls",
    "api/": "layers.api.urls",
    "ogc/": "layers.ogc.urls",
    "tiles/": "tiles.urls",
    "d/": "layers.documents.urls",
    "zones/": "portal.zones.urls",
    "boards/": "portal.zones.board_urls",
    "foi/": "portal.foi.urls",
    "ask/": "portal.asking.urls",
    "kiosk/": "portal.kiosk.urls",
    "staff/maps/": "layers.maps.urls",
    "staff/": "portal.desk.urls",
}


def is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def part_routes() -> list[URLResolver]:
    return [path(route, include(module)) for route, module in PARTS.items() if is_there(module)]


def module_routes() -> list[URLPattern | URLResolver]:
    """/<route> of each module, its page 建设中 while it has no urls.py; and its fixed addresses (/v/, /c/, /go/ …),
    which stand at the root, from an addresses.py if it has one."""
    routes: list[URLPattern | URLResolver] = []
    for module in modules():
        if module.is_ready:
            routes.append(path(module.route, include(f"{module.name}.urls")))
        else:
            routes.append(path(module.route, under_construction, {"slug": module.slug}, name=module.slug))
        if is_there(f"{module.name}.addresses"):
            routes.append(path("", include(f"{module.name}.addresses")))
    return routes


urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("search", search, name="search"),
    path("look/", look, name="look"),
    path("sitemap/", sitemap, name="sitemap"),
    path("about/", about, name="about"),
    path("basemap.geojson", basemap, name="basemap"),
    path("basemap/<str:version>/<str:z>/<str:x>/<str:y>.json", base_square, name="base-square"),
    path("data/", catalogue, name="data"),
    path("data/<slug:name>.<str:extension>", download, name="data-file"),
    path("open/", open_catalogue, name="open-catalogue"),
    path("open/feed.atom", open_feed, name="open-feed"),
    path("ledger/", ledger, name="ledger"),
    path("ledger/ledger.jsonl", lines, name="ledger-lines"),
    path("verify", verify, name="verify"),
    path("local/<str:public_id>", local_module, name="local"),
    path("local/<str:public_id>/framed", framed, name="local-framed"),
    path("report/receipt", find_report, name="report-receipt"),
    path("report/<slug:kind>/<str:public_id>", report, name="report"),
    path("healthz", health, name="healthz"),
    path("readyz", ready, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("", include("portal.subscribing.urls")),
    path("wechat/", include("portal.wechat.urls")),
    *part_routes(),
    *module_routes(),
]

handler400 = "portal.pages.errors.bad_request"
handler403 = "portal.pages.errors.permission_denied"
handler404 = "portal.pages.errors.page_not_found"
handler500 = "portal.pages.errors.server_error"
