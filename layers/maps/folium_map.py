"""A layer or a case as ONE HTML file that opens anywhere: Leaflet, data and marks inside, nothing from outside.

For reports and for handing over on a stick. It is only ever downloaded, never shown inside the site: it needs
inline scripts, which the site's pages forbid.
"""

import base64
import html
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import folium
import orjson
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db.models import QuerySet
from django.utils import timezone

from geo.errors import BadInput
from layers import versions
from layers.api.errors import TooMany
from layers.api.feed import MOST, whole
from layers.api.serializers import column_of
from layers.catalog import LAYERS, Layer
from layers.land.models import Case
from layers.public_ids import parse_public_id

CANVAS = "#f4f2ec"
FILL = {"regions": "#5b6b7a", "places": "#0b57a4", "parcels": "#b3541e", "cases": "#b3541e"}
LEAFLET = "vendor/leaflet"
# What the file looks like beyond Leaflet's own style.
STYLE = f"""
.leaflet-container {{ background: {CANVAS}; font: 16px/1.5 system-ui, sans-serif; }}
.marks {{ position: fixed; z-index: 1000; left: 8px; bottom: 8px; padding: 4px 8px; background: #fffd; }}
.heading {{ position: fixed; z-index: 1000; left: 60px; top: 10px; margin: 0; padding: 4px 12px; font-size: 20px;
  background: #fffd; }}
.watermark {{ position: fixed; z-index: 900; inset: 0; display: grid; place-items: center; pointer-events: none;
  font-size: 18vmin; color: #0002; transform: rotate(-25deg); }}
"""


@dataclass(frozen=True)
class Export:
    file_name: str
    html: str


def export(what: str) -> Export:
    """The map of the layer of that name, or of the public case with that id. Raises BadInput("what")."""
    if what in LAYERS:
        layer = LAYERS[what]
        return made(layer, layer.mapped(layer.queryset()), layer.title)
    case = public_case(what)
    parcels = LAYERS["parcels"]
    rows = parcels.mapped(parcels.queryset().filter(case=case))
    if not rows.exists():
        raise BadInput("what", "这个征地案件没有公开的地块图形，无法导出地图")
    return made(parcels, rows, case.name)


def public_case(text: str) -> Case:
    try:
        public_id = parse_public_id(text, "what")
    except BadInput:
        raise BadInput("what", f"应为图层（{'、'.join(LAYERS)}）或征地案件的 9 位编号") from None
    case = Case.objects.published().filter(public_id=public_id).first()
    if case is None:
        raise BadInput("what", "没有这个已公开的征地案件")
    return case


def made(layer: Layer, queryset: QuerySet[Any], title: str) -> Export:
    version = versions.current(layer.name)
    try:
        collection = orjson.loads(whole(layer, version, queryset, MOST))
    except TooMany as error:
        raise BadInput("what", error.message) from None
    day = timezone.localdate()
    page = drawn(layer, collection, title)
    head = page.get_root()
    head.title = title
    head.header.add_child(folium.Element(f"<style>{leaflet_style()}{STYLE}</style>"), name="style")
    head.header.add_child(folium.Element(f"<script>{asset('leaflet.js')}</script>"), name="leaflet")
    head.html.add_child(folium.Element(marks(title, f"数据版本 {version}，{day:%Y-%m-%d} 导出")))
    # folium's own template writes </script> nowhere but at its ends; the data is escaped by its tojson.
    return Export(f"{title}-{day:%Y%m%d}.html", head.render())


def drawn(layer: Layer, collection: dict[str, Any], title: str) -> Any:
    """The folium map, without its links to CDNs."""
    lng, lat = settings.CITY["centre"]
    page = folium.Map(
        location=[lat, lng], zoom_start=10, tiles=None, prefer_canvas=True, attribution_control=False
    )
    page.default_js, page.default_css = [], []
    names = list(layer.properties)
    for feature in collection["features"]:
        feature["properties"] = readable(feature["properties"])
    colour = FILL[layer.name]
    shapes = folium.GeoJson(
        collection,
        name=title,
        marker=folium.CircleMarker(radius=5, weight=1, color=colour, fill=True, fill_opacity=0.6),
        style_function=lambda feature: {"color": colour, "weight": 2, "fillOpacity": 0.25},
    )
    if collection["features"]:
        aliases = [f"{label(layer, name)}：" for name in names]
        shapes.add_child(folium.GeoJsonPopup(fields=names, aliases=aliases))
    shapes.add_to(page)
    if collection["features"]:
        bounds: Any = shapes.get_bounds()
        page.fit_bounds(bounds)
    return page


def readable(properties: dict[str, Any]) -> dict[str, str]:
    """folium's popup writes values as HTML and asks every feature for every field: names are text, gaps a dash."""
    return {
        name: "—" if value in (None, "") else html.escape(str(value)) for name, value in properties.items()
    }


def label(layer: Layer, name: str) -> str:
    return str(column_of(layer.model, layer.properties[name]).verbose_name)


def marks(title: str, state: str) -> str:
    """Title, source and 审图号; in a demo the watermark that every file carries."""
    base = settings.CITY["basemap"]
    approval = f"审图号：{base['approval_no']}　" if base["approval_no"] else ""
    text = f"{approval}{base['notice']}　{settings.CITY['site_name']}　{state}　Leaflet"
    watermark = '<div class="watermark">示例数据</div>' if settings.DEMO else ""
    return f'<h1 class="heading">{html.escape(title)}</h1><div class="marks">{html.escape(text)}</div>{watermark}'


def leaflet_style() -> str:
    """Leaflet's style sheet with its pictures inside."""

    def picture(found: re.Match[str]) -> str:
        path = finders.find(f"{LEAFLET}/{found[1]}")
        if not isinstance(path, str):
            return "none"
        return f"url(data:image/png;base64,{base64.b64encode(Path(path).read_bytes()).decode()})"

    # A comment names the address of a browser's bug; whoever looks for outside addresses shall find none.
    bare = re.sub(r"/\*.*?\*/", "", asset("leaflet.css"), flags=re.DOTALL)
    return re.sub(r"url\([\"']?(images/[\w.-]+)[\"']?\)", picture, bare)


def asset(name: str) -> str:
    path = finders.find(f"{LEAFLET}/{name}")
    if not isinstance(path, str):
        raise FileNotFoundError(f"{LEAFLET}/{name}")
    return Path(path).read_text(encoding="utf-8")
