"""Who wants to hear of what, what happened (notices.py), and what went out to whom (outbox.py).

A telephone number, a mail address or an openid is ciphertext under the key of its row, and goes with it. A position is
never stored: one subscribes to a village by its code.
"""

from django.db import models

from layers.personal.fields import PersonalText
from layers.personal.models import PersonalRecord
from layers.public_ids import PublicIdField
from layers.subscriptions.notices import Notice, NoticeKind, NoticeTopic, TopicKind, Wording
from layers.subscriptions.outbox import Channel, Outbox, State

__all__ = [
    "Channel",
    "Notice",
    "NoticeKind",
    "NoticeTopic",
    "Outbox",
    "State",
    "Subscriber",
    "Subscription",
    "TopicKind",
    "Verification",
    "Wording",
]


class Subscriber(PersonalRecord):
    """One address of one channel; ``region`` is the city. Of the channel in_site there is no address: who has ``number``
    and code reads. A number that was never confirmed hears of nothing and is erased the next night (retention.py)."""

    number = PublicIdField(verbose_name="收信号")
    channel = models.CharField("方式", max_length=8, choices=Channel)
    address = PersonalText("号码", searchable=True, shown=(3, 4))
    # What /u/<token> is opened by. Each message carries it, so the sender must be able to read it.
    token = PersonalText("退订码", searchable=True, shown=(0, 0))
    code_hash = models.CharField("查询码（散列）", max_length=128, blank=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    is_daily = models.BooleanField("每天合并成一条", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "订阅人"

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.number}"


class Subscription(models.Model):
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions")
    kind = models.CharField("种类", max_length=12, choices=TopicKind)
    key = models.CharField("编号", max_length=40)
    created_at = models.DateTimeField("订阅时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "订阅"
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "kind", "key"], name="subscriptions_topic_once")
        ]
        indexes = [models.Index(fields=["kind", "key"], name="subscriptions_of_topic")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Verification(models.Model):
    """A code or a link that was sent, and what it will open: a topic with ``more`` keys of its kind, or with none only the
    list of one's own. The code is made from the row and the site's key (codes.py), and stored nowhere. In a chat no code is
    sent: there one's own 确认 opens it."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="verifications")
    kind = models.CharField("种类", max_length=12, choices=TopicKind, blank=True)
    key = models.CharField("编号", max_length=40, blank=True)
    more = models.JSONField("其他编号", default=list, blank=True)
    created_at = models.DateTimeField("发出时间", auto_now_add=True)
    tries = models.PositiveSmallIntegerField("试过几次", default=0)
    used_at = models.DateTimeField("用过时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "验证码"

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
