"""Gzip of what anybody may read. gunicorn sends a village page as it is, 40 KB; compressed it is 9.

BREACH reads a secret out of the length of compressed answers when the asker can place text of his own beside it. So a
page stays as it is when it holds a form's token, when somebody is signed in, and when it knows a citizen's position.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/geo+json",
    "application/vnd.oai.openapi",
    "image/svg+xml",
)


class Compress(GZipMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not may_be_compressed(request, response):
            return response
        assert isinstance(response, HttpResponse)
        return super().process_response(request, response)


def may_be_compressed(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Text without a secret, all of it in memory, that no one compressed before."""
    kind = response.headers.get("Content-Type", "")
    return (
        isinstance(response, HttpResponse)
        and kind.startswith(COMPRESSIBLE)
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and settings.SESSION_COOKIE_NAME not in response.cookies
        # Django notes here that a template asked for the token.
        and "CSRF_COOKIE_NEEDS_UPDATE" not in request.META
        and "no-store" not in response.headers.get("Cache-Control", "")
    )
