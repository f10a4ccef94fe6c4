"""宣传视频 of the samples: title cards with captions, made beforehand (data/samples/videos), and what the screens play."""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings

from importers.samples.city import City
from importers.samples.organisations import Organisations
from layers.documents.film import Film, size_of_copy, sizes_of
from layers.documents.kinds import JPEG, MP4
from layers.documents.models import StoredFile
from layers.documents.store import put_made
from layers.land.models import Case
from layers.organisations.models import Organisation
from layers.places.models import Place
from layers.policies.models import Policy
from layers.services.models import ServiceItem
from layers.videos import reference
from layers.videos.captions import parse, written
from layers.videos.models import (
    CopyKind,
    Footage,
    FootageCopy,
    Playlist,
    PlaylistEntry,
    Rendition,
    Video,
)
from layers.zones.models import Zone

FOLDER: Path = settings.BASE_DIR / "data/samples/videos"
# The cards stand so long after their last caption.
AFTER_THE_LAST_S = 0.4
WIDTH_PX, HEIGHT_PX = 1280, 720
POSTER_PX = (640, 360)
HALL = "service-hall"


def make_videos(city: City, organisations: Organisations) -> int:
    """The number of videos: most of the city, two of counties. Cases, places and policies are there already."""
    reference.load()
    with (FOLDER / "videos.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ids = city.draws.ids("video")
    departments = list(organisations.departments.values())
    made = []
    for number, row in enumerate(rows):
        tie, thing = about(row["about"])
        office = (thing and thing.organisation) or departments[number % len(departments)]
        made.append(_video(city, ids.next(), office, row, number, {tie: thing} if thing else {}))
    _playlists(city, made, departments[0])
    return len(made)


def about(told: str) -> tuple[str, Any]:
    """("item", the first sample item so called); a city whose samples have none gets a video about nothing."""
    tie, _, words = told.partition(":")
    rows: dict[str, Any] = {
        "item": ServiceItem.objects.filter(is_sample=True, name__contains=words),
        "policy": Policy.objects.filter(is_sample=True, interprets=None, title__contains=words),
        "place": Place.objects.filter(is_sample=True, category=HALL),
        "case": Case.objects.filter(is_sample=True, withdrawn_at=None),
    }
    return (tie, rows[tie].select_related("organisation").order_by("pk").first()) if tie else ("", None)


def _video(
    city: City, public_id: str, office: Organisation, row: dict[str, str], number: int, tied: dict[str, Any]
) -> Video:
    cues = parse((FOLDER / f"{row['name']}.vtt").read_text(encoding="utf-8"))
    film = Film(cues[-1].end_s + AFTER_THE_LAST_S, WIDTH_PX, HEIGHT_PX, True)
    footage = _footage(office, row["name"], film)
    made = Video.objects.create(
        public_id=public_id, title=f"{row['title']}（示例）", category_id=row["category"], region=office.region,
        organisation=office, summary=row["summary"], footage=footage, captions=written(cues),
        duration_s=footage.duration_s, published_at=city.moment(city.today - dt.timedelta(days=2 + 5 * number)),
        is_sample=True, **tied,
    )  # fmt: skip
    Rendition.objects.bulk_create(
        Rendition(
            video=made, kind=copy.kind, file=copy.file, width_px=copy.width_px, height_px=copy.height_px
        )
        for copy in footage.copies.all()
    )
    return made


def _footage(office: Organisation, name: str, film: Film) -> Footage:
    """As the worker leaves it: the large copy has the very bytes of the original."""
    large, small = (FOLDER / f"{name}-{side}.mp4" for side in sizes_of(film))
    footage = Footage.objects.create(
        original=put_made(large.read_bytes(), MP4.media_type, store=StoredFile.Store.ORIGINALS),
        file_name=f"{name}.mp4", region=office.region, organisation=office, duration_s=f"{film.duration_s:.3f}",
        width_px=film.width_px, height_px=film.height_px, has_sound=True, state=Footage.State.READY, is_sample=True,
    )  # fmt: skip
    sizes = [size_of_copy(film, side) for side in sizes_of(film)]
    copies = [
        (CopyKind.LARGE, put_made(large.read_bytes(), MP4.media_type), sizes[0]),
        (CopyKind.SMALL, put_made(small.read_bytes(), MP4.media_type), sizes[1]),
        (CopyKind.POSTER, put_made((FOLDER / f"{name}.jpg").read_bytes(), JPEG.media_type), POSTER_PX),
    ]
    FootageCopy.objects.bulk_create(
        FootageCopy(footage=footage, kind=kind, file=stored, width_px=width, height_px=height)
        for kind, stored, (width, height) in copies
    )
    return footage


def _playlists(city: City, videos: list[Video], office: Organisation) -> None:
    """One for all screens of the city; one of a county's own zone, for the hours in which people wait."""
    ids = city.draws.ids("playlist")
    every = {"published_at": city.moment(city.today), "is_sample": True}
    made = [
        Playlist(
            public_id=ids.next(),
            title="全市大厅轮播（示例）",
            region=office.region,
            organisation=office,
            **every,
        )
    ]
    zone = Zone.objects.filter(is_sample=True).exclude(region=office.region).order_by("pk").first()
    if zone is not None:
        own = {"region": zone.region, "organisation": zone.organisation, "zone": zone}
        made.append(
            Playlist(
                public_id=ids.next(), title="等候区播放（示例）", plays_from=dt.time(8), plays_until=dt.time(18),
                **own, **every,
            )
        )  # fmt: skip
    Playlist.objects.bulk_create(made)
    PlaylistEntry.objects.bulk_create(
        PlaylistEntry(playlist=playlist, video=video, sort_key=number)
        for playlist, shown in zip(made, (videos, videos[:4]), strict=False)
        for number, video in enumerate(shown, start=1)
    )
