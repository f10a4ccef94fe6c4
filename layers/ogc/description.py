"""What a client reads before it asks for features: landing page, conformance, collections, queryables."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse

from layers.api.base import GEOJSON
from layers.api.documentation import filter_schema
from layers.catalog import LAYERS, Layer
from layers.ogc.answer import HTML, link, own_links
from layers.ogc.crs import CRS84, STORAGE, known

OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA = "application/schema+json"
FEATURES = "http://www.opengis.net/spec/ogcapi-features-{}/1.0/conf/{}"
# Only what tests/layers/ogc holds us to.
CONFORMANCE = [
    *[FEATURES.format(1, name) for name in ("core", "oas30", "geojson", "html")],
    FEATURES.format(2, "crs"),
    *[FEATURES.format(3, name) for name in ("queryables", "queryables-query-parameters")],
]
Content = dict[str, Any]


def find(name: str) -> Layer:
    """The layer of a collection. Raises Http404 that names those there are."""
    if name not in LAYERS:
        raise Http404(f"没有这个数据集；可用：{'、'.join(LAYERS)}")
    return LAYERS[name]


def landing(request: HttpRequest) -> Content:
    return {
        "title": f"{settings.CITY['site_name']} · OGC 数据接口",
        "description": "按 OGC API - Features 标准公开的地理数据，可以直接加到 QGIS、ArcGIS Pro 里。只读。",
        "attribution": settings.CITY["site_name"],
        "links": [
            *own_links(request),
            link(request, "service-desc", reverse("ogc-api"), "接口定义（OpenAPI 3.0）", OPENAPI),
            link(request, "service-doc", f"{reverse('ogc-api')}?f=html", "接口说明", HTML),
            link(request, "conformance", reverse("ogc-conformance"), "符合的标准"),
            link(request, "data", reverse("ogc-collections"), "数据集"),
        ],
    }


def collections(request: HttpRequest) -> Content:
    return {
        "links": own_links(request),
        "collections": [collection(request, layer) for layer in LAYERS.values()],
        "crs": list(known()),
    }


def collection(request: HttpRequest, layer: Layer) -> Content:
    items = reverse("ogc-items", args=[layer.name])
    about = reverse("ogc-collection", args=[layer.name])
    extent: Content = {"spatial": {"bbox": [settings.CITY["area"]], "crs": CRS84.uri}}
    if layer.day_field:
        # Both ends open: a row may come in with any day.
        extent["temporal"] = {"interval": [[None, None]]}
    sample = "示例数据，不是真实信息。" if settings.DEMO else ""
    return {
        "id": layer.name,
        "title": layer.title,
        "description": f"{sample}{settings.CITY['site_name']}公开的{layer.title}。",
        "itemType": "feature",
        "extent": extent,
        "crs": list(known()),
        "storageCrs": STORAGE.uri,
        "links": [
            link(request, "self", about, layer.title),
            link(request, "alternate", f"{about}?f=html", layer.title, HTML),
            link(request, "items", items, f"{layer.title}的要素", GEOJSON),
            link(request, "items", f"{items}?f=html", f"{layer.title}的要素", HTML),
            link(
                request,
                "http://www.opengis.net/def/rel/ogc/1.0/queryables",
                reverse("ogc-queryables", args=[layer.name]),
                "可以用来筛选的",
                SCHEMA,
            ),
        ],
    }


def queryables(request: HttpRequest, layer: Layer) -> Content:
    """JSON Schema of the closed list of filters; each is a query parameter of the items."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": request.build_absolute_uri(reverse("ogc-queryables", args=[layer.name])),
        "type": "object",
        "title": layer.title,
        "properties": {name: queryable(one) for name, one in layer.filters.items()},
        "additionalProperties": False,
    }


def queryable(one: Any) -> Content:
    if "queryset" in one.extra:
        values: Content = {"enum": list(one.extra["queryset"].values_list("pk", flat=True))}
    else:
        values = filter_schema(one)
    return {"title": str(one.label), "type": "string", **values}


def conformance(request: HttpRequest) -> Content:
    return {"conformsTo": CONFORMANCE, "links": own_links(request)}
