"""What happened: one row for what was released of one thing at one time, written in the transaction of the release."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from layers.regions.models import Region


class TopicKind(models.TextChoices):
    VILLAGE = "village", "村"
    CASE = "case", "征地案件"
    POLICY_CLASS = "policy_class", "政策类别"
    ITEM = "item", "办事事项"


class NoticeKind(models.Model):
    """What may be told, and whether it goes at once or waits until somebody has confirmed it. Editable as data."""

    code = models.SlugField("代码", primary_key=True, max_length=20)
    name = models.CharField("名称", max_length=40)
    goes_at_once = models.BooleanField(
        "发布后立即通知", default=False, help_text="否：等发布人以外的人看过、确认以后才通知订阅的人"
    )
    # 条例 26, 27: a land notice becomes known by the paper in the village, whoever was told otherwise.
    paper = models.CharField(
        "不代替公告的说明", max_length=30, blank=True, help_text="写在每条通知里，如：以村里张贴的公告为准。"
    )

    class Meta:
        verbose_name = verbose_name_plural = "通知种类"

    def __str__(self) -> str:
        return self.name


class Wording(models.Model):
    """The text of a message. ``{…}`` stand for what wording.py fills in. Editable as data."""

    code = models.SlugField("代码", primary_key=True, max_length=20)
    name = models.CharField("名称", max_length=40)
    text = models.CharField("文字", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "通知文字"

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """``event`` names what is told: told twice it is one notice. ``expanded_at`` says when its recipients were written."""

    event = models.CharField("事件", max_length=80, unique=True)
    kind = models.ForeignKey(NoticeKind, verbose_name="种类", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("发生了什么", max_length=60)
    about = models.CharField("关于", max_length=200)
    place = models.CharField("地方", max_length=60)
    address = models.CharField("网页", max_length=80)
    region = models.ForeignKey(Region, verbose_name="区划", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name="单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField("发布时间", auto_now_add=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="发布人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="确认人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    expanded_at = models.DateTimeField("分发时间", null=True, blank=True)
    recipients = models.PositiveIntegerField("收件人数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["-created_at"], name="subscriptions_notice_newest"),
            models.Index(
                fields=["id"], name="subscriptions_notice_waiting", condition=Q(expanded_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}：{self.title}"


class NoticeTopic(models.Model):
    """To whom it is told: who subscribed to one of these."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="topics")
    kind = models.CharField("种类", max_length=12, choices=TopicKind)
    key = models.CharField("编号", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "通知对象"
        constraints = [
            models.UniqueConstraint(fields=["notice", "kind", "key"], name="subscriptions_notice_topic_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
