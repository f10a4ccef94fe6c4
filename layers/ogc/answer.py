"""One answer in two forms: JSON for programs, a page of the site for people. ``f`` decides, else Accept (OGC 17-069r4, 7.12)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from geo.errors import BadInput
from layers.api.base import JSON, respond

HTML = "text/html"
FORMS = ("json", "html")


def wants_html(request: HttpRequest, values: dict[str, str]) -> bool:
    """Raises BadInput("f"). Who accepts anything gets JSON: a program that says nothing is the rule."""
    form = values.get("f")
    if form is None:
        return request.get_preferred_type([JSON, "application/geo+json", HTML]) == HTML
    if form not in FORMS:
        raise BadInput("f", f"没有这种格式；可用：{'、'.join(FORMS)}")
    return form == "html"


def answer(
    request: HttpRequest,
    values: dict[str, str],
    template: str,
    content: dict[str, Any],
    *,
    media_type: str = JSON,
    **context: Any,
) -> HttpResponse:
    """``content`` as JSON, or the page ogc/``template``.html of it with ``context`` besides."""
    if wants_html(request, values):
        response = render(request, f"ogc/{template}.html", {"content": content, **context})
    else:
        response = respond(content, media_type)
    patch_vary_headers(response, ["Accept"])
    return response


def link(
    request: HttpRequest, rel: str, address: str, title: str = "", media_type: str = JSON
) -> dict[str, str]:
    """A link as every document of OGC API carries it, with a whole address."""
    named = {"title": title} if title else {}
    return {"rel": rel, "type": media_type, "href": request.build_absolute_uri(address), **named}


def own_links(request: HttpRequest, media_type: str = JSON) -> list[dict[str, str]]:
    """This document, and its other form."""
    return [
        link(request, "self", in_form(request, "json"), "本页 JSON", media_type),
        link(request, "alternate", in_form(request, "html"), "本页网页", HTML),
    ]


def in_form(request: HttpRequest, form: str) -> str:
    query = request.GET.copy()
    query["f"] = form
    return f"{request.path}?{query.urlencode()}"
