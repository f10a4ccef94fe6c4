"""宣传视频: what was made of a film, with its captions, and what it is about.

The film itself is ``Footage``, which is never public. A release copies the rows of its copies to ``Rendition``, whose
bytes the public gets; a withdrawal takes them away again.
"""

from functools import cached_property
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from layers.publication import Published, PublishedQuerySet
from layers.search.matching import called
from layers.search.query import words_of
from layers.videos.captions import LONGEST, Cue, parse
from layers.videos.copies import Copy, CopyKind
from layers.videos.duration import in_words
from layers.videos.footage import Footage, FootageCopy, Progress
from layers.videos.playlists import Playlist, PlaylistEntry

__all__ = [
    "CopyKind", "Footage", "FootageCopy", "Playlist", "PlaylistEntry", "Progress", "Rendition", "Video", "VideoCategory",
]  # fmt: skip


class VideoCategory(models.Model):
    public_read = True

    code = models.CharField(
        "代码",
        max_length=40,
        primary_key=True,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", "代码只有小写字母、数字和横线")],
    )
    name = models.CharField("名称", max_length=20)
    sort_key = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "视频类别"
        ordering = ["sort_key", "code"]

    def __str__(self) -> str:
        return self.name


class VideoQuerySet(PublishedQuerySet["Video"]):
    def called(self, text: str) -> Self:
        """Through the search index: by title and every word that is spoken. Raises BadInput("q", …)."""
        return self.filter(Q(*(called("video", word) for word in words_of(text))))

    def with_renditions(self) -> Self:
        """What there is of each film as JSON in told_renditions, so that the page of something else asks nothing more."""
        rows = Rendition.objects.filter(video=OuterRef("pk")).order_by("kind")
        told = rows.values(told=JSONObject(kind="kind", width_px="width_px", height_px="height_px"))
        return self.annotate(told_renditions=ArraySubquery(told))

    def about(self, **thing: models.Model) -> Self:
        """Public ones that are tied to that place, item, policy or case."""
        return self.published().filter(**thing).order_by("-published_at", "-pk")


class Video(Published):
    title = models.CharField("标题", max_length=80)
    category = models.ForeignKey(
        VideoCategory, verbose_name="类别", on_delete=models.PROTECT, related_name="videos"
    )
    region = models.ForeignKey(
        "regions.Region", verbose_name="讲的是哪里", on_delete=models.PROTECT, related_name="videos"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", verbose_name="发布单位", on_delete=models.PROTECT, related_name="videos"
    )
    summary = models.CharField("一句话介绍", max_length=200, blank=True)
    footage = models.ForeignKey(Footage, verbose_name="原片", on_delete=models.PROTECT, related_name="videos")
    # 无障碍环境建设法 (2023), article 30: audio-visual content of the authorities has captions.
    captions = models.TextField("字幕", max_length=LONGEST)
    place = models.ForeignKey(
        "places.Place", verbose_name="讲的是哪个网点", null=True, blank=True, on_delete=models.PROTECT,
        related_name="videos",
    )  # fmt: skip
    item = models.ForeignKey(
        "services.ServiceItem", verbose_name="讲的是哪件事", null=True, blank=True, on_delete=models.PROTECT,
        related_name="videos",
    )  # fmt: skip
    policy = models.ForeignKey(
        "policies.Policy", verbose_name="讲的是哪份政策", null=True, blank=True, on_delete=models.PROTECT,
        related_name="videos",
    )  # fmt: skip
    case = models.ForeignKey(
        "land.Case", verbose_name="讲的是哪个征地案件", null=True, blank=True, on_delete=models.PROTECT,
        related_name="videos",
    )  # fmt: skip
    duration_s = models.DecimalField("时长（秒）", max_digits=7, decimal_places=3, editable=False)

    # Beside a row of with_renditions().
    told_renditions: list[dict[str, Any]]

    objects = VideoQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = verbose_name_plural = "视频"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/videos/{self.public_id}"

    @cached_property
    def cues(self) -> list[Cue]:
        return parse(self.captions)

    @property
    def length(self) -> str:
        return in_words(float(self.duration_s))

    @property
    def transcript(self) -> str:
        """The words of the captions, a line each."""
        return "\n".join(cue.text for cue in self.cues)


class Rendition(Copy):
    """A copy that is public as long as its video is: ``web_ro`` sees the stored file by this row alone."""

    public_read = True

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = verbose_name_plural = "公开的转码件"
        constraints = [models.UniqueConstraint(fields=["video", "kind"], name="videos_rendition_once")]
