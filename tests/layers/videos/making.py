"""A film, its footage, a video and a playlist in one line each."""

from layers.documents.film import Film, size_of_copy, sizes_of
from layers.documents.store import put_made
from layers.videos.captions import Cue, written
from layers.videos.copies import CopyKind
from layers.videos.models import (
    Footage,
    FootageCopy,
    Playlist,
    PlaylistEntry,
    Rendition,
    Video,
    VideoCategory,
)
from layers.videos.processing import poster_size
from tests.layers.documents.files import green_film, picture

CAPTIONS = written([Cue(0.2, 1.5, "先带身份证")])


def category(code="guide", name="办事指南"):
    return VideoCategory.objects.get_or_create(code=code, defaults={"name": name})[0]


def footage(organisation, user=None, state=Footage.State.READY, **given):
    """Of three seconds, with both sizes and a poster when it is ready. All bytes are of a second of green."""
    film = Film(3, 1280, 720, False)
    content = given.pop("content", green_film())
    made = Footage.objects.create(
        original=put_made(content, "video/mp4", store="originals"), file_name=given.pop("file_name", "办事.mp4"),
        user=user, region=organisation.region, organisation=organisation, duration_s=film.duration_s,
        width_px=film.width_px, height_px=film.height_px, has_sound=film.has_sound, state=state,
        **{"is_sample": True, **given},
    )  # fmt: skip
    if state == Footage.State.READY:
        file = put_made(content, "video/mp4")
        sizes = zip((CopyKind.LARGE, CopyKind.SMALL), sizes_of(film), strict=True)
        copies = [(kind, file, size_of_copy(film, side)) for kind, side in sizes]
        copies.append((CopyKind.POSTER, put_made(picture(16, 9, "JPEG"), "image/jpeg"), poster_size(film)))
        FootageCopy.objects.bulk_create(
            FootageCopy(footage=made, kind=kind, file=stored, width_px=width, height_px=height)
            for kind, stored, (width, height) in copies
        )
    return made


def video(organisation, title="怎样办身份证", **given):
    """Public, as a release leaves it. ``copies`` False: as a withdrawal does."""
    has_copies = given.pop("copies", True)
    film = given.pop("footage", None) or footage(organisation)
    values = {
        "category": category(), "region": organisation.region, "captions": CAPTIONS, "is_sample": True, **given,
    }  # fmt: skip
    made = Video.objects.create(
        organisation=organisation, title=title, footage=film, duration_s=film.duration_s, **values
    )
    if has_copies:
        Rendition.objects.bulk_create(
            Rendition(
                video=made, kind=one.kind, file=one.file, width_px=one.width_px, height_px=one.height_px
            )
            for one in film.copies.all()
        )
    return made


def playlist(organisation, *videos, title="大厅轮播", **given):
    made = Playlist.objects.create(
        organisation=organisation, title=title, **{"region": organisation.region, "is_sample": True, **given}
    )
    PlaylistEntry.objects.bulk_create(
        PlaylistEntry(playlist=made, video=one, sort_key=number) for number, one in enumerate(videos, start=1)
    )
    return made
