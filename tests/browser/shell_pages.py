"""The site's own addresses plus one page with a map, a list, a sheet and tabs, and canned answers instead of a database."""

from io import BytesIO

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import include, path
from PIL import Image

from geo.tile import Tile
from portal.map_options import map_options

POINTS = [
    {"id": "A", "lng": 118.10, "lat": 37.10, "name": "甲卫生院", "hue": 1, "icon": "hospital"},
    {"id": "B", "lng": 118.20, "lat": 37.20, "name": "乙小学", "hue": 2, "icon": "school"},
    {"id": "C", "lng": 118.2002, "lat": 37.2002, "name": "丙药店", "hue": 3, "icon": "pharmacy"},
]
RESULTS = [
    {"name": "博兴县", "region": "滨州市", "url": "/about/"},
    {"name": "湖滨镇", "region": "博兴县", "url": "/sitemap/"},
]
PAGE = """{% extends "base.html" %}{% load static cuntu %}
{% block body_class %}map-page{% endblock %}
{% block page_css %}<link rel="stylesheet" href="{% static 'vendor/leaflet/leaflet.css' %}">
<link rel="stylesheet" href="{% static 'css/map.css' %}">{% endblock %}
{% block content %}<h1>地图</h1><div class="side-by-side">
<section class="sheet" data-sheet-title="3 个地点"><div class="sheet-body"><ul class="rows" id="list">
{% for p in points %}<li data-id="{{ p.id }}"><a class="row" href="/about/">{% icon p.icon %}{{ p.name }}</a></li>{% endfor %}
</ul><div data-tabs="文件"><section id="one"><h2>征地批复</h2><p>第一</p></section>
<section id="two"><h2>征地公告</h2><p>第二</p></section></div></div></section>
<div class="map" id="map"></div></div>{% endblock %}
{% block data %}{{ options|json_script:"map-options" }}{{ points|json_script:"points" }}{% endblock %}
{% block script %}<script type="module" src="/shell-map.js"></script>{% endblock %}"""
SCRIPT = """
import { createMap, readOptions } from "/static/js/map.js";
import { attachSheet } from "/static/js/sheet.js";
import { attachTabs } from "/static/js/tabs.js";
import { twin } from "/static/js/twin.js";
attachSheet(document.querySelector(".sheet"), { start: "low" });
attachTabs(document.querySelector("[data-tabs]"));
const map = createMap(document.getElementById("map"), readOptions("map-options"));
map.setPoints(readOptions("points"));
twin(map, document.getElementById("list"));
globalThis.map = map;
"""


def map_page(request: HttpRequest) -> HttpResponse:
    options = map_options(view=[118.0, 37.0, 118.3, 37.3])
    options["base"]["url"] = "/shell-base.geojson"
    if pictures := request.GET.get("pictures"):
        options["base"]["pictures"] = [
            f"/shell-picture/{pictures}/{name}/{{z}}/{{x}}/{{y}}" for name in ("vec", "cva")
        ]
    page = engines["django"].from_string(PAGE)
    return HttpResponse(page.render({"options": options, "points": POINTS}, request))


def map_script(request: HttpRequest) -> HttpResponse:
    return HttpResponse(SCRIPT, content_type="text/javascript")


def base(request: HttpRequest) -> HttpResponse:
    properties = {"name": "博兴县", "level": 2, "label": [118.15, 37.15]}
    point = {"type": "Point", "coordinates": [118.15, 37.15]}
    feature = {"type": "Feature", "properties": properties, "geometry": point}
    levels = [{"level": 8, "zoom": 7.5}, {"level": 12, "zoom": 12.25}]
    squares = {"url": "/shell-square/{z}/{x}/{y}.json?v=1", "levels": levels, "note": "示例路网"}
    return JsonResponse({"type": "FeatureCollection", "squares": squares, "features": [feature]})


def base_square(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """A road from the west to the east of the city, as far as it lies in the square, and from near a village on it."""
    box = Tile(z, x, y).bbox()
    if not box.south <= 37.15 <= box.north:
        return JsonResponse({"type": "FeatureCollection", "features": []})
    road = {"type": "LineString", "coordinates": [[box.west, 37.15], [box.east, 37.15]]}
    features = [{"type": "Feature", "properties": {"road": "trunk", "name": "G205"}, "geometry": road}]
    if z == 12:
        point = {"type": "Point", "coordinates": [(box.west + box.east) / 2, 37.15]}
        village = {"name": f"示例村{x}", "level": 4}
        features.append({"type": "Feature", "properties": village, "geometry": point})
    return JsonResponse({"type": "FeatureCollection", "features": features})


def picture(request: HttpRequest, state: str, name: str, z: int, x: int, y: int) -> HttpResponse:
    """As the site gives them: "whole", or "names-away" where the names are used up for today."""
    if state == "names-away" and name == "cva":
        return HttpResponse(status=503)
    content = BytesIO()
    colour = (180, 220, 180, 255) if name == "vec" else (0, 0, 0, 0)
    Image.new("RGBA", (256, 256), colour).save(content, "PNG")
    return HttpResponse(content.getvalue(), content_type="image/png")


def suggestions(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"results": RESULTS if request.GET["q"] == "bx" else []})


urlpatterns = [
    path("shell-map/", map_page),
    path("shell-map.js", map_script),
    path("shell-base.geojson", base),
    path("shell-square/<int:z>/<int:x>/<int:y>.json", base_square),
    path("shell-picture/<str:state>/<str:name>/<int:z>/<int:x>/<int:y>", picture),
    path("api/search", suggestions),
    path("", include("portal.urls")),
]
