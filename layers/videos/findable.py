"""How search finds a video: by its title, and by every word of its captions."""

from layers.search.opened import Genre, opened, theme_of
from layers.search.registry import Findable, Kind, register
from layers.videos.models import Video

PARENTS = [f"region{'__manage_parent' * up}" for up in range(4)]
AREAS = ("area", "public_area", "label_point")


def findable(video: Video) -> Findable:
    return Findable(
        key=video.public_id,
        names=[video.title],
        url=video.get_absolute_url(),
        region_path=video.region.path,
        region_name=video.region.full_name,
        note=f"{video.category.name} · {video.length} · {video.organisation.name}",
        body=f"{video.summary} {video.transcript}",
        opened=opened(video, Genre.VIDEO, video.organisation, theme_of("video", video.category_id)),
    )


register(
    Kind(
        name="video",
        title="视频",
        queryset=lambda: (
            Video.objects.published()
            .select_related("category", "organisation", PARENTS[-1])
            .defer(*(f"{parent}__{area}" for parent in PARENTS for area in AREAS))
        ),
        findable=findable,
        order=7,
    )
)
