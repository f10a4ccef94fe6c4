"""/staff/footage/: films that were handed in, how far the worker is with them, and what became of them.

The original is shown to nobody; who may see the film looks at its copies.
"""

from typing import IO, Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.audit.record import record
from layers.changes import release
from layers.changes.drafting import draft
from layers.changes.errors import Conflict, NotSeen, Refused
from layers.documents.delivery import deliver_to_staff
from layers.staff.models import Role
from layers.staff.scope import Grant, scope_for
from layers.videos import processing
from layers.videos.captions import written
from layers.videos.footage import Footage
from layers.videos.handing_in import hand_in
from layers.videos.models import Video
from portal.desk.account_steps import user_of
from portal.desk.edit import address
from portal.desk.files import size_in_words
from portal.desk.noun import reads_content
from portal.desk.writing import writing

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def footage_list(request: HttpRequest) -> HttpResponse:
    if not reads_content(scope_for(request)):
        raise NotSeen
    return _handed_in(request) if request.method == "POST" else _listed(request)


def _handed_in(request: HttpRequest) -> HttpResponse:
    """A script gets the address, or why not, as JSON."""
    is_script = request.headers.get("Accept", "").startswith("application/json")
    grant = _editing(request)
    if grant is None:
        raise NotSeen
    try:
        file = request.FILES.get("file")
        if file is None or isinstance(file, list):
            raise BadInput("file", "请选择一个视频文件")
        made = hand_in(user_of(request), grant, cast(IO[bytes], file), file.name or "")
    except BadInput as problem:
        with acting_in(request, scope=scope_for(request)):
            record("import", noun=Footage, detail={"message": problem.message[:200]}, refused=True)
        if is_script:
            return JsonResponse({"message": problem.message}, status=422)
        return _listed(request, problem.message)
    return JsonResponse({"address": made.get_absolute_url()}) if is_script else redirect(made)


def _editing(request: HttpRequest) -> Grant | None:
    return next((grant for grant in scope_for(request).grants if grant.role == Role.EDITOR), None)


def _listed(request: HttpRequest, problem: str = "") -> HttpResponse:
    rows = seen(request).for_list().order_by("-pk")[:SHOWN]
    context: dict[str, Any] = {
        "films": [(film, size_in_words(film.original.size)) for film in rows],
        "may_hand_in": _editing(request) is not None,
        "most": f"{settings.FILM_MAX_BYTES >> 20} MB",
        "problem": problem,
        "me": request.user,
    }
    return render(request, "desk/footage/list.html", context, status=422 if problem else 200)


def seen(request: HttpRequest) -> Any:
    return Footage.objects.visible_to(scope_for(request))


def film_of(request: HttpRequest, key: str) -> Footage:
    """Raises NotSeen."""
    found: Footage | None = seen(request).for_list().filter(public_id=key).first()
    if found is None:
        raise NotSeen
    return found


def own_film(request: HttpRequest, key: str) -> Footage:
    """Of her who handed it in. Raises NotSeen, Refused."""
    found = film_of(request, key)
    if found.user_id != request.user.pk:
        raise Refused("只有上传人可以处理这个视频")
    return found


@require_safe
def film_page(request: HttpRequest, key: str) -> HttpResponse:
    film = film_of(request, key)
    usable = Footage.objects.usable_by(scope_for(request)).filter(pk=film.pk)
    copies = film.copies.select_related("file").order_by("kind")
    context = {
        "film": film,
        "size": size_in_words(film.original.size),
        "copies": [(copy, size_in_words(copy.file.size)) for copy in copies],
        "videos": film.videos.published(),
        "is_mine": film.user_id == request.user.pk,
        "may_make": usable.exists(),
    }
    return render(request, "desk/footage/film.html", context)


@require_safe
def film_progress(request: HttpRequest, key: str) -> HttpResponse:
    film = film_of(request, key)
    return JsonResponse({"waiting": film.is_under_way, "percent": film.progress.percent})


@require_safe
def film_copy(request: HttpRequest, key: str, kind: str) -> HttpResponseBase:
    film = film_of(request, key)
    copy = film.copies.select_related("file").filter(kind=kind).first()
    if copy is None:
        raise Http404("这个视频没有这种大小")
    return deliver_to_staff(request, copy.file, film.file_name.rpartition(".")[0])


@writing
def cancel(request: HttpRequest, key: str) -> HttpResponse:
    film = own_film(request, key)
    if not processing.cancel(film):
        raise Conflict("这个视频已经处理完，不用取消")
    return redirect(film)


@writing
def begin_again(request: HttpRequest, key: str) -> HttpResponse:
    film = own_film(request, key)
    if not processing.begin_again(film):
        raise Conflict("这个视频正在处理，或已经可以用了")
    return redirect(film)


@writing
def make_video(request: HttpRequest, key: str) -> HttpResponse:
    """A draft of a video of this film; what is known of it already is filled in."""
    film = film_of(request, key)
    if not Footage.objects.usable_by(scope_for(request)).filter(pk=film.pk).exists():
        raise Refused("只有本单位的编辑员可以用这个视频，并且要等它处理好")
    known = {
        "title": film.file_name.rpartition(".")[0][:80], "footage": film.public_id, "region": film.region.code,
        "organisation": film.organisation.public_id,
    }  # fmt: skip
    return redirect(address(draft("video", request.user, after=known)))


@require_safe
def preview_captions(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """The captions of a video of a draft, for the preview of its page."""
    with release.preview(public_id, request.user) as change_set:
        video = Video.objects.filter(public_id=key).first()
        if video is None or not change_set.rows.filter(noun="video", key=key).exists():
            raise Http404("这份草稿里没有这个视频")
        return HttpResponse(written(video.cues), content_type="text/vtt; charset=utf-8")
