"""Every address of the site, as Django's resolver knows it."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver


def routes() -> list[str]:
    """The routes of all patterns but the superusers' admin: "v/<str:code>"."""
    return [route for route in _walk(get_resolver(), "") if not route.startswith(settings.ADMIN_PATH)]


def admin_routes() -> list[str]:
    return [route for route in _walk(get_resolver(), "") if route.startswith(settings.ADMIN_PATH)]


def _walk(resolver: URLResolver, before: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _walk(pattern, route)
