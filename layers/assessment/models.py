"""考核办法 as data: what is counted, how much it weighs, from which share on it gives points.

A version holds from a day on. Once it is in force it is not changed: what was told by it could not be told again. Who
wants other weights adds the next version.
"""

import datetime as dt

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q


class Formula(models.Model):
    version = models.PositiveSmallIntegerField("版次", primary_key=True)
    valid_from = models.DateField("从哪天起用", unique=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "考核办法"
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"第 {self.version} 版（{self.valid_from} 起）"


class Criterion(models.Model):
    """``weight`` points at most: none at ``none_at`` per cent and below, all from ``full_at`` per cent on, between them in
    a straight line."""

    formula = models.ForeignKey(Formula, on_delete=models.CASCADE, related_name="criteria")
    # A key of layers.assessment.counted.COUNTED.
    code = models.SlugField("数什么", max_length=20)
    name = models.CharField("名称", max_length=20)
    weight = models.PositiveSmallIntegerField("分值", validators=[MaxValueValidator(100)])
    none_at = models.PositiveSmallIntegerField(
        "不得分的比例（%）", default=0, validators=[MaxValueValidator(100)]
    )
    full_at = models.PositiveSmallIntegerField(
        "得满分的比例（%）", default=100, validators=[MaxValueValidator(100)]
    )
    sort_key = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "考核指标"
        ordering = ["sort_key", "code"]
        constraints = [
            models.UniqueConstraint(fields=["formula", "code"], name="assessment_criterion_once"),
            models.CheckConstraint(
                name="assessment_full_above_none",
                condition=Q(full_at__gt=F("none_at")),
                violation_error_message="得满分的比例要比不得分的高",
            ),
        ]

    def __str__(self) -> str:
        return self.name


def formula_on(day: dt.date) -> Formula | None:
    return Formula.objects.filter(valid_from__lte=day).prefetch_related("criteria").first()
