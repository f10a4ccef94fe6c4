"""宣传视频: a film with captions, whose copies are public as long as it is; its categories; playlists for the screens."""

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from geo.errors import BadInput
from layers.changes.aggregate import Child, Noun, Snapshot, register
from layers.changes.found import indexed, taken_back
from layers.documents import gates
from layers.videos import captions
from layers.videos.models import (
    Footage,
    Playlist,
    PlaylistEntry,
    Rendition,
    Video,
    VideoCategory,
)
from layers.zones.models import Zone

TIES = ("place", "item", "policy", "case")


def place(key: str, snapshot: Snapshot, is_there: bool) -> tuple[str | None, str | None]:
    return snapshot["region"], snapshot["organisation"]


def check(key: str, snapshot: Snapshot) -> None:
    """Without captions nothing is public; the film is made, its captions are its own, and the gates let it pass."""
    footage = Footage.objects.select_related("original").filter(public_id=snapshot["footage"]).first()
    if footage is None:
        raise BadInput("footage", "请先上传视频，再选原片")
    if footage.state != Footage.State.READY:
        raise BadInput("footage", f"原片还不能用：{footage.get_state_display()}")
    captions.within(captions.parse(snapshot["captions"]), float(footage.duration_s))
    if sum(snapshot[name] is not None for name in TIES) > 1:
        raise BadInput("place", "一个视频只讲一件事：网点、事项、政策、案件里最多选一个")
    try:
        gates.pass_all(footage.original, footage.file_name, is_sample=footage.is_sample)
    except BadInput as problem:
        raise BadInput("footage", problem.message) from None


def measure(rows: list[dict[str, Any]]) -> None:
    lengths = dict(
        Footage.objects.filter(pk__in=[row["footage_id"] for row in rows]).values_list("pk", "duration_s")
    )
    for row in rows:
        row["duration_s"] = str(lengths[row["footage_id"]])


def show(keys: list[str], is_preview: bool) -> None:
    videos = Video.objects.filter(public_id__in=keys)
    Rendition.objects.filter(video__in=videos).delete()
    Rendition.objects.bulk_create(
        Rendition(
            video=video,
            kind=copy.kind,
            file_id=copy.file_id,
            width_px=copy.width_px,
            height_px=copy.height_px,
        )
        for video in videos.select_related("footage").prefetch_related("footage__copies")
        for copy in video.footage.copies.all()
    )
    indexed("video")(keys, is_preview)


def take_back(withdrawals: list[tuple[str, str, str]]) -> None:
    taken_back(Video, "视频", kind="video")(withdrawals)
    Rendition.objects.filter(video__public_id__in=[public_id for public_id, *_ in withdrawals]).delete()


def remove_categories(withdrawals: list[tuple[str, str, str]]) -> None:
    try:
        with transaction.atomic():
            VideoCategory.objects.filter(code__in=[code for code, *_ in withdrawals]).delete()
    except ProtectedError:
        raise BadInput("code", "这个类别下还有视频，请先把它们移到别的类别") from None


def check_playlist(key: str, snapshot: Snapshot) -> None:
    begins, ends = snapshot["plays_from"], snapshot["plays_until"]
    if (begins is None) != (ends is None) or (begins and ends <= begins):
        raise BadInput("plays_until", "播放的钟点要写从几点到几点，并且先后不能颠倒；全天播放就都不填")
    first, last = snapshot["shown_from"], snapshot["shown_until"]
    if first and last and last < first:
        raise BadInput("shown_until", "到哪天不能早于从哪天起")
    if not snapshot["entries"]:
        raise BadInput("entries", "播放单里至少要有一个视频")
    named = {row["video"] for row in snapshot["entries"]}
    if len(named) < len(snapshot["entries"]):
        raise BadInput("entries", "同一个视频在播放单里写了两次")
    if Video.objects.published().filter(public_id__in=named).count() < len(named):
        raise BadInput("entries", "播放单里有没有公布或已撤回的视频")
    if snapshot["zone"]:
        zone = Zone.objects.published().filter(public_id=snapshot["zone"]).select_related("region").first()
        if zone is None or zone.region.code != snapshot["region"]:
            raise BadInput("zone", "专区应是所选区划自己的专区")


register(
    Noun(
        name="video_category", title="视频类别", model=VideoCategory, key="code", fields=("name", "sort_key"),
        withdraw=remove_categories, is_lasting=False, order=4,
    )
)  # fmt: skip
register(
    Noun(
        name="video",
        title="视频",
        model=Video,
        fields=(
            "title", "category", "region", "organisation", "summary", "footage", "captions", *TIES,
        ),
        label=lambda snapshot: str(snapshot.get("title") or "未命名"),
        derived=("duration_s",),
        place=place,
        check=check,
        prepare=measure,
        publish=show,
        withdraw=take_back,
        order=8,
    )
)  # fmt: skip
register(
    Noun(
        name="playlist",
        title="播放单",
        model=Playlist,
        fields=("title", "region", "organisation", "zone", "plays_from", "plays_until", "shown_from", "shown_until"),
        children=(
            Child(model=PlaylistEntry, name="entries", label="视频", parent="playlist", fields=("video", "sort_key")),
        ),
        label=lambda snapshot: str(snapshot.get("title") or "未命名"),
        place=place,
        check=check_playlist,
        withdraw=taken_back(Playlist, "播放单"),
        order=10,
    )
)  # fmt: skip
