"""The features of a collection page by page, and each by its lasting id.

A page is found by the key that it begins after, so it costs the same wherever it lies, and nothing is counted unless one
asks: a count of a million rows is what made other servers slow.
"""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from layers import versions
from layers.api import parameters
from layers.api.base import GEOJSON, tagged, unchanged
from layers.api.errors import answers_json
from layers.api.feed import entity_tag, features, heading
from layers.api.paging import page
from layers.api.resources import missing, parse_code, parse_id
from layers.catalog import Layer
from layers.ogc import asked
from layers.ogc.answer import answer, link, own_links, wants_html
from layers.ogc.crs import Crs, crs_of
from layers.ogc.description import find


@answers_json
def items(request: HttpRequest, name: str) -> HttpResponse:
    layer = find(name)
    values = parameters.read(request.GET, [*asked.ITEMS, *layer.filters])
    crs, size, counted = crs_of(values, "crs"), asked.limit(values), asked.wants_count(values)
    is_page = wants_html(request, values)
    version = versions.current(layer.name)
    queryset = asked.narrowed(layer, values)
    etag = entity_tag(layer, version)
    if not is_page and (same := unchanged(request, etag)) is not None:
        return same
    rows, following, preceding = page(request, written(layer, queryset, crs), layer.id_field, values, size)
    content = {
        **heading(layer),
        "version": version,
        "numberReturned": len(rows),
        "links": [
            *own_links(request, GEOJSON),
            link(request, "collection", reverse("ogc-collection", args=[layer.name]), layer.title),
            *([link(request, "next", following, "下一页", GEOJSON)] if following else []),
            *([link(request, "prev", preceding, "上一页", GEOJSON)] if preceding else []),
        ],
        "features": features(layer, rows),
    }
    if counted:
        content["numberMatched"] = queryset.order_by().count()
    elif following is None and not {"after", "before"} & values.keys():
        content["numberMatched"] = len(rows)
    response = answer(
        request, values, "items", content, media_type=GEOJSON, layer=layer, next=following, previous=preceding
    )
    return told(response, crs) if is_page else tagged(told(response, crs), etag)


@answers_json
def item(request: HttpRequest, name: str, id: str) -> HttpResponse:
    """404 for what was never public, 410 with the reason for what was withdrawn."""
    layer = find(name)
    values = parameters.read(request.GET, ["f", "crs"])
    crs, is_page = crs_of(values, "crs"), wants_html(request, values)
    key = parse_code(id) if layer.id_field == "code" else parse_id(id)
    version = versions.current(layer.name)
    row = written(layer, layer.queryset().filter(**{layer.id_field: key}), crs).first()
    if row is None:
        raise missing(layer, key)
    etag = entity_tag(layer, version)
    if not is_page and (same := unchanged(request, etag)) is not None:
        return same
    links = [
        *own_links(request, GEOJSON),
        link(request, "collection", reverse("ogc-collection", args=[layer.name]), layer.title),
        link(request, "alternate", f"/api/{layer.name}/{key}/", "开放接口里的同一条", GEOJSON),
    ]
    content = {**features(layer, [row])[0], "links": links}
    shown = zip(layer.titles.values(), content["properties"].values(), strict=True)
    response = answer(request, values, "item", content, media_type=GEOJSON, layer=layer, rows=list(shown))
    return told(response, crs) if is_page else tagged(told(response, crs), etag)


def written(layer: Layer, queryset: QuerySet[Any], crs: Crs) -> QuerySet[Any]:
    """Rows of the catalogue's properties in its order, then the GeoJSON text of the geometry."""
    shown: QuerySet[Any] = queryset.order_by(layer.id_field).annotate(shown=crs.written(layer))
    return shown.values_list(*layer.properties.values(), "shown", named=True)


def told(response: HttpResponse, crs: Crs) -> HttpResponse:
    response["Content-Crs"] = f"<{crs.uri}>"
    return response
