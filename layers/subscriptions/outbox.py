"""What goes out: one row for each notice and recipient, or for a code that somebody asked for."""

from django.db import models
from django.db.models import Q


class Channel(models.TextChoices):
    SMS = "sms", "短信"
    EMAIL = "email", "电子邮件"
    IN_SITE = "in_site", "网上收信箱"
    WECHAT = "wechat", "微信"


class State(models.TextChoices):
    QUEUED = "queued", "待发"
    SENDING = "sending", "正在发"
    SENT = "sent", "已发出"
    FAILED = "failed", "没有发出"
    # Handed over, and nobody knows whether it was taken: the process was killed, or no answer came.
    UNKNOWN = "unknown", "不能确定"
    CANCELLED = "cancelled", "已退订，不再发"


WAITING = (State.QUEUED, State.UNKNOWN)


class Outbox(models.Model):
    """Its key is the idempotency key outside: however often it is sent, it is the same message. ``due_at`` None is never
    tried again. When the recipient is erased the row stays for the numbers.

    What goes into a digest has a row of its own too; ``bundle`` is the row whose message tells of it, for good: under a
    key that was handed over once there are never other news.
    """

    class Priority(models.IntegerChoices):
        CODE = 0, "验证码"
        NOTICE = 1, "通知"

    notice = models.ForeignKey(
        "subscriptions.Notice", null=True, blank=True, on_delete=models.CASCADE, related_name="outbox"
    )
    verification = models.ForeignKey(
        "subscriptions.Verification", null=True, blank=True, on_delete=models.SET_NULL, related_name="outbox"
    )
    subscriber = models.ForeignKey(
        "subscriptions.Subscriber", null=True, blank=True, on_delete=models.SET_NULL, related_name="outbox"
    )
    channel = models.CharField("方式", max_length=8, choices=Channel)
    # Who waits for a code sits before the page; a notice to thousands stands behind.
    priority = models.PositiveSmallIntegerField("次序", choices=Priority, default=Priority.NOTICE)
    state = models.CharField("状态", max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("试过几次", default=0)
    unknowns = models.PositiveSmallIntegerField("几次不能确定", default=0)
    created_at = models.DateTimeField("写入时间", auto_now_add=True)
    due_at = models.DateTimeField("何时再发", null=True, blank=True)
    claim = models.UUIDField("取件号", null=True, blank=True)
    claimed_at = models.DateTimeField("取件时间", null=True, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    problem = models.CharField("原因", max_length=120, blank=True)
    in_digest = models.BooleanField("合并发", default=False)
    bundle = models.BigIntegerField("与哪一条一起发", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发件"
        constraints = [
            models.UniqueConstraint(fields=["notice", "subscriber"], name="subscriptions_outbox_once"),
        ]
        indexes = [
            models.Index(
                fields=["channel", "priority", "id"],
                name="subscriptions_outbox_waiting",
                condition=Q(state__in=["queued", "unknown"], due_at__isnull=False),
            ),
            models.Index(
                fields=["claimed_at"], name="subscriptions_outbox_claimed", condition=Q(state="sending")
            ),
            models.Index(
                fields=["bundle"], name="subscriptions_outbox_bundle", condition=Q(bundle__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk} {self.state}"
