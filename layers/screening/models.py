"""What was looked for in a file before it becomes public, what was found, and who let it pass all the same.

A finding says where and what kind, and shows a masked excerpt: the secret itself is not written down a second time.
Nobody but staff reads these tables: ``web_ro`` has no right on any of them.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from layers.documents.models import StoredFile
from layers.public_ids import PublicIdField


class Screening(models.Model):
    """One stored original under one file name, as the detectors of ``detector_version`` saw it."""

    class State(models.TextChoices):
        WAITING = "waiting", "待识别"
        CLEAR = "clear", "未发现个人信息"
        HELD = "held", "发现疑似个人信息"
        UNREADABLE = "unreadable", "有识别不清之处"

    # A screening keeps no bytes alive: it goes when its file is swept up (documents.sweep).
    holds_no_file = ("original",)

    public_id = PublicIdField()
    original = models.ForeignKey(
        StoredFile, verbose_name="原件", on_delete=models.CASCADE, related_name="screenings"
    )
    file_name = models.CharField("文件名", max_length=200)
    detector_version = models.PositiveSmallIntegerField("检查规则版本")
    state = models.CharField("状态", max_length=12, choices=State, default=State.WAITING)
    pages = models.PositiveSmallIntegerField("页数", default=0)
    pages_by_text = models.PositiveSmallIntegerField("读文字的页", default=0)
    pages_to_ocr = models.PositiveSmallIntegerField("要识别的页", default=0)
    pages_by_ocr = models.PositiveSmallIntegerField("已识别的页", default=0)
    # What the public will get: made while the file is looked at, and looked at itself.
    derivative = models.ForeignKey(
        StoredFile, verbose_name="公开件", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField("检查时间", null=True, blank=True)
    created_at = models.DateTimeField("开始时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "个人信息检查"
        constraints = [
            models.UniqueConstraint(fields=["original", "file_name"], name="screening_screening_once"),
            models.CheckConstraint(
                name="screening_screening_checked_at",
                condition=Q(state="waiting") | Q(checked_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state"], name="screening_screening_state")]

    def __str__(self) -> str:
        return f"{self.file_name} {self.get_state_display()}"


class Override(models.Model):
    """That somebody else than the author looked at findings and let them pass, and why."""

    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="overrides")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="放行人", on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField("理由", max_length=200)
    at = models.DateTimeField("放行时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "放行"
        constraints = [
            models.CheckConstraint(name="screening_override_with_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.reason


class Finding(models.Model):
    """One thing that must not become public, or one page that nobody could read.

    Exactly one of ``page`` (from 1), ``cell`` ("sheet!A1") and ``part`` (file name, metadata) says where. The box is
    in fractions of the page, 0 to 1, from its upper left corner.
    """

    class Kind(models.TextChoices):
        ID_CARD = "id_card", "身份证号"
        BANK_CARD = "bank_card", "银行卡号"
        MOBILE = "mobile", "手机号"
        PLATE = "plate", "车牌号"
        PASSPORT = "passport", "护照或军官证号"
        EMAIL = "email", "电子邮箱"
        PERSONS = "persons", "个人名册"
        SCIENTIFIC = "scientific", "科学计数的证件号"
        LONG_NUMBER = "long_number", "识别不清的长号码"
        UNREADABLE = "unreadable", "识别不清"

    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField("种类", max_length=12, choices=Kind)
    page = models.PositiveSmallIntegerField("页", null=True, blank=True)
    cell = models.CharField("单元格", max_length=120, blank=True)
    part = models.CharField("部位", max_length=60, blank=True)
    is_hidden = models.BooleanField("隐藏的", default=False)
    left = models.FloatField(null=True, blank=True)
    top = models.FloatField(null=True, blank=True)
    right = models.FloatField(null=True, blank=True)
    bottom = models.FloatField(null=True, blank=True)
    excerpt = models.CharField("遮盖后的摘录", max_length=80, blank=True)
    override = models.ForeignKey(
        Override,
        verbose_name="放行",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="findings",
    )

    class Meta:
        verbose_name = verbose_name_plural = "疑似个人信息"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.where}：疑似{self.get_kind_display()}"

    @property
    def where(self) -> str:
        """Where it stands, as a clerk says it."""
        if self.page is not None:
            place = f"第 {self.page} 页"
            return f"{place}（{self.part}）" if self.part else place
        hidden = "（隐藏）" if self.is_hidden else ""
        return f"单元格 {self.cell}{hidden}" if self.cell else self.part

    @property
    def width(self) -> float:
        return (self.right or 0) - (self.left or 0)

    @property
    def height(self) -> float:
        return (self.bottom or 0) - (self.top or 0)

    @property
    def same_as(self) -> tuple[str, int | None, str, str, str]:
        """What makes it the same finding when the file is looked at again: an override then stays."""
        return (self.kind, self.page, self.cell, self.part, self.excerpt)
