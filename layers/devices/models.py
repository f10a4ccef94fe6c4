"""A touch-screen terminal that says who it is, and what it last said of itself. Nothing here tells of a person."""

import datetime as dt

from django.db import models
from django.utils import timezone

from layers.public_ids import PublicIdField
from layers.zones.models import Zone

# Three beats of five minutes: one that is lost in a weak network alarms nobody.
OFFLINE_AFTER = dt.timedelta(minutes=15)


class Kiosk(models.Model):
    """``secret_hash`` is that of the code while nobody has typed it, and of the token of the device afterwards."""

    public_id = PublicIdField()
    zone = models.ForeignKey(Zone, verbose_name="专区", on_delete=models.CASCADE, related_name="kiosks")
    name = models.CharField("位置", max_length=40, help_text="如：大厅东侧")
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("登记时间", auto_now_add=True)
    code_until = models.DateTimeField("代码有效至", editable=False)
    activated_at = models.DateTimeField("启用时间", null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "一体机"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.zone}（{self.name}）"


class Sign(models.Model):
    """A sign of life: how the device is. It knows what it sent to the printer; no page learns whether paper is left."""

    kiosk = models.OneToOneField(Kiosk, on_delete=models.CASCADE, primary_key=True, related_name="sign")
    seen_at = models.DateTimeField("最近在线", default=timezone.now)
    version = models.CharField("浏览器版本", max_length=40, blank=True)
    uptime_s = models.PositiveIntegerField("已开机（秒）", default=0)
    bundle_at = models.DateTimeField("离线资料截至", null=True, blank=True)
    printed_on = models.DateField("打印日期", null=True, blank=True)
    printed_pages = models.PositiveIntegerField("当天打印张数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "一体机在线状态"

    def __str__(self) -> str:
        return f"{self.seen_at:%Y-%m-%d %H:%M}"

    @property
    def is_offline(self) -> bool:
        return timezone.now() - self.seen_at > OFFLINE_AFTER
