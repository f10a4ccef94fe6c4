"""惠企政策、惠民政策: what an enterprise or a resident may be entitled to, and by which rules.

The rules are data, so that staff of the office that grants it write them beside the article that says so. Nothing here
knows a person: what somebody answers about herself stays in her browser (docs/decisions.md).
"""

import datetime as dt
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from layers.benefits.verdict import Operator, Verdict
from layers.publication import Published, PublishedQuerySet
from layers.search.matching import called
from layers.search.query import words_of
from layers.web_address import LONGEST, public_web_address


class Served(models.TextChoices):
    ENTERPRISE = "enterprise", "企业"
    RESIDENT = "resident", "居民"


class Attribute(models.Model):
    """One thing that a visitor is asked about herself. ``choices``: one answer a line, as it is read on the screen."""

    public_read = True

    class Kind(models.TextChoices):
        CHOICE = "choice", "选一项"
        SEVERAL = "several", "可选几项"
        NUMBER = "number", "数字"
        YES_NO = "yes_no", "是或否"

    code = models.CharField("代码", max_length=40, primary_key=True)
    label = models.CharField("名称", max_length=20, unique=True, help_text="如“行业”“年龄”")
    question = models.CharField("问题", max_length=60, help_text="群众看到的问题，如“您今年多大？”")
    served = models.CharField("问谁", max_length=12, choices=Served)
    kind = models.CharField("怎样回答", max_length=12, choices=Kind)
    choices = models.TextField("可选的回答", blank=True, help_text="一行一个")
    unit = models.CharField("单位", max_length=10, blank=True, help_text="如“岁”“人”“万元”")
    hint = models.CharField("说明", max_length=120, blank=True)
    sort_key = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "惠企惠民条件项"
        ordering = ["served", "sort_key", "code"]

    def __str__(self) -> str:
        return self.label


class BenefitQuerySet(PublishedQuerySet["Benefit"]):
    def called(self, text: str) -> Self:
        """Through the search index: by title, by what people call it, by pinyin. Raises BadInput("q", …)."""
        return self.filter(Q(*(called("benefit", word) for word in words_of(text))))


class Benefit(Published):
    """``region`` is where it holds: the city or one of its counties. Of the amount, ``amount`` is what people read.

    ``policy`` is what grants it where that stands in the register; ``basis`` names it in any case.
    """

    name = models.CharField("名称", max_length=120)
    aliases = models.CharField("俗称", max_length=200, blank=True, help_text="群众的叫法，以顿号分开")
    served = models.CharField("给谁", max_length=12, choices=Served)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name="兑现单位",
        on_delete=models.PROTECT,
        related_name="benefits",
    )
    region = models.ForeignKey(
        "regions.Region", verbose_name="适用地区", on_delete=models.PROTECT, related_name="benefits"
    )
    summary = models.CharField("一句话说明", max_length=160)
    amount = models.CharField("给多少", max_length=120, help_text="如“每月 120 元”“最高 30 万元”")
    amount_number = models.DecimalField(
        "最高金额",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    amount_unit = models.CharField("金额单位", max_length=12, blank=True, help_text="如“元/月”“万元”")
    how_to_apply = models.TextField("怎么申请", help_text="一行一步")
    address = models.CharField(
        "网上申请", max_length=LONGEST, blank=True, validators=[public_web_address], help_text="网址"
    )
    phone = models.CharField("咨询电话", max_length=40, blank=True)
    basis = models.CharField("依据的文件", max_length=200, help_text="文件名称和文号")
    policy = models.ForeignKey(
        "policies.Policy",
        verbose_name="依据的政策",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="benefits",
    )
    valid_from = models.DateField("开始申请", null=True, blank=True)
    valid_until = models.DateField("截止申请", null=True, blank=True)
    verified_on = models.DateField("核实于", null=True, blank=True)

    objects = BenefitQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = verbose_name_plural = "惠企惠民政策"
        constraints = [
            *Published.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "region", "name"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="benefits_benefit_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/enterprise/{self.public_id}"

    def caution(self, today: dt.date) -> str:
        """依据的政策已废止: what one has to know before one applies. "" while the policy holds, or where none is named."""
        # What was withdrawn from the register was no act that ends anything.
        if self.policy is None or self.policy.withdrawn_at is not None:
            return ""
        standing = self.policy.standing(today)
        return "" if standing.holds else f"依据的政策{standing.word}"


class Rule(models.Model):
    """One condition. Those without ``alternative`` must all be met, of those with the same one it takes one.

    ``wanted`` is what staff write (layers.benefits.condition reads it): 制造业、建筑业, 60, 16-59, 是.
    """

    public_read = True

    benefit = models.ForeignKey(Benefit, on_delete=models.CASCADE, related_name="rules")
    attribute = models.ForeignKey(
        Attribute, verbose_name="条件项", on_delete=models.PROTECT, related_name="rules"
    )
    operator = models.CharField("要求", max_length=12, choices=Operator)
    wanted = models.CharField("值", max_length=300)
    alternative = models.PositiveSmallIntegerField("几选一", null=True, blank=True)
    source = models.CharField("出处", max_length=60, help_text="文件的条款，如“第五条第二项”")
    sort_key = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "申请条件"
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return f"{self.attribute} {self.get_operator_display()} {self.wanted}"


class Example(models.Model):
    """样例: an invented profile with what the rules must say of it, asked again whenever a rule or a question changes.

    ``answers``: one a line, 年龄：67, and 地区：××县 for where.
    """

    benefit = models.ForeignKey(Benefit, on_delete=models.CASCADE, related_name="examples")
    name = models.CharField("样例名称", max_length=40, help_text="编的名字，如“示例企业甲”")
    answers = models.TextField("情况", help_text="一行一项，如“年龄：67”")
    verdict = models.CharField("应当", max_length=8, choices=Verdict)

    class Meta:
        verbose_name = verbose_name_plural = "样例"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["benefit", "name"], name="benefits_example_once")]

    def __str__(self) -> str:
        return self.name
