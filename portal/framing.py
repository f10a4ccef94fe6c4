"""A page of ours around somebody else's: a kiosk has no other way back."""

from typing import Any, cast
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page_around(request: HttpRequest, address: str, template: str, context: dict[str, Any]) -> HttpResponse:
    """The policy of this one answer lets the host of ``address`` be framed, and no other."""
    parts = urlsplit(address)
    allow = csp_update({"frame-src": [f"{parts.scheme}://{parts.netloc}"]})
    return cast(HttpResponse, allow(lambda asked: render(asked, template, context))(request))
