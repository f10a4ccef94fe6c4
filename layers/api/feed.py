"""/api/layers/<layer>.geojson: everything in a box at once, for maps and for programs that copy a layer.

By-passes models and serializers: the text of each feature stands beside its row (layers.features), and the answer is
these texts, joined. Where one is not made, or was made under other settings, the database cuts the coordinates, names the
columns of the catalogue, and the rows go straight into orjson, which comes to the same bytes. The version is read before
the rows, so that an ETag is never newer than what it stands for.
"""

import hashlib
from typing import Any

import orjson
from django.conf import settings
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter

from layers import versions
from layers.api import parameters
from layers.api.base import GEOJSON, Resource, respond, tagged, unchanged
from layers.api.documentation import BBOX, collection, example_bbox, path_parameter, query
from layers.api.errors import TooMany
from layers.api.filters import box, narrow
from layers.catalog import LAYERS, Layer
from layers.features import stored
from layers.reads import read_alias

DEFAULT_LIMIT = 5_000
MOST = 20_000
# Raised when the same rows would be written in another form.
FORMAT = 1


class Feed(Resource):
    operation = "feed"
    tag = "图层"
    summary = "一个图层在范围内的全部要素"
    description = (
        "一次返回范围内的全部要素，不分页；超过上限时回答 413 并告知总数。没有图形的对象不在其中。"
        "还可以使用该图层的筛选参数（见各图层的列表）。坐标为 EPSG:4490，先经度后纬度。"
    )
    media_type = GEOJSON
    refusals = (400, 404, 413)

    def parameters(self) -> list[OpenApiParameter]:
        return [
            path_parameter("name", "图层", enum=list(LAYERS)),
            query("bbox", "范围：西，南，东，北（度）", required=True, pattern=BBOX),
            query("limit", f"要素上限，默认 {DEFAULT_LIMIT}", type="integer", minimum=1, maximum=MOST),
        ]

    def example(self) -> str:
        return f"/api/layers/places.geojson?bbox={example_bbox()}"

    def answer_schema(self) -> dict[str, Any]:
        return {"oneOf": [collection(layer) for layer in LAYERS.values()]}

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        layer = LAYERS.get(name)
        if layer is None:
            raise Http404(f"没有这个图层；可用：{'、'.join(LAYERS)}")
        values = self.values(request, *layer.filters)
        bbox = parameters.bbox(values)
        limit = parameters.limit(values, DEFAULT_LIMIT, MOST)
        version = versions.current(layer.name)
        etag = entity_tag(layer, version)
        if (same := unchanged(request, etag)) is not None:
            return same
        queryset = narrow(layer, layer.touching(layer.queryset(), box(bbox)), values)
        return tagged(respond(whole(layer, version, queryset, limit), GEOJSON), etag)


def entity_tag(layer: Layer, version: int) -> str:
    """Changes with the rows, with the day (units and notices begin and end), and with what may be shown."""
    facts = (
        layer.name,
        version,
        timezone.localdate(),
        layer.shows_areas,
        layer.decimals,
        settings.DEMO,
        FORMAT,
    )
    return f'"{layer.name}-{version}-{hashlib.sha256(repr(facts).encode()).hexdigest()[:12]}"'


def whole(layer: Layer, version: int, queryset: QuerySet[Any], limit: int) -> bytes:
    """The FeatureCollection. Foreign members say which version it is and that samples are samples.

    Raises TooMany when there are more than ``limit``.
    """
    content = {**heading(layer), "version": version}
    texts = [text for (text,) in _asked(queryset.annotate(stored=stored(layer)).values_list("stored"), limit)]
    if None in texts:
        return orjson.dumps(
            {**content, "features": features(layer, read(layer, queryset, limit))}, default=float
        )
    return b'%b,"features":[%b]}' % (orjson.dumps(content)[:-1], ",".join(texts).encode())


def read(layer: Layer, queryset: QuerySet[Any], limit: int) -> list[tuple[Any, ...]]:
    """The values of the catalogue's properties in its order, then the GeoJSON text of the geometry.

    Raises TooMany when there are more than ``limit``.
    """
    geometry = AsGeoJSON(layer.shown(), precision=layer.decimals)
    return _asked(queryset.annotate(shown=geometry).values_list(*layer.properties.values(), "shown"), limit)


def _asked(chosen: QuerySet[Any], limit: int) -> list[tuple[Any, ...]]:
    # The compiled statement, run on a plain cursor: nothing stands between the rows and their JSON.
    chosen = chosen.order_by()
    try:
        sql, values = chosen[: limit + 1].query.get_compiler(read_alias()).as_sql()
    except EmptyResultSet:
        return []
    with connections[read_alias()].cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    if len(rows) > limit:
        raise TooMany(chosen.count(), limit)
    return rows


def features(layer: Layer, rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """The features of rows as ``read`` gives them; the geometry is text that orjson copies."""
    names = list(layer.properties)
    identity = list(layer.properties.values()).index(layer.id_field)
    return [
        {
            "type": "Feature",
            "id": row[identity],
            "geometry": None if row[-1] is None else orjson.Fragment(row[-1]),
            "properties": dict(zip(names, row, strict=False)),
        }
        for row in rows
    ]


def heading(layer: Layer) -> dict[str, Any]:
    """The members of every collection of this layer, in feeds, resources and exports alike."""
    marks = {"notice": "示例数据，不是真实信息"} if settings.DEMO else {}
    return {
        "type": "FeatureCollection",
        "name": layer.name,
        "title": layer.title,
        "attribution": settings.CITY["site_name"],
        **marks,
    }
