"""A list in pages for everybody: ``?page=`` of so many rows, and the addresses of the pages around it."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


@dataclass(frozen=True)
class Chip:
    """One way to narrow a list. ``href`` takes a chosen one off again."""

    name: str
    count: int
    chosen: bool
    href: str


def page_of(rows: QuerySet[Any], request: HttpRequest, size: int) -> Page[Any]:
    """The page that is asked for, the nearest there is for any other word."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def address(request: HttpRequest, **changed: str) -> str:
    """The query of this list with some values changed and its first page; what is empty is left out."""
    query = request.GET.copy()
    for place in ("page", "after"):
        query.pop(place, None)
    for name, value in changed.items():
        if value:
            query[name] = value
        else:
            query.pop(name, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def chip(request: HttpRequest, parameter: str, value: str, name: str, count: int) -> Chip:
    chosen = request.GET.get(parameter) == value
    return Chip(name, count, chosen, address(request, **{parameter: "" if chosen else value}))
