"""视频, where they play, and their categories, at the desk."""

from django.db.models import QuerySet
from django.utils import timezone

from layers.videos.models import Playlist, Video, VideoCategory
from portal.desk.noun import DeskNoun, Section, dated, register, without_areas


def videos() -> QuerySet[Video]:
    return without_areas(Video.objects.select_related("organisation", "category").defer("captions"), "region")


def playlists() -> QuerySet[Playlist]:
    return without_areas(Playlist.objects.select_related("organisation", "zone"), "region")


register(
    DeskNoun(
        "videos", "video", "视频", "video", videos,
        (
            ("类别", lambda row: row.category),
            ("讲的是哪里", lambda row: row.region.name),
            ("发布单位", lambda row: row.organisation),
            ("时长", lambda row: row.length),
            ("公布", lambda row: dated(timezone.localtime(row.published_at).date())),
        ),
        searched=("title",), found_as="video",
        section=Section.MEDIA,
    )
)  # fmt: skip
register(
    DeskNoun(
        "playlists", "playlist", "播放单", "video", playlists,
        (
            ("在哪里播放", lambda row: row.zone or row.region.name),
            ("负责单位", lambda row: row.organisation),
            ("钟点", lambda row: f"{row.plays_from:%H:%M}—{row.plays_until:%H:%M}" if row.plays_from else "全天"),
            ("到哪天", lambda row: dated(row.shown_until)),
        ),
        searched=("title",),
        section=Section.MEDIA,
    )
)  # fmt: skip
register(
    DeskNoun(
        "video-categories", "video_category", "视频类别", "list", VideoCategory.objects.all,
        (("代码", lambda row: row.code), ("排序", lambda row: row.sort_key)),
        order=("sort_key", "code"), region_path="", organisation=None, withdrawn=None, searched=("name", "code"),
        new="new_video_category",
        section=Section.MEDIA, is_setup=True,
    )
)  # fmt: skip
