"""/d/: the viewer of a document, its versions and what changed between two of them, its pages, its bytes."""

import contextlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe
from procrastinate.exceptions import ConnectorException

from layers.documents.comparing import compared
from layers.documents.delivery import deliver
from layers.documents.derive import READABLE
from layers.documents.find import Withdrawn, find_media, find_version
from layers.documents.known_kinds import BY_MEDIA_TYPE
from layers.documents.models import MediaFile
from layers.documents.reading import Reading
from layers.documents.table_kinds import XLSX
from layers.documents.tasks import derive_later
from layers.documents.words import MAX_QUERY

View = Callable[..., HttpResponseBase]


def answers_gone(view: View) -> View:
    """What was withdrawn answers 410 with date, reason and successor, for everyone and at every of its addresses."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Withdrawn as withdrawn:
            return render(request, "documents/withdrawn.html", gone_context(withdrawn), status=410)

    return answer


def gone_context(withdrawn: Withdrawn) -> dict[str, object]:
    publication = withdrawn.publication
    redaction = withdrawn.redaction
    successor = publication.successor or withdrawn.newer or (redaction and redaction.successor)
    return {
        "title": withdrawn.title,
        "withdrawn_at": publication.withdrawn_at,
        "reason": publication.withdrawal_reason,
        "successor": successor,
        "is_newer_version": successor is not None and successor is withdrawn.newer,
        "redaction": redaction,
    }


@require_safe
@answers_gone
def document(request: HttpRequest, public_id: str, number: int | None = None) -> HttpResponseBase:
    """The viewer. ``?q=`` searches within the document; without script too."""
    version, versions = find_version(public_id, number)
    query = request.GET.get("q", "").strip()[:MAX_QUERY]
    reading = Reading.of(version, query)
    if reading.lacks_images and version.publication.derivative.media_type in READABLE:
        # Whoever opens it first waits a few seconds for the pictures, with the words before him; and has the words too
        # when nothing can be written at the moment.
        with contextlib.suppress(OperationalError, ConnectorException):
            derive_later(version)
    public = [one.number for one in versions if one.publication.withdrawn_at is None]
    context = {
        "version": version,
        "versions": versions,
        "reading": reading,
        "in_document_query": query,
        "kind_title": BY_MEDIA_TYPE[version.publication.derivative.media_type].title,
        "is_newest": version.number == max(public),
        "newest": max(public),
        "is_table": version.publication.derivative.media_type == XLSX.media_type,
    }
    return render(request, "documents/document.html", context)


@require_safe
@answers_gone
def comparison(request: HttpRequest, public_id: str, number: int, newer: int) -> HttpResponseBase:
    """Two public versions beside each other; a withdrawn one is gone here, too."""
    if newer <= number:
        raise Http404("应当用旧的一版和新的一版比较")
    old, _ = find_version(public_id, number)
    new, _ = find_version(public_id, newer)
    context = {"old": old, "new": new, "comparison": compared(old, new)}
    return render(request, "documents/compare.html", context)


@require_safe
@answers_gone
def document_file(request: HttpRequest, public_id: str, number: int) -> HttpResponseBase:
    version, _ = find_version(public_id, number)
    wants_download = request.GET.get("download") == "1"
    return deliver(request, version.publication.derivative, version.title, attachment=wants_download)


@require_safe
@answers_gone
def page_image(request: HttpRequest, public_id: str, number: int, page: int, width: int) -> HttpResponseBase:
    version, _ = find_version(public_id, number)
    image = version.page_images.select_related("file").filter(page=page, width=width).first()
    if image is None:
        raise Http404("没有这一页")
    return deliver(request, image.file, f"{version.title} 第{page}页")


@require_safe
@answers_gone
def media_file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A photo, a sound or a film itself; the page of the place or matter shows it with its words."""
    media: MediaFile = find_media(public_id)
    return deliver(request, media.file, media.title, attachment=request.GET.get("download") == "1")
