"""A video as a page plays it: which of its copies, from where, with what poster and captions.

The public's addresses are those of the video. In the preview of a draft nothing of it is public, so the reviewer's
browser asks the desk for the same bytes.
"""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from layers.videos.copies import CopyKind
from layers.videos.models import Video

FULL, SMALL = "720", "480"
FILMS = (CopyKind.LARGE, CopyKind.SMALL)


@dataclass(frozen=True)
class Playable:
    """``other`` is the size that is not playing, None where there is one size only; ``start_s`` where it begins."""

    video: Video
    source: str
    poster: str
    captions: str
    width_px: int
    height_px: int
    is_small: bool
    other: CopyKind | None
    start_s: int = 0


def playable(video: Video, *, small: bool = False, start_s: int = 0, draft_of: str = "") -> Playable:
    """``video`` of ``with_renditions()``. ``small`` asks for the copy for phones; a film may have no other. ``draft_of`` is
    the change set in whose preview it plays.
    """
    films = {CopyKind(one["kind"]): one for one in video.told_renditions if one["kind"] in FILMS}
    wanted = FILMS[::-1] if small else FILMS
    chosen = next((kind for kind in wanted if kind in films), CopyKind.SMALL)
    film = films.get(chosen)
    return Playable(
        video,
        source=file_address(video, chosen, draft_of),
        poster=file_address(video, CopyKind.POSTER, draft_of),
        captions=captions_address(video, draft_of),
        width_px=film["width_px"] if film else 16,
        height_px=film["height_px"] if film else 9,
        is_small=chosen == CopyKind.SMALL,
        other=next((kind for kind in films if kind != chosen), None),
        start_s=start_s,
    )


def wants_small(request: HttpRequest) -> bool:
    """What was chosen, else what the device says of its line (W3C Save Data)."""
    chosen = request.GET.get("quality", "")
    if chosen in (FULL, SMALL):
        return chosen == SMALL
    return request.headers.get("Save-Data", "").lower() == "on"


def start_of(request: HttpRequest) -> int:
    """``?t=``, the second at which a line of the transcript begins; any other word is the beginning."""
    asked = request.GET.get("t", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0


def file_address(video: Video, kind: CopyKind, draft_of: str = "") -> str:
    if draft_of:
        return reverse("desk:footage_file", args=[video.footage.public_id, kind])
    return reverse("videos:file", args=[video.public_id, kind])


def captions_address(video: Video, draft_of: str = "") -> str:
    if draft_of:
        return reverse("desk:preview_captions", args=[draft_of, video.public_id])
    return reverse("videos:captions", args=[video.public_id])
