"""The documents that lead to the features. Each takes ``f`` and nothing else."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from layers.api import parameters
from layers.api.errors import answers_json
from layers.ogc import description
from layers.ogc.answer import answer
from layers.ogc.crs import known
from layers.ogc.openapi import openapi


@answers_json
def landing(request: HttpRequest) -> HttpResponse:
    content = description.landing(request)
    return answer(
        request,
        form(request),
        "landing",
        content,
        collections=description.collections(request),
        address=request.build_absolute_uri(reverse("ogc")),
    )


@answers_json
def conformance(request: HttpRequest) -> HttpResponse:
    return answer(request, form(request), "conformance", description.conformance(request))


@answers_json
def api(request: HttpRequest) -> HttpResponse:
    return answer(request, form(request), "api", openapi(), media_type=description.OPENAPI)


@answers_json
def collections(request: HttpRequest) -> HttpResponse:
    return answer(request, form(request), "collections", description.collections(request))


@answers_json
def collection(request: HttpRequest, name: str) -> HttpResponse:
    layer = description.find(name)
    content = description.collection(request, layer)
    return answer(request, form(request), "collection", content, layer=layer, systems=known().values())


@answers_json
def queryables(request: HttpRequest, name: str) -> HttpResponse:
    layer = description.find(name)
    content = description.queryables(request, layer)
    return answer(request, form(request), "queryables", content, media_type=description.SCHEMA, layer=layer)


def form(request: HttpRequest) -> dict[str, str]:
    return parameters.read(request.GET, ["f"])
