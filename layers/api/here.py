"""/api/here: which land acquisitions touch the place where somebody stands. The position is kept nowhere."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from drf_spectacular.utils import OpenApiParameter

from geo.position import MAX_ACCURACY_M, Position
from layers.api.base import Resource, respond
from layers.api.documentation import NUMBER, query
from layers.land import here

TEXT = {"type": "string"}
CASE = {
    "type": "object",
    "required": ["id", "name", "url"],
    "properties": {"id": TEXT, "name": TEXT, "url": TEXT},
}
VILLAGE = {
    "type": "object",
    "required": ["code", "name", "url", "distance_m"],
    "properties": {
        "code": TEXT,
        "name": TEXT,
        "url": TEXT,
        "distance_m": {"type": "number", "nullable": True},
    },
}


class Here(Resource):
    operation = "here"
    tag = "我站的地方"
    summary = "脚下的土地是否涉及征地"
    description = (
        "inside：在征地范围内；uncertain：离边界不超过定位误差（至少 30 米）；none：都不是。"
        "villages 是最近的至多三个村，只是“可能”。位置只用于这一次回答，不作任何保存。"
    )
    refusals = (400,)

    def parameters(self) -> list[OpenApiParameter]:
        number = rf"^{NUMBER}$"
        return [
            query("lng", "经度（WGS 84，度）", required=True, pattern=number),
            query("lat", "纬度（WGS 84，度）", required=True, pattern=number),
            query("accuracy", f"定位精度（米，至多 {MAX_ACCURACY_M:g}）", pattern=r"^[0-9]{1,5}$"),
        ]

    def example(self) -> str:
        lng, lat = settings.CITY["centre"]
        return f"/api/here?lng={lng}&lat={lat}&accuracy=30"

    def answer_schema(self) -> dict[str, Any]:
        required = ["answer", "cases", "villages", "nearest_m", "cases_without_geometry"]
        return {
            "type": "object",
            "required": required,
            "properties": {
                "answer": {"type": "string", "enum": ["inside", "uncertain", "none"]},
                "cases": {"type": "array", "items": CASE},
                "villages": {"type": "array", "items": VILLAGE, "maxItems": 3},
                "nearest_m": {"type": "number", "nullable": True},
                "cases_without_geometry": {"type": "integer"},
            },
        }

    def get(self, request: HttpRequest) -> HttpResponse:
        values = self.values(request)
        position = Position.parse(values.get("lng"), values.get("lat"), values.get("accuracy"))
        response = respond(asdict(here.answer(position)))
        # Nobody between may keep an answer to somebody's position.
        response["Cache-Control"] = "no-store"
        return response
