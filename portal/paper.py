"""A sheet of paper: a template as a PDF of A4 pages with its fonts in it, tagged for readers that speak (PDF/UA).

WeasyPrint lays out whatever it is given, so it is given our own templates only, loads nothing from anywhere, and works
on one sheet at a time: a second of a core for each caller would be an easy way to stop the site.
"""

import threading
from functools import lru_cache
from typing import Any, NoReturn

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.http import content_disposition_header

from portal.pages.errors import page

STYLES = settings.BASE_DIR / "portal/static/css"
FORMS = "paper-forms.css"
PATIENCE_S = 10.0
SHEETS_KEPT = 32
_press = threading.Lock()


class Busy(Exception):
    """Others wait for their sheets already."""


def sheet(
    request: HttpRequest, template: str, context: dict[str, Any], name: str, style: str = "paper.css"
) -> HttpResponse:
    """``template`` as <name>.pdf, 304 for who has it, 503 when the press is busy. Shown in the browser, not saved."""
    html = render_to_string(template, context, request)
    etag = f'"{salted_hmac("sheet", html).hexdigest()}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            response = HttpResponse(_printed(html, style), content_type="application/pdf")
        except Busy:
            return _busy(request, name)
        response["Content-Disposition"] = content_disposition_header(False, f"{name}.pdf") or "inline"
    response["ETag"] = etag
    # What is withdrawn is gone within a minute, from here too.
    response["Cache-Control"] = "private, max-age=60, must-revalidate"
    return response


def letter(request: HttpRequest, template: str, context: dict[str, Any], name: str) -> HttpResponse:
    """A sheet with somebody's name on it: laid out anew each time, and kept by nobody."""
    try:
        html = render_to_string(template, context, request)
        response = HttpResponse(_printed.__wrapped__(html, FORMS), content_type="application/pdf")
    except Busy:
        response = _busy(request, name)
    else:
        response["Content-Disposition"] = content_disposition_header(False, f"{name}.pdf") or "inline"
    response["Cache-Control"] = "no-store"
    return response


@lru_cache(SHEETS_KEPT)
def _printed(html: str, style: str) -> bytes:
    # Imported late: it takes half a second, and most processes print nothing.
    from weasyprint import CSS, HTML

    if not _press.acquire(timeout=PATIENCE_S):
        raise Busy
    try:
        written = HTML(string=html, url_fetcher=_fetch_nothing)
        pdf: bytes = written.write_pdf(
            stylesheets=[CSS(string=(STYLES / style).read_text("utf-8"))], pdf_variant="pdf/ua-1"
        )
    finally:
        _press.release()
    return pdf


def _fetch_nothing(url: str, *args: Any, **kwargs: Any) -> NoReturn:
    raise ValueError(f"a sheet loads nothing: {url}")


def _busy(request: HttpRequest, name: str) -> HttpResponse:
    response = page(request, 503, title=name, seconds=10)
    response["Retry-After"] = "10"
    return response
