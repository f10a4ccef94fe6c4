"""How much is used, in numbers of a day: no cookie is set for it, no visitor, address or position stands in it.

A row is a sum of all who did the same on that day, so nobody can be told from another.
"""

from django.db import models


class What(models.TextChoices):
    VISIT = "visit", "打开页面"
    NOTHING_FOUND = "no_result", "没有结果的搜索"
    PRINT = "print", "打印和下载"
    ROUTE = "route", "找路"
    # Not shown as use: the assessment reads from it how long a terminal was on.
    BEAT = "beat", "一体机在线"


class UsageCount(models.Model):
    """``module`` is the name of a folder of pages, ``zone`` the public id of the 专区 in which a terminal stands or ""."""

    day = models.DateField("日期")
    what = models.CharField("做了什么", max_length=10, choices=What)
    module = models.CharField("模块", max_length=40)
    device = models.CharField("终端", max_length=8)
    zone = models.CharField("专区", max_length=9, blank=True)
    count = models.PositiveBigIntegerField("次数")

    class Meta:
        verbose_name = verbose_name_plural = "使用情况"
        constraints = [
            models.UniqueConstraint(
                fields=["day", "what", "module", "device", "zone"], name="usage_count_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.what} {self.module} {self.count}"
