"""/videos/<id>: the film with its captions, what is said in it, and what it is about."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from layers.publication import Published
from layers.videos.copies import CopyKind
from layers.videos.models import Video
from portal.listing import address
from portal.own_address import at_its_own_address, find
from portal.playing import FULL, SMALL, playable, start_of, wants_small

MOST_NEXT = 4
# As a browser takes them, and as the buttons say them.
SPEEDS = (("0.75", "慢一点"), ("1", "正常"), ("1.25", "快一点"), ("1.5", "1.5 倍"))
TIES = ("place", "item", "policy", "case")


@require_safe
@at_its_own_address("/videos/%s")
def video(request: HttpRequest, public_id: str) -> HttpResponse:
    every = Video.objects.select_related("category", "organisation", "successor", *TIES).with_renditions()
    found: Video = find(every.defer("case__public_area", "policy__body"), public_id)
    shown = playable(
        found,
        small=wants_small(request),
        start_s=start_of(request),
        draft_of=getattr(request, "previewed_set", ""),
    )
    context = {
        "video": found,
        "playable": shown,
        "sizes": sizes(request, shown.other, shown.is_small),
        "speeds": SPEEDS,
        "tied": tied_to(found),
        "next": next_of(found),
        "as_of": timezone.localtime(found.published_at).date(),
    }
    response = render(request, "videos/video.html", context)
    patch_vary_headers(response, ["Save-Data"])
    return response


def sizes(request: HttpRequest, other: CopyKind | None, is_small: bool) -> list[tuple[str, str, bool]]:
    """(words, address, whether it is playing) of both sizes; nothing to choose where there is one."""
    if other is None:
        return []
    return [
        (str(CopyKind.LARGE.label), address(request, quality=FULL, t=""), not is_small),
        (str(CopyKind.SMALL.label), address(request, quality=SMALL, t=""), is_small),
    ]


def tied_to(video: Video) -> Published | None:
    """What the video is about, as long as it is public."""
    things: list[Any] = [getattr(video, name) for name in TIES]
    shown = (one for one in things if one is not None and one.withdrawn_at is None)
    return next((one for one in shown if one.published_at <= timezone.now()), None)


def next_of(video: Video) -> list[Video]:
    """Others of the category, the newest first."""
    others = Video.objects.published().filter(category=video.category_id).exclude(pk=video.pk)
    rows = others.select_related("organisation", "category").defer("captions")
    return list(rows.order_by("-published_at", "-pk")[:MOST_NEXT])
