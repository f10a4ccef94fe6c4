"""The OpenAPI description of each address, written from the catalogue: its filters, its properties, its refusals."""

from typing import Any

from django.conf import settings
from django.db import models
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from layers.api.serializers import column_of
from layers.catalog import Layer

Schema = dict[str, Any]

ERROR: Schema = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "parameter", "message"],
            "properties": {
                "code": {"type": "string"},
                "parameter": {"type": "string", "nullable": True, "description": "出错的参数"},
                "message": {"type": "string", "description": "中文说明"},
                "count": {"type": "integer", "description": "仅 413:范围内的要素总数"},
            },
        }
    },
}
REFUSALS = {
    400: "参数有误",
    403: "没有权限，或数据还不能向公众提供",
    404: "没有找到，或编号可能输错",
    410: "曾经公开，已撤回",
    413: "范围内要素超过上限",
    422: "参数没有错，但算不出结果",
}
GEOMETRY: Schema = {
    "type": "object",
    "nullable": True,
    "required": ["type", "coordinates"],
    "properties": {
        "type": {"type": "string", "enum": ["Point", "MultiPolygon"]},
        "coordinates": {"type": "array", "items": {}, "description": "EPSG:4490，先经度后纬度"},
    },
}
TYPES: list[tuple[type[models.Field[Any, Any]], Schema]] = [
    (models.DateField, {"type": "string", "format": "date"}),
    (models.DecimalField, {"type": "number"}),
    (models.IntegerField, {"type": "integer"}),
]
NUMBER = r"-?[0-9]{1,3}(\.[0-9]{1,15})?"
BBOX = rf"^{NUMBER},{NUMBER},{NUMBER},{NUMBER}$"
ID = r"^[0-9A-Za-z]{9}$"
CODE = r"^[0-9]{12}$"


def query(name: str, description: str, *, required: bool = False, **schema: Any) -> OpenApiParameter:
    """A query parameter whose JSON schema is ``schema``."""
    return OpenApiParameter(
        name,
        {"type": "string", **schema},
        OpenApiParameter.QUERY,
        description=description,
        required=required,
    )


def example_bbox(degrees: float = 0.05) -> str:
    """A small box around the city's centre."""
    lng, lat = settings.CITY["centre"]
    sides = (lng - degrees, lat - degrees, lng + degrees, lat + degrees)
    return ",".join(f"{side:.2f}" for side in sides)


def path_parameter(name: str, description: str, **schema: Any) -> OpenApiParameter:
    return OpenApiParameter(
        name, {"type": "string", **schema}, OpenApiParameter.PATH, description=description, required=True
    )


def filter_parameters(layer: Layer) -> list[OpenApiParameter]:
    return [query(name, str(one.label), **filter_schema(one)) for name, one in layer.filters.items()]


def filter_schema(one: Any) -> Schema:
    """What a filter takes: one of its choices, or text of its pattern."""
    if "choices" in one.extra:
        return {"enum": [str(value) for value, _ in one.extra["choices"]]}
    return {"pattern": one.extra["regex"]} if "regex" in one.extra else {"maxLength": 60}


def feature(layer: Layer) -> Schema:
    properties = {
        name: column_schema(column_of(layer.model, path)) for name, path in layer.properties.items()
    }
    return {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string"},
            "geometry": GEOMETRY,
            "properties": {"type": "object", "required": list(properties), "properties": properties},
        },
    }


def column_schema(column: Any) -> Schema:
    found = next((schema for kind, schema in TYPES if isinstance(column, kind)), {"type": "string"})
    return {**found, "nullable": True, "description": str(column.verbose_name)}


def collection(layer: Layer, **more: Schema) -> Schema:
    return {
        "type": "object",
        "required": ["type", "name", "version", "features", *more],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "name": {"type": "string", "enum": [layer.name]},
            "title": {"type": "string"},
            "attribution": {"type": "string"},
            "notice": {"type": "string", "description": "示例数据的标记"},
            "version": {"type": "integer", "description": "图层版本，有改动即增加"},
            **more,
            "features": {"type": "array", "items": feature(layer)},
        },
    }


class CatalogSchema(AutoSchema):
    """Asks the view: each says its summary, its parameters, its answer and which refusals it knows."""

    @property
    def resource(self) -> Any:
        """The layers.api.base.Resource that is described."""
        return self.view

    def get_operation_id(self) -> str:
        return str(self.resource.operation)

    def get_summary(self) -> str:
        return str(self.resource.summary)

    def get_description(self) -> str:  # type: ignore[override]
        return str(self.resource.description)

    def get_tags(self) -> list[str]:
        return [str(self.resource.tag)]

    def get_auth(self) -> list[Any]:
        return []

    def get_extensions(self) -> dict[str, Any]:
        example = self.resource.example()
        return {"x-example": example} if example else {}

    def get_override_parameters(self) -> list[Any]:
        return list(self.resource.parameters())

    def get_request_serializer(self) -> None:
        return None

    def get_response_serializers(self) -> Any:
        ok = OpenApiResponse(response=self.resource.answer_schema(), description="")
        refusal = {"$ref": "#/components/schemas/Error"}
        return {
            (200, self.resource.media_type): ok,
            **{
                (status, "application/json"): OpenApiResponse(response=refusal, description=REFUSALS[status])
                for status in self.resource.refusals
            },
        }
