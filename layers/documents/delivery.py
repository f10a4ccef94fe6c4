"""The one way by which stored bytes leave the house."""

from collections.abc import Iterator
from typing import IO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header, parse_etags, quote_etag

from layers.documents.known_kinds import BY_MEDIA_TYPE
from layers.documents.models import StoredFile
from layers.documents.ranges import RangeNotSatisfiable, parse_range
from layers.documents.store import BLOCK, open_range

# Withdrawn means gone within a minute. So no shared cache keeps a copy, and a browser asks again (a 304 is cheap).
CACHE_CONTROL = "private, max-age=60, must-revalidate"


def deliver(
    request: HttpRequest, stored: StoredFile, title: str, *, attachment: bool = False
) -> HttpResponseBase:
    """The bytes of a public derivative, or the range that was asked for.

    ``title`` names the download: never the user's own file name, in which names and numbers of people turn up.
    """
    if stored.store != StoredFile.Store.DERIVATIVES:
        raise ValueError("an original never leaves the house")
    return _delivered(request, stored, title, attachment)


def deliver_to_staff(
    request: HttpRequest, stored: StoredFile, title: str, *, attachment: bool = False
) -> HttpResponseBase:
    """The very bytes that were handed in, for the review of a draft. Whether they may, the caller has asked."""
    response = _delivered(request, stored, title, attachment)
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _delivered(request: HttpRequest, stored: StoredFile, title: str, attachment: bool) -> HttpResponseBase:
    etag = quote_etag(stored.sha256)
    response = _answer(request, stored, etag)
    response.headers["ETag"] = etag
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Whatever the bytes are, they run nothing and load nothing.
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    kind = BY_MEDIA_TYPE.get(stored.media_type)
    name = f"{title}.{kind.extension}" if kind else title
    if disposition := content_disposition_header(attachment, name):
        response.headers["Content-Disposition"] = disposition
    return response


def _answer(request: HttpRequest, stored: StoredFile, etag: str) -> HttpResponseBase:
    wanted = parse_etags(request.headers.get("If-None-Match", ""))
    if etag in wanted or f"W/{etag}" in wanted or "*" in wanted:
        return HttpResponse(status=304, headers={"Content-Type": stored.media_type})
    first, last, status = 0, stored.size - 1, 200
    # Ranges are for GET; an If-Range of another version of the bytes means the whole file.
    if request.method == "GET" and request.headers.get("If-Range", etag) == etag:
        try:
            asked = parse_range(request.headers.get("Range", ""), stored.size)
        except RangeNotSatisfiable:
            headers = {"Content-Range": f"bytes */{stored.size}"}
            return HttpResponse(status=416, headers=headers, content_type="text/plain; charset=utf-8")
        if asked is not None:
            first, last, status = *asked, 206
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse(content_type=stored.media_type)
    else:
        # Opened before the status is said: a store that is away is a 503, not an answer without its bytes.
        blocks = Blocks(open_range(stored, first, last), last - first + 1)
        response = StreamingHttpResponse(blocks, status=status, content_type=stored.media_type)
    response.headers["Content-Length"] = str(last - first + 1)
    if status == 206:
        response.headers["Content-Range"] = f"bytes {first}-{last}/{stored.size}"
    return response


class Blocks:
    """``size`` bytes of ``content`` on their way out; closed with the answer, read or not."""

    def __init__(self, content: IO[bytes], size: int) -> None:
        self._content, self._size = content, size

    def __iter__(self) -> Iterator[bytes]:
        remaining = self._size
        while remaining > 0 and (block := self._content.read(min(BLOCK, remaining))):
            remaining -= len(block)
            yield block

    def close(self) -> None:
        self._content.close()
