"""农村集体土地征收、国有土地上房屋征收 基层政务公开标准目录: what is to be made public, by when, by whom and to whom.

政府信息公开条例 21 names the duty, 26 its time (20 working days where no other law says otherwise). The items shipped
here are from general knowledge of the two catalogues and are for the city to confirm; so they are rows, not code.
"""

from django.db import models


class Audience(models.TextChoices):
    """What names households hangs on the board of the village, or is shown to the party, and is never on the internet."""

    PUBLIC = "public", "向全社会公开"
    VILLAGE = "village", "只在村内公示"
    PARTY = "party", "只给当事人"
    STAFF = "staff", "只供工作人员"


class CatalogueItem(models.Model):
    """One 事项 of the catalogue. Document kinds point at it; their clock, default audience and hint are its."""

    public_read = True

    class TimeLimit(models.TextChoices):
        REALTIME = "realtime", "实时公开"
        AFTER_EVENT = "wd_after_event", "形成之日起若干工作日内"
        AFTER_RECEIPT = "within_wd_of_receipt", "收到批复之日起若干工作日内"

    code = models.SlugField("代码", primary_key=True, max_length=40)
    sort_key = models.PositiveSmallIntegerField("次序", default=0)
    chapter = models.CharField("一级事项", max_length=40)
    name = models.CharField("二级事项", max_length=60)
    plain = models.CharField("一句大白话", max_length=120)
    content = models.CharField("公开内容（要素）", max_length=300)
    basis = models.CharField("公开依据", max_length=200)
    time_limit_kind = models.CharField("时限种类", max_length=24, choices=TimeLimit)
    n = models.PositiveSmallIntegerField("工作日", default=0, help_text="实时公开的写 0")
    # "" counts from the stage that makes the document due; a name from another stage of the case.
    event_stage = models.SlugField("自哪一阶段起算", max_length=24, blank=True)
    body = models.CharField("公开主体", max_length=80)
    channels = models.CharField("公开渠道", max_length=120)
    audience = models.CharField("公开对象", max_length=8, choices=Audience, default=Audience.PUBLIC)
    way = models.CharField("公开方式", max_length=40, default="主动公开")
    redaction = models.CharField("上传前要遮盖的", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公开目录事项"
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name

    @property
    def time_limit(self) -> str:
        """形成之日起 20 个工作日内."""
        if self.time_limit_kind == self.TimeLimit.REALTIME:
            return "实时公开"
        since = "收到批复" if self.time_limit_kind == self.TimeLimit.AFTER_RECEIPT else "形成"
        return f"{since}之日起 {self.n} 个工作日内"
