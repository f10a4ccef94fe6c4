"""/ogc/api: the description of every address below /ogc/ in OpenAPI 3.0, written from the catalogue."""

from typing import Any

from django.conf import settings

from layers.api.base import GEOJSON, JSON
from layers.api.documentation import CODE, ERROR, GEOMETRY, ID, REFUSALS, Schema, feature, filter_schema
from layers.catalog import LAYERS, Layer
from layers.ogc.answer import FORMS, HTML
from layers.ogc.asked import DEFAULT_LIMIT, MOST
from layers.ogc.crs import known
from layers.ogc.description import OPENAPI, SCHEMA

NUMBERS = r"^-?[0-9]{1,20}(\.[0-9]{1,30})?(,-?[0-9]{1,20}(\.[0-9]{1,30})?){3}((,-?[0-9]{1,20}(\.[0-9]{1,30})?){2})?$"
ANY: Schema = {"type": "object"}
LINK: Schema = {
    "type": "object",
    "required": ["href", "rel"],
    "properties": {name: {"type": "string"} for name in ("href", "rel", "type", "title")},
}
LINKS: Schema = {"type": "array", "items": LINK}


def openapi() -> dict[str, Any]:
    paths = {
        "/": operation("landing", "入口", "入口"),
        "/conformance": operation("conformance", "符合的标准", "入口"),
        "/api": operation("api", "接口定义", "入口", OPENAPI),
        "/collections": operation("collections", "数据集", "数据集"),
    }
    for layer in LAYERS.values():
        paths |= of_collection(layer)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": f"{settings.CITY['site_name']} · OGC API - Features",
            "version": "1.0.0",
            "description": "只读。参数有误一律回答 400 并指明参数。默认坐标系 CRS84（先经度后纬度）。",
        },
        "servers": [{"url": "/ogc"}],
        "paths": paths,
        "components": {"schemas": {"Error": ERROR}},
    }


def of_collection(layer: Layer) -> dict[str, Any]:
    at, name = f"/collections/{layer.name}", layer.name
    return {
        at: operation(f"describe_{name}", f"{layer.title}：说明", layer.title),
        f"{at}/queryables": operation(f"queryables_{name}", f"{layer.title}：可筛选的", layer.title, SCHEMA),
        f"{at}/items": operation(
            f"items_{name}",
            f"{layer.title}：要素",
            layer.title,
            GEOJSON,
            answered=collection_schema(layer),
            asked=items_parameters(layer),
        ),
        f"{at}/items/{{featureId}}": operation(
            f"item_{name}",
            f"{layer.title}：一个要素",
            layer.title,
            GEOJSON,
            answered=item_schema(layer),
            asked=[feature_id(layer), crs_parameter("crs", "回答用的坐标系")],
            refusals=(400, 404, 410),
        ),
    }


def operation(
    name: str,
    summary: str,
    tag: str,
    media_type: str = JSON,
    *,
    answered: Schema = ANY,
    asked: list[Schema] | None = None,
    refusals: tuple[int, ...] = (400,),
) -> dict[str, Any]:
    refusal = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "tags": [tag],
            "parameters": [*(asked or []), parameter("f", "格式，不写按 Accept", enum=list(FORMS))],
            "responses": {
                "200": {
                    "description": summary,
                    "content": {media_type: {"schema": answered}, HTML: {"schema": {"type": "string"}}},
                },
                **{str(status): {"description": REFUSALS[status], "content": refusal} for status in refusals},
            },
        }
    }


def parameter(name: str, description: str, **schema: Any) -> Schema:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": {"type": "string", **schema},
    }


def crs_parameter(name: str, description: str) -> Schema:
    return parameter(name, description, format="uri", enum=list(known()))


def feature_id(layer: Layer) -> Schema:
    pattern = CODE if layer.id_field == "code" else ID
    schema = {"type": "string", "pattern": pattern}
    return {"name": "featureId", "in": "path", "required": True, "description": "编号", "schema": schema}


def items_parameters(layer: Layer) -> list[Schema]:
    number: Schema = {
        "name": "limit",
        "in": "query",
        "required": False,
        "description": "每页个数",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT},
    }
    return [
        number,
        parameter("bbox", "范围，四个数，按 bbox-crs 的轴序", pattern=NUMBERS),
        crs_parameter("bbox-crs", "bbox 的坐标系"),
        crs_parameter("crs", "回答用的坐标系"),
        parameter("datetime", "日期，或用 / 隔开的起止日期，一头可以写 ..", maxLength=71),
        parameter("count", "1：同时给出总数 numberMatched", enum=["1"]),
        parameter("after", "从这个编号之后起（翻页用）", minLength=1, maxLength=12),
        parameter("before", "到这个编号之前止（翻页用）", minLength=1, maxLength=12),
        *[parameter(name, str(one.label), **filter_schema(one)) for name, one in layer.filters.items()],
    ]


def feature_schema(layer: Layer) -> Schema:
    """As in /api/, but for the axes, which follow ``crs``."""
    described = feature(layer)
    axes = {"type": "array", "items": {}, "description": "按 crs 的轴序，默认先经度后纬度"}
    geometry = {**GEOMETRY, "properties": {**GEOMETRY["properties"], "coordinates": axes}}
    return {**described, "properties": {**described["properties"], "geometry": geometry}}


def collection_schema(layer: Layer) -> Schema:
    return {
        "type": "object",
        "required": ["type", "features", "links", "numberReturned"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "links": LINKS,
            "numberReturned": {"type": "integer", "minimum": 0},
            "numberMatched": {"type": "integer", "minimum": 0},
            "features": {"type": "array", "items": feature_schema(layer)},
        },
    }


def item_schema(layer: Layer) -> Schema:
    described = feature_schema(layer)
    return {**described, "properties": {**described["properties"], "links": LINKS}}
