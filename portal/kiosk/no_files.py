"""A kiosk takes no files: nobody can carry them off, and the next visitor must not find them.

What is read as pictures of its pages (layers.documents) stays readable; everything else that a browser would keep or
hand to another program is answered with the way to one's own phone.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.pages.errors import page
from portal.skins import choice

SHOWN = (
    "text/html", "text/css", "text/javascript", "text/vtt", "image/", "video/", "audio/", "font/", "application/json",
    "application/geo+json", "application/manifest+json", "application/vnd.oai.openapi", "application/vnd.mapbox-vector-tile",
)  # fmt: skip


class NoFilesOnKiosks:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if choice(request, "device") != "kiosk" or not is_file(response):
            return response
        return page(request, 403, message="这台机器上不能下载文件。请点“带走”，用手机打开这一页再下载。")


def is_file(response: HttpResponse) -> bool:
    if response.get("Content-Disposition", "").startswith("attachment"):
        return True
    kind = response.get("Content-Type", "")
    return bool(response.status_code in (200, 206) and kind and not kind.startswith(SHOWN))
