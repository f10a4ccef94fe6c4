"""/api/reach: how far one gets from a point in so many minutes. The point is kept nowhere."""

from typing import Any

import shapely
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.authentication import SessionAuthentication

from geo.errors import BadInput
from geo.number import parse_natural
from layers.api.base import Resource, respond
from layers.api.documentation import NUMBER, query
from layers.api.route import mode_of, point
from layers.roads.lawful import network_for, remark
from layers.roads.modes import Mode
from layers.roads.reach import MOST_MINUTES, USUAL_MINUTES, reach_of

ANSWER: dict[str, Any] = {
    "type": "object",
    "required": ["type", "geometry", "properties"],
    "properties": {
        "type": {"type": "string", "enum": ["Feature"]},
        "geometry": {
            "type": "object",
            "required": ["type", "coordinates"],
            "properties": {
                "type": {"type": "string", "enum": ["Polygon", "MultiPolygon"]},
                "coordinates": {"type": "array", "items": {}, "description": "WGS 84，先经度后纬度"},
            },
        },
        "properties": {
            "type": "object",
            "required": ["minutes", "mode", "remark"],
            "properties": {
                "minutes": {"type": "integer"},
                "mode": {"type": "string"},
                "remark": {"type": "string"},
            },
        },
    },
}


class ReachFrom(Resource):
    operation = "reach"
    tag = "路线"
    summary = "从一点出发，几分钟能走到的范围"
    description = (
        "按道路上的时间计算，含从起点走到路边的一段；范围是走得到的道路和路边的房屋，四周都走得到的小块也算在内。"
        "错误码与路线相同：no_route（404），too_far（422），not_licensed（403）。起点只用于这一次回答，不作任何保存。"
    )
    refusals = (400, 403, 404, 422)
    # As for a route.
    authentication_classes = [SessionAuthentication]

    def parameters(self) -> list[OpenApiParameter]:
        return [
            query("from", "起点：经度,纬度（WGS 84，度）", required=True, pattern=rf"^{NUMBER},{NUMBER}$"),
            query("mode", "怎么去", required=True, enum=[*Mode]),
            query("minutes", f"几分钟，1 到 {MOST_MINUTES}，不写是 {USUAL_MINUTES}", pattern="^[0-9]{1,2}$"),
        ]

    def answer_schema(self) -> dict[str, Any]:
        return ANSWER

    def get(self, request: HttpRequest) -> HttpResponse:
        values = self.values(request)
        start, mode = point(values.get("from"), "from"), mode_of(values.get("mode"))
        minutes = parse_natural(
            values.get("minutes", str(USUAL_MINUTES)), parameter="minutes", title="分钟数", high=MOST_MINUTES
        )
        if not minutes:
            raise BadInput("minutes", f"分钟数应在 1 与 {MOST_MINUTES} 之间")
        today = timezone.localdate()
        is_staff = bool(request.user and request.user.is_staff)
        dataset, network = network_for(is_staff=is_staff, today=today)
        found = reach_of(network, start, minutes, mode)
        properties = {"minutes": minutes, "mode": mode, "remark": remark(dataset, today)}
        response = respond(
            {"type": "Feature", "geometry": shapely.geometry.mapping(found), "properties": properties}
        )
        # Nobody between may keep an answer to where somebody stands.
        response["Cache-Control"] = "no-store"
        return response
