"""A film that somebody handed in: the original, which nobody is ever served, and how far its copies are.

WAITING → WORKING → READY, FAILED or CANCELLED; the last two may be tried again. No table of these is public.
"""

from typing import Self

from django.conf import settings
from django.db import models

from layers.public_ids import PublicIdField
from layers.staff.models import CONTENT_ROLES, Role
from layers.staff.scope import Scope
from layers.videos.copies import Copy
from layers.videos.duration import in_words


class FootageQuerySet(models.QuerySet["Footage"]):
    def visible_to(self, scope: Scope) -> Self:
        """Her own, and those of the units in which she may read what is drafted."""
        theirs = scope.rows(self, roles=[*CONTENT_ROLES, Role.AUDITOR])
        return self.filter(models.Q(user=scope.user_id) | models.Q(pk__in=theirs.values("pk")))

    def usable_by(self, scope: Scope) -> "models.QuerySet[Footage]":
        """What an editor may make a video of."""
        return scope.rows(self.filter(state=Footage.State.READY), roles=[Role.EDITOR])

    def for_list(self) -> Self:
        rows = self.select_related("user", "region", "organisation", "original", "progress")
        return rows.defer("region__area", "region__public_area", "region__label_point")


class Footage(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", "排队"
        WORKING = "working", "处理中"
        READY = "ready", "可以用了"
        FAILED = "failed", "没有成功"
        CANCELLED = "cancelled", "已取消"

    public_id = PublicIdField()
    original = models.ForeignKey(
        "documents.StoredFile", verbose_name="原件", on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField("文件名", max_length=200)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="上传人",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    region = models.ForeignKey(
        "regions.Region", verbose_name="区划", on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", verbose_name="单位", on_delete=models.PROTECT, related_name="+"
    )
    # As the container says; the copies are refused when it lied.
    duration_s = models.DecimalField("时长（秒）", max_digits=7, decimal_places=3)
    width_px = models.PositiveSmallIntegerField("宽（像素）")
    height_px = models.PositiveSmallIntegerField("高（像素）")
    has_sound = models.BooleanField("有声音")
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    problem = models.CharField("原因", max_length=300, blank=True)
    is_sample = models.BooleanField("示例数据", default=False, db_index=True)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    queued_at = models.DateTimeField("送处理时间", auto_now_add=True)
    ended_at = models.DateTimeField("处理结束时间", null=True, blank=True)

    objects = FootageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "视频原片"
        indexes = [
            models.Index(fields=["user", "-created_at"], name="videos_footage_user_newest"),
            models.Index(fields=["state", "queued_at"], name="videos_footage_state"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name}（{in_words(float(self.duration_s))}）"

    def get_absolute_url(self) -> str:
        return f"/staff/footage/{self.public_id}/"

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.WORKING)

    @property
    def may_begin_again(self) -> bool:
        return self.state in (self.State.FAILED, self.State.CANCELLED)

    @property
    def is_upright(self) -> bool:
        return self.height_px > self.width_px


class FootageCopy(Copy):
    footage = models.ForeignKey(Footage, on_delete=models.CASCADE, related_name="copies")

    class Meta:
        verbose_name = verbose_name_plural = "原片的转码件"
        constraints = [
            models.UniqueConstraint(fields=["footage", "kind"], name="videos_footage_copy_once"),
        ]


class Progress(models.Model):
    """How far a job is: written while it works, so that it is no part of what is audited."""

    footage = models.OneToOneField(
        Footage, primary_key=True, on_delete=models.CASCADE, related_name="progress"
    )
    percent = models.PositiveSmallIntegerField("百分之几", default=0)
    attempts = models.PositiveSmallIntegerField("第几次", default=0)
    is_cancelled = models.BooleanField("要取消", default=False)
    at = models.DateTimeField("时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "转码进度"

    def __str__(self) -> str:
        return f"{self.percent}%"
