"""Pages by key, not by number: a page costs the same wherever it lies, and nothing is counted.

``after`` and ``before`` are ids of the layer; ``next`` and ``previous`` are whole addresses, or null at the
ends. One row more than a page is read to know whether it goes on.
"""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from geo.errors import BadInput


def page(
    request: HttpRequest, queryset: QuerySet[Any], key: str, values: dict[str, str], size: int
) -> tuple[list[Any], str | None, str | None]:
    """The ``size`` rows of the page in the order of ``key``, and the addresses of the next and the previous page."""
    after, before = values.get("after"), values.get("before")
    if after and before:
        raise BadInput("before", "after 与 before 不能同时使用")
    if before:
        rows = list(queryset.filter(**{f"{key}__lt": before}).order_by(f"-{key}")[: size + 1])
        rows, further = rows[:size][::-1], len(rows) > size
        following = bool(rows) and queryset.filter(**{f"{key}__gte": before}).exists()
        return rows, *links(request, rows, key, following=following, preceding=further)
    beyond = queryset.filter(**{f"{key}__gt": after}) if after else queryset
    rows = list(beyond.order_by(key)[: size + 1])
    rows, further = rows[:size], len(rows) > size
    preceding = bool(rows) and bool(after) and queryset.filter(**{f"{key}__lte": after}).exists()
    return rows, *links(request, rows, key, following=further, preceding=preceding)


def links(
    request: HttpRequest, rows: list[Any], key: str, *, following: bool, preceding: bool
) -> tuple[str | None, str | None]:
    following_page = address(request, "after", getattr(rows[-1], key)) if following else None
    preceding_page = address(request, "before", getattr(rows[0], key)) if preceding else None
    return following_page, preceding_page


def address(request: HttpRequest, name: str, value: str) -> str:
    """This address with another key, its other parameters kept."""
    query = request.GET.copy()
    query.pop("after", None)
    query.pop("before", None)
    query[name] = value
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
