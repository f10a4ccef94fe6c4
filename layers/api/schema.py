"""/api/schema: the whole API in OpenAPI 3, made once a process; /api/: the same for people."""

from functools import cache
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from layers.api import parameters
from layers.api.documentation import ERROR
from layers.api.errors import answers_json


@cache
def openapi() -> dict[str, Any]:
    """The description of every address below /api/."""
    generator: Any = SchemaGenerator
    made: dict[str, Any] = generator(urlconf="layers.api.urls").get_schema(public=True)
    made["paths"] = {f"/api{path}": operations for path, operations in made["paths"].items()}
    made.setdefault("components", {}).setdefault("schemas", {})["Error"] = ERROR
    made["info"]["description"] = (
        f"{settings.CITY['site_name']}的公开数据。坐标一律为 EPSG:4490(CGCS2000)，先经度后纬度。"
        "只读；参数有误一律回答 400 并指明参数。"
    )
    return made


@answers_json
def schema(request: HttpRequest) -> HttpResponse:
    parameters.read(request.GET, [])
    return HttpResponse(orjson.dumps(openapi(), default=str), content_type="application/vnd.oai.openapi+json")


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """A page of our own: readable on a phone, in Chinese, without a script. Like every page it forgives."""
    description = openapi()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in description["paths"].items():
        groups.setdefault(operations["get"]["tags"][0], []).append(described(path, operations["get"]))
    response = render(request, "api/documentation.html", {"info": description["info"], "groups": groups})
    patch_vary_headers(response, ["Cookie"])
    return response


def described(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    """One operation as the page shows it."""
    responses = operation["responses"]
    refusals = [(status, response) for status, response in sorted(responses.items()) if status != "200"]
    return {**operation, "path": path, "refusals": refusals, "example": operation.get("x-example", "")}
