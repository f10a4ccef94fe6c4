"""What a screen plays now, for its idle loop (/videos/playlist.json), and a page that plays a list from end to end."""

from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.public_ids import parse_public_id
from layers.regions.chosen import chosen_path
from layers.regions.models import Level, Region
from layers.videos.copies import CopyKind
from layers.videos.models import Playlist, Video
from layers.zones.models import Zone
from portal.own_address import at_its_own_address, find
from portal.playing import captions_address, file_address, playable

# A screen asks again after a minute: the hours of a list begin and end on the minute.
FRESH_S = 60


@require_safe
def playlist_json(request: HttpRequest) -> HttpResponse:
    """``?zone=``, the public id of a 专区; without it the place that this device has chosen, else the city.

    {"playlist": null or {"id", "title", "url", "until"}, "videos": [{"id", "title", "duration_s", "url", "small", "poster",
    "captions", "page"}]}: addresses of this site; ``url`` of a video is the film itself for a large screen.
    """
    zone, path = screen_of(request)
    found = Playlist.objects.playing(timezone.localtime()).for_screen(zone, path).first()
    told: dict[str, Any] = {"playlist": None, "videos": []}
    if found is not None:
        until = found.plays_until
        told["playlist"] = {
            "id": found.public_id, "title": found.title, "url": found.get_absolute_url(),
            "until": f"{until:%H:%M}" if until else None,
        }  # fmt: skip
        told["videos"] = [as_json(video) for video in videos_of(found)]
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = f"private, max-age={FRESH_S}"
    return response


def screen_of(request: HttpRequest) -> tuple[int | None, str]:
    """Primary key of the zone, and the path of the region. Raises BadInput("zone"), Http404."""
    asked = request.GET.get("zone", "")
    if asked:
        public_id = parse_public_id(asked, "zone")
        found = Zone.objects.published().filter(public_id=public_id).values_list("pk", "region__path").first()
        if found is None:
            raise Http404("没有这个专区")
        return found
    if path := chosen_path(request):
        return None, path
    city = Region.objects.filter(level=Level.CITY).values_list("path", flat=True).first()
    return None, city or ""


@require_safe
@at_its_own_address("/videos/play/%s")
def play(request: HttpRequest, public_id: str) -> HttpResponse:
    """One after the other and from the beginning again, without sound until somebody turns it on."""
    found: Playlist = find(Playlist.objects.select_related("successor", "organisation"), public_id)
    videos = videos_of(found)
    context = {
        "playlist": found,
        "videos": videos,
        "first": playable(videos[0]) if videos else None,
        "told": [as_json(video) for video in videos],
    }
    return render(request, "videos/play.html", context)


def videos_of(playlist: Playlist) -> list[Video]:
    """In their order; what was withdrawn since is passed over."""
    entries = playlist.entries.filter(video__in=Video.objects.published())
    videos = Video.objects.with_renditions().defer("captions")
    return [entry.video for entry in entries.prefetch_related(Prefetch("video", videos))]


def as_json(video: Video) -> dict[str, Any]:
    kinds = {one["kind"] for one in video.told_renditions}
    small = file_address(video, CopyKind.SMALL)
    return {
        "id": video.public_id,
        "title": video.title,
        "duration_s": float(video.duration_s),
        "url": file_address(video, CopyKind.LARGE) if CopyKind.LARGE in kinds else small,
        "small": small,
        "poster": file_address(video, CopyKind.POSTER),
        "captions": captions_address(video),
        "page": video.get_absolute_url(),
    }
