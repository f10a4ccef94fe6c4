"""What every address of the API has in common: it only reads, it is strict, it always answers JSON."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from drf_spectacular.utils import OpenApiParameter
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.views import APIView

from layers.api import parameters
from layers.api.documentation import CatalogSchema

GEOJSON = "application/geo+json"
JSON = "application/json"
# Whoever has a copy asks each time whether it still stands: what was withdrawn is gone at the next look.
CACHE_CONTROL = "public, no-cache"


class OneForm(BaseContentNegotiation):
    """There is one form of each answer, whatever a client says it would rather have."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class Resource(APIView):
    """A GET of the API, with the words that the documentation shows of it."""

    http_method_names = ["get", "head"]
    content_negotiation_class = OneForm
    schema = CatalogSchema()

    operation = ""
    tag = ""
    summary = ""
    description = ""
    media_type = JSON
    refusals: tuple[int, ...] = (400,)

    def parameters(self) -> list[OpenApiParameter]:
        """Those of path and query. A query parameter that is not among them is a 400."""
        return []

    def example(self) -> str:
        """An address that anyone may try, or nothing."""
        return ""

    def answer_schema(self) -> dict[str, Any]:
        """JSON schema of the answer."""
        return {"type": "object"}

    def values(self, request: HttpRequest, *more: str) -> dict[str, str]:
        """The query, read strictly; ``more`` are names that it may hold besides. Raises BadInput."""
        known = [one.name for one in self.parameters() if one.location == OpenApiParameter.QUERY]
        known += more
        return parameters.read(request.GET, known)


def respond(content: bytes | dict[str, Any], media_type: str = JSON) -> HttpResponse:
    body = content if isinstance(content, bytes) else orjson.dumps(content, default=float)
    return HttpResponse(body, content_type=media_type)


def unchanged(request: HttpRequest, etag: str) -> HttpResponse | None:
    """304 when the caller's copy still stands (412 when it made that a condition), else None."""
    response: HttpResponse | None = get_conditional_response(request, etag=etag)
    return tagged(response, etag) if response is not None else None


def tagged(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = CACHE_CONTROL
    return response
