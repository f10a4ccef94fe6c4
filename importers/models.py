"""A file on its way: what was handed in, how it is to be read, what was found. No table of these is public.

What a batch would change is a change set like any other, in its rows; here stand only the file and its problems.
"""

from typing import Any, Self

from django.conf import settings
from django.contrib.gis.db.models import PointField
from django.db import models

from geo.crs import CGCS2000
from importers.item_sources.models import ItemSource, Push
from layers.changes.models import ChangeSet
from layers.public_ids import PublicIdField
from layers.staff.models import CONTENT_ROLES, Role
from layers.staff.scope import Scope

PERSON = settings.AUTH_USER_MODEL

__all__ = ["Batch", "FieldMemory", "ItemSource", "Progress", "Push", "RowProblem"]


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, scope: Scope) -> Self:
        """Her own, and those of the units in which she may read what is drafted: the rule of change sets."""
        rows = self.filter(models.Q(user=scope.user_id)) | scope.rows(
            self, roles=[*CONTENT_ROLES, Role.AUDITOR]
        )
        return rows

    def for_list(self) -> Self:
        return self.select_related("user", "region", "organisation", "change_set", "file").defer(
            "region__area", "region__public_area", "preview"
        )


class Batch(models.Model):
    """One file of one person for one dataset. ``choices`` say how it is read, ``counts`` what it would do."""

    class State(models.TextChoices):
        NEW = "new", "待认字段"
        QUEUED = "queued", "检查中"
        CHECKED = "checked", "已检查"
        REFUSED = "refused", "不能导入"
        CANCELLED = "cancelled", "已取消"
        DROPPED = "dropped", "已放弃"

    public_id = PublicIdField()
    dataset = models.SlugField("数据集", max_length=20)
    user = models.ForeignKey(PERSON, verbose_name="上传人", on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(
        "regions.Region", verbose_name="区划", on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", verbose_name="单位", on_delete=models.PROTECT, related_name="+"
    )
    # Kept by its hash among the originals, which nobody is served; a batch that is given up loses it.
    file = models.ForeignKey(
        "documents.StoredFile",
        verbose_name="文件",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    file_name = models.CharField("文件名", max_length=200)
    # A corrected list laid over the file: its cells hold, the geometry of the file stays. Of a bundle: its index.
    correction = models.ForeignKey(
        "documents.StoredFile",
        verbose_name="改正表",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    correction_name = models.CharField("改正表文件名", max_length=200, blank=True)
    header = models.JSONField("标题行", default=list)
    about = models.JSONField("格式、图层和编码", default=dict)
    sample = models.JSONField("前几行", default=list)
    choices = models.JSONField("读法", default=dict)
    state = models.CharField("状态", max_length=10, choices=State, default=State.NEW)
    problem = models.CharField("不能导入的原因", max_length=500, blank=True)
    counts = models.JSONField("结果", default=dict)
    findings = models.JSONField("对整份文件的发现", default=dict)
    preview = models.JSONField("地图预览", default=list)
    rows_read = models.PositiveIntegerField("读到的行", default=0)
    rows_per_second = models.PositiveIntegerField("每秒行数", default=0)
    change_set = models.OneToOneField(
        ChangeSet, verbose_name="变更", null=True, blank=True, on_delete=models.SET_NULL, related_name="batch"
    )
    # Content, way of reading and person: the same again is the same batch.
    idempotency_key = models.CharField("防重键", max_length=64, db_index=True)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    queued_at = models.DateTimeField("送检时间", null=True, blank=True)
    checked_at = models.DateTimeField("查完时间", null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入"
        indexes = [
            models.Index(fields=["user", "-created_at"], name="importers_user_newest"),
            models.Index(fields=["state", "created_at"], name="importers_state"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return f"/staff/imports/{self.public_id}/"

    @property
    def errors(self) -> int:
        return int(self.counts.get("error", 0)) + int(self.counts.get("question", 0))

    @property
    def drafts(self) -> list[str]:
        """The public ids of the drafts into which the files of a bundle went."""
        return list(self.findings.get("drafts", ()))

    @property
    def made(self) -> str:
        """The key of the record that a file became which is kept as a whole; "" for none."""
        return str(self.findings.get("made", ""))

    @property
    def is_in_review(self) -> bool:
        return self.change_set is not None and self.change_set.is_under_way

    @property
    def is_open(self) -> bool:
        """Nobody has submitted it yet, so it may be read another way, corrected or given up."""
        return (
            self.state != self.State.DROPPED
            and not self.drafts
            and not self.made
            and (self.change_set is None or self.change_set.state == ChangeSet.State.DRAFT)
        )


class Progress(models.Model):
    """How far a check is: written by its job on a connection of its own, while the check itself is one transaction."""

    batch = models.OneToOneField(Batch, primary_key=True, on_delete=models.CASCADE, related_name="progress")
    phase = models.CharField("阶段", max_length=40, blank=True)
    rows = models.PositiveIntegerField("行", default=0)
    rows_per_second = models.PositiveIntegerField("每秒行数", default=0)
    attempts = models.PositiveSmallIntegerField("第几次", default=0)
    is_cancelled = models.BooleanField("要取消", default=False)
    at = models.DateTimeField("时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "进度"

    def __str__(self) -> str:
        return f"{self.phase} {self.rows}"


class RowProblem(models.Model):
    """One thing that is wrong with one row (``row`` None: with the file), in the words of its report."""

    class Severity(models.TextChoices):
        ERROR = "error", "错误"
        QUESTION = "question", "待确认"
        WARNING = "warning", "提醒"

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="problems")
    row = models.PositiveIntegerField("行", null=True)
    column = models.CharField("列", max_length=80, blank=True)
    value = models.CharField("现在的内容", max_length=200, blank=True)
    code = models.SlugField("代码", max_length=40)
    severity = models.CharField("轻重", max_length=8, choices=Severity)
    reason = models.CharField("错误", max_length=300)
    suggestion = models.CharField("建议", max_length=300, blank=True)
    # Where the row lies, or would; not a place of ours, so it may lie outside of the city.
    geometry = PointField("位置", srid=CGCS2000, null=True)

    class Meta:
        verbose_name = verbose_name_plural = "问题"
        indexes = [models.Index(fields=["batch", "row"], name="importers_problem_of")]

    def __str__(self) -> str:
        return f"第 {self.row} 行 {self.column}：{self.reason}"


class FieldMemory(models.Model):
    """What somebody said the columns of a header are, so that the next file of that kind asks nothing."""

    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    dataset = models.SlugField(max_length=20)
    header = models.CharField("标题行的指纹", max_length=64)
    choices: Any = models.JSONField("读法", default=dict)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "认过的字段"
        constraints = [
            models.UniqueConstraint(fields=["user", "dataset", "header"], name="importers_memory_once")
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.header[:8]}"
