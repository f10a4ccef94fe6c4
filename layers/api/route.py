"""/api/route: the way by road between two points. Neither is kept anywhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.authentication import SessionAuthentication

from geo.errors import BadInput
from geo.number import parse_natural
from geo.position import Position
from layers.api.base import Resource, respond
from layers.api.documentation import NUMBER, query
from layers.roads.asking import asked_routes
from layers.roads.lawful import network_for
from layers.roads.modes import Mode
from layers.roads.route import MOST_ALTERNATIVES, Point, Route

ROUTE: dict[str, Any] = {
    "distance_m": {"type": "number"},
    "duration_s": {"type": "number"},
    "steps": {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["text", "distance_m"],
            "properties": {"text": {"type": "string"}, "distance_m": {"type": "number"}},
        },
    },
    "geometry": {
        "type": "object",
        "required": ["type", "coordinates"],
        "properties": {
            "type": {"type": "string", "enum": ["LineString"]},
            "coordinates": {
                "type": "array",
                "minItems": 2,
                "items": {},
                "description": "WGS 84，先经度后纬度",
            },
        },
    },
}


class RouteBetween(Resource):
    operation = "route"
    tag = "路线"
    summary = "两点之间怎么走"
    description = (
        "起点和终点取最近的道路；路程、时间和线都是道路上的，不含从路边到起点、终点的一段。"
        "时间是平常路况的估计。错误码：no_route（404）没有路相通，too_far（422）附近没有路，"
        "not_licensed（403）道路数据还不能向公众提供路线。起终点只用于这一次回答，不作任何保存。"
    )
    refusals = (400, 403, 404, 422)
    # The desk may ask of roads that are not for everybody yet.
    authentication_classes = [SessionAuthentication]

    def parameters(self) -> list[OpenApiParameter]:
        pair = rf"^{NUMBER},{NUMBER}$"
        return [
            query("from", "起点：经度,纬度（WGS 84，度）", required=True, pattern=pair),
            query("to", "终点：经度,纬度（WGS 84，度）", required=True, pattern=pair),
            query("mode", "怎么去", required=True, enum=[*Mode]),
            query("alternatives", "另外要几条路线", enum=[str(n) for n in range(MOST_ALTERNATIVES + 1)]),
        ]

    def answer_schema(self) -> dict[str, Any]:
        other = {"type": "object", "required": [*ROUTE], "properties": ROUTE}
        alternatives = {"type": "array", "items": other, "maxItems": MOST_ALTERNATIVES}
        return {
            "type": "object",
            "required": [*ROUTE, "alternatives"],
            "properties": {**ROUTE, "alternatives": alternatives},
        }

    def get(self, request: HttpRequest) -> HttpResponse:
        values = self.values(request)
        start, end = (point(values.get(name), name) for name in ("from", "to"))
        mode = mode_of(values.get("mode"))
        count = parse_natural(
            values.get("alternatives", "0"),
            parameter="alternatives",
            title="另外的路线",
            high=MOST_ALTERNATIVES,
        )
        is_staff = bool(request.user and request.user.is_staff)
        _, network = network_for(is_staff=is_staff, today=timezone.localdate())
        best, *others = asked_routes(network, start, end, mode, count)
        response = respond({**as_json(best), "alternatives": [as_json(other) for other in others]})
        # Nobody between may keep an answer to where somebody goes.
        response["Cache-Control"] = "no-store"
        return response


def point(text: str | None, parameter: str) -> Point:
    """``lng,lat`` in degrees. Raises BadInput that names the parameter and never repeats what it holds."""
    if text is None:
        raise BadInput(parameter, "缺少这个参数，应为“经度,纬度”")
    parts = text.split(",")
    if len(parts) != 2:
        raise BadInput(parameter, "应为“经度,纬度”两个数字，用英文逗号隔开")
    try:
        position = Position.parse(*parts)
    except BadInput as error:
        raise BadInput(parameter, error.message) from None
    return position.lng, position.lat


def mode_of(text: str | None) -> Mode:
    if text is None or text not in [*Mode]:
        raise BadInput("mode", f"怎么去应为 {'、'.join(Mode)} 之一")
    return Mode(text)


def as_json(route: Route) -> dict[str, Any]:
    return {
        "distance_m": route.distance_m,
        "duration_s": route.duration_s,
        "steps": [{"text": step.text, "distance_m": step.distance_m} for step in route.steps],
        "geometry": {"type": "LineString", "coordinates": route.line},
    }
