"""/api/<layer>/ and /api/<layer>/<id>/: the rows of a layer one page at a time, and each by its lasting id."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localtime
from drf_spectacular.utils import OpenApiParameter

from geo.errors import BadInput
from layers import versions
from layers.api import parameters
from layers.api.base import GEOJSON, Resource, respond, tagged, unchanged
from layers.api.documentation import (
    BBOX,
    CODE,
    ID,
    collection,
    feature,
    filter_parameters,
    path_parameter,
    query,
)
from layers.api.errors import Gone
from layers.api.feed import entity_tag, heading
from layers.api.filters import box, narrow
from layers.api.paging import page
from layers.api.serializers import serializer_class, with_relations
from layers.catalog import LAYERS, Layer
from layers.public_ids import parse_public_id
from layers.regions import codes
from layers.regions.models import Region

PAGE = 50
LARGEST_PAGE = 200
LINK = {"type": "string", "format": "uri", "nullable": True}


class LayerResource(Resource):
    """``layer`` is given by the route: LayerList.as_view(layer=LAYERS["places"])."""

    layer: Layer = next(iter(LAYERS.values()))
    media_type = GEOJSON

    @property
    def tag(self) -> str:  # type: ignore[override]
        return self.layer.title

    def features(self, rows: list[Any]) -> list[Any]:
        serializer = serializer_class(self.layer)()
        return [serializer.to_representation(row) for row in rows]


class LayerList(LayerResource):
    refusals = (400,)
    description = (
        "按编号顺序分页；next 与 previous 是下一页与上一页的完整地址，没有时为 null。"
        "没有图形的对象 geometry 为 null；使用 bbox 时只返回有图形的。"
    )

    @property
    def operation(self) -> str:  # type: ignore[override]
        return f"list_{self.layer.name}"

    @property
    def summary(self) -> str:  # type: ignore[override]
        return f"{self.layer.title}列表"

    def parameters(self) -> list[OpenApiParameter]:
        return [
            *filter_parameters(self.layer),
            query("bbox", "范围：西，南，东，北（度）", pattern=BBOX),
            query("limit", f"每页个数，默认 {PAGE}", type="integer", minimum=1, maximum=LARGEST_PAGE),
            query("after", "从这个编号之后起", maxLength=12, minLength=1),
            query("before", "到这个编号之前止", maxLength=12, minLength=1),
        ]

    def example(self) -> str:
        return f"/api/{self.layer.name}/?limit=10"

    def answer_schema(self) -> dict[str, Any]:
        return collection(self.layer, next=LINK, previous=LINK)

    def get(self, request: HttpRequest) -> HttpResponse:
        layer = self.layer
        values = self.values(request)
        bbox = parameters.bbox(values) if "bbox" in values else None
        size = parameters.limit(values, PAGE, LARGEST_PAGE)
        version = versions.current(layer.name)
        etag = entity_tag(layer, version)
        if (same := unchanged(request, etag)) is not None:
            return same
        queryset = layer.queryset()
        if bbox is not None:
            queryset = layer.touching(queryset, box(bbox))
        queryset = with_relations(layer, narrow(layer, queryset, values)).annotate(shown=layer.shown())
        rows, following, preceding = page(request, queryset, layer.id_field, values, size)
        content = {
            **heading(layer),
            "version": version,
            "next": following,
            "previous": preceding,
            "features": self.features(rows),
        }
        return tagged(respond(content, GEOJSON), etag)


class LayerItem(LayerResource):
    refusals = (400, 404, 410)
    description = "编号不区分大小写；校验位不符或从未公开的回答 404，已撤回的回答 410 并说明原因。"

    @property
    def operation(self) -> str:  # type: ignore[override]
        return f"get_{self.layer.name}"

    @property
    def summary(self) -> str:  # type: ignore[override]
        return f"一个{self.layer.title}"

    def parameters(self) -> list[OpenApiParameter]:
        pattern = CODE if self.layer.id_field == "code" else ID
        return [path_parameter("id", "编号", pattern=pattern)]

    def answer_schema(self) -> dict[str, Any]:
        return feature(self.layer)

    def get(self, request: HttpRequest, id: str) -> HttpResponse:
        self.values(request)
        layer = self.layer
        key = parse_code(id) if layer.id_field == "code" else parse_id(id)
        version = versions.current(layer.name)
        etag = entity_tag(layer, version)
        queryset = with_relations(layer, layer.queryset()).annotate(shown=layer.shown())
        row = queryset.filter(**{layer.id_field: key}).first()
        if row is None:
            raise missing(layer, key)
        if (same := unchanged(request, etag)) is not None:
            return same
        return tagged(respond(self.features([row])[0], GEOJSON), etag)


def parse_id(text: str) -> str:
    """A mistyped id leads nowhere: 404, not 400, and it says 编号可能输错."""
    try:
        return parse_public_id(text)
    except BadInput as error:
        raise Http404(error.message) from None


def parse_code(text: str) -> str:
    if len(text) == 12 and text.isascii() and text.isdigit():
        return text
    raise Http404("编号可能输错：区划代码应为 12 位数字")


def missing(layer: Layer, key: str) -> Exception:
    """Why there is no such row: it was withdrawn (410), or was never there (404)."""
    if layer.model is Region:
        return former_code(key)
    row: Any = layer.model._default_manager.filter(**{layer.id_field: key}).first()
    while row is not None:
        if row.withdrawn_at is not None:
            return withdrawn(layer, row)
        # A parcel goes with its case.
        row = getattr(row, "case", None)
    return Http404("没有找到：这个编号不存在或从未公开")


def withdrawn(layer: Layer, row: Any) -> Gone:
    message = f"已于 {localtime(row.withdrawn_at):%Y-%m-%d} 撤回：{row.withdrawal_reason}"
    same_kind: Any = row.successor if row._meta.model is layer.model else None
    if same_kind is None:
        return Gone(message)
    return Gone(f"{message}；现为 {same_kind.public_id}", f"/api/{layer.name}/{same_kind.public_id}/")


def former_code(code: str) -> Exception:
    found = codes.find(code)
    if found is None:
        return Http404("没有找到：没有这个区划代码")
    units = found if isinstance(found, list) else [found]
    names = "、".join(f"{unit.name}（{unit.code}）" for unit in units)
    successor = f"/api/regions/{units[0].code}/" if len(units) == 1 else ""
    return Gone(f"这个代码已停用，现为：{names}", successor)
