"""/api/search: one box for regions, places, cases, documents and service items."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from drf_spectacular.utils import OpenApiParameter

from layers.api import parameters
from layers.api.base import Resource, respond
from layers.api.documentation import query
from layers.regions.chosen import chosen_path
from layers.search.query import LONGEST, find
from layers.search.registry import kinds

MOST = 100
TEXT = {"type": "string"}


class Search(Resource):
    operation = "search"
    tag = "搜索"
    summary = "搜村名、办事、地点、征地、文件"
    description = "两个字起即可；可用拼音、首字母、曾用名、文号。带有“我的村”的浏览器，离本村近的排在前面。"
    refusals = (400,)

    def parameters(self) -> list[OpenApiParameter]:
        return [
            query("q", f"要找的字，1 至 {LONGEST} 个", required=True),
            query("limit", f"最多几条，1 至 {MOST}，默认 20", pattern=r"^[1-9][0-9]{0,2}$"),
        ]

    def example(self) -> str:
        return "/api/search?q=bxx&limit=5"

    def answer_schema(self) -> dict[str, Any]:
        result = {
            "type": "object",
            "required": ["kind", "id", "name", "region", "url"],
            "properties": {
                "kind": {"type": "string", "enum": [kind.name for kind in kinds()]},
                "id": TEXT,
                "name": TEXT,
                "region": TEXT,
                "url": TEXT,
            },
        }
        return {
            "type": "object",
            "required": ["results"],
            "properties": {"results": {"type": "array", "items": result, "maxItems": MOST}},
        }

    def get(self, request: HttpRequest) -> HttpResponse:
        values = self.values(request)
        limit = parameters.limit(values, default=20, most=MOST)
        found = find(values.get("q", ""), limit, chosen_path(request))
        rows = [
            {"kind": one.kind, "id": one.key, "name": one.name, "region": one.region, "url": one.url}
            for one in found
        ]
        response = respond({"results": rows})
        # The order depends on the village that this browser keeps.
        response["Cache-Control"] = "private, max-age=60"
        return response
