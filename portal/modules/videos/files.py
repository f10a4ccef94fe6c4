"""The bytes of a video: its copies by ranges, and its captions as we write them."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from layers.documents.delivery import deliver
from layers.videos.captions import written
from layers.videos.models import Video
from portal.own_address import Withdrawn, canonical_id, find, withdrawn_page

VTT = "text/vtt; charset=utf-8"


@require_safe
def copy(request: HttpRequest, public_id: str, kind: str) -> HttpResponseBase:
    """Of a withdrawn video 410, at every address of it."""
    try:
        video = find(Video.objects.defer("captions").select_related("successor"), canonical_id(public_id))
    except Withdrawn as withdrawn:
        return withdrawn_page(request, withdrawn.thing)
    rendition = video.renditions.select_related("file").filter(kind=kind).first()
    if rendition is None:
        raise Http404("这个视频没有这种大小")
    return deliver(request, rendition.file, video.title, attachment=False)


@require_safe
def captions(request: HttpRequest, public_id: str) -> HttpResponse:
    try:
        video = find(Video.objects.select_related("successor"), canonical_id(public_id))
    except Withdrawn as withdrawn:
        return withdrawn_page(request, withdrawn.thing)
    return as_vtt(video)


def as_vtt(video: Video) -> HttpResponse:
    response = HttpResponse(written(video.cues), content_type=VTT)
    response.headers["Cache-Control"] = "private, max-age=60, must-revalidate"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
