"""政策: what was issued, whether it still holds, what took its place, what it means, and until when one may apply.

The sections (疫情政策, 惠企政策, …) are those of the day and are retired; the twelve classes stay.
"""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q

from layers.policies.files import PolicyFile
from layers.policies.validity import TRANSITIONS, Standing, Validity, standing_of
from layers.publication import Published, PublishedQuerySet
from layers.rich_text import RichTextField
from layers.search.matching import called
from layers.search.query import words_of
from layers.web_address import LONGEST, public_web_address

__all__ = [
    "TRANSITIONS",
    "InClass",
    "Policy",
    "PolicyClass",
    "PolicyFile",
    "PolicySection",
    "Standing",
    "Validity",
]

EXPIRES_SOON_DAYS = 30


class PolicySection(models.Model):
    """版块. A retired one is offered no more, and its address goes on to answer: it hangs printed on walls."""

    public_read = True

    code = models.CharField("代码", max_length=40, primary_key=True)
    name = models.CharField("名称", max_length=20)
    sort_key = models.PositiveSmallIntegerField("排序", default=0)
    retired_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "政策版块"
        ordering = ["sort_key", "code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/policies/sections/{self.code}"

    def is_retired(self, today: dt.date) -> bool:
        return self.retired_on is not None and self.retired_on <= today


class PolicyClass(models.Model):
    """One of the twelve classes. Those that the city has not named yet (待确认) are for staff alone."""

    public_read = True

    code = models.CharField("代码", max_length=40, primary_key=True)
    name = models.CharField("名称", max_length=20)
    sort_key = models.PositiveSmallIntegerField("排序", default=0)
    is_confirmed = models.BooleanField("已确认", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "政策类别"
        ordering = ["sort_key", "code"]

    def __str__(self) -> str:
        return self.name


class PolicyQuerySet(PublishedQuerySet["Policy"]):
    def called(self, text: str) -> Self:
        """Through the search index: by title, number and every word of it. Raises BadInput("q", …)."""
        return self.filter(Q(*(called("policy", word) for word in words_of(text))))


class Policy(Published):
    """An original, or the 解读 of one (``interprets``), which has no validity of its own."""

    title = models.CharField("标题", max_length=200)
    # As it stands on the paper, and in the one form by which it is found: 政办字[2026]1号 is 政办字〔2026〕1号.
    doc_no_raw = models.CharField("文号", max_length=80, blank=True)
    doc_no = models.CharField("规范文号", max_length=80, blank=True, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name="发布机关",
        on_delete=models.PROTECT,
        related_name="policies",
    )
    section = models.ForeignKey(
        PolicySection,
        verbose_name="版块",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="policies",
    )
    interprets = models.ForeignKey(
        "self",
        verbose_name="解读的是",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="interpretations",
    )
    issued_on = models.DateField("成文日期")
    effective_on = models.DateField("施行日期", null=True, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True)
    validity = models.CharField("有效性", max_length=12, choices=Validity, default=Validity.IN_FORCE)
    ended_on = models.DateField("失去效力的日期", null=True, blank=True)
    ended_reason = models.CharField("原因或依据", max_length=200, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        verbose_name="由哪份新政策替代",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaces",
    )
    summary = models.CharField("一句话说明", max_length=200, blank=True)
    body = RichTextField("正文", blank=True)
    # 申报
    is_applied_for = models.BooleanField("需要申报", default=False)
    apply_from = models.DateField("申报开始", null=True, blank=True)
    apply_until = models.DateField("申报截止", null=True, blank=True)
    apply_address = models.CharField(
        "网上申报网址", max_length=LONGEST, blank=True, validators=[public_web_address]
    )
    apply_where = models.CharField("到哪里申报", max_length=200, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = verbose_name_plural = "政策"
        constraints = [
            *Published.Meta.constraints,
            models.UniqueConstraint(
                fields=["doc_no"],
                condition=~Q(doc_no="") & Q(withdrawn_at__isnull=True),
                name="policies_doc_no_once",
            ),
            models.CheckConstraint(
                name="policies_ended_with_day_and_reason",
                condition=Q(validity="in_force") | (Q(ended_on__isnull=False) & ~Q(ended_reason="")),
                violation_error_message="不再有效的政策要写明日期和原因",
            ),
            models.CheckConstraint(
                name="policies_apply_in_order",
                condition=Q(apply_from__isnull=True)
                | Q(apply_until__isnull=True)
                | Q(apply_from__lte=F("apply_until")),
                violation_error_message="申报截止不能早于申报开始",
            ),
        ]
        indexes = [models.Index(fields=["-issued_on", "id"], name="policies_newest")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/policies/{self.public_id}"

    @staticmethod
    def holding(today: dt.date) -> Q:
        """The condition of ``standing(today).holds``, for lists."""
        return (
            (Q(validity=Validity.IN_FORCE) | Q(ended_on__gt=today))
            & (Q(expires_on__isnull=True) | Q(expires_on__gte=today))
            & (Q(effective_on__isnull=True) | Q(effective_on__lte=today))
        )

    @staticmethod
    def expiring(today: dt.date) -> Q:
        """Holds today and no longer than the days in which one should know it."""
        return Policy.holding(today) & Q(expires_on__lte=today + dt.timedelta(EXPIRES_SOON_DAYS))

    @staticmethod
    def open_to_apply(today: dt.date) -> Q:
        """The condition of ``may_be_applied_for(today)``."""
        return (
            Policy.holding(today)
            & Q(is_applied_for=True)
            & (Q(apply_from__isnull=True) | Q(apply_from__lte=today))
            & (Q(apply_until__isnull=True) | Q(apply_until__gte=today))
        )

    def standing(self, today: dt.date) -> Standing:
        return standing_of(Validity(self.validity), self.ended_on, self.effective_on, self.expires_on, today)

    def may_be_applied_for(self, today: dt.date) -> bool:
        return (
            self.is_applied_for
            and self.standing(today).holds
            and (self.apply_from is None or self.apply_from <= today)
            and (self.apply_until is None or self.apply_until >= today)
        )

    def apply_days_left(self, today: dt.date) -> int | None:
        """Days after today on which one may still apply; None without a deadline, or when it is over."""
        if self.apply_until is None or self.apply_until < today:
            return None
        return (self.apply_until - today).days


class InClass(models.Model):
    """A policy may stand in several classes."""

    public_read = True

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="classes")
    policy_class = models.ForeignKey(
        PolicyClass, verbose_name="类别", on_delete=models.PROTECT, related_name="policies"
    )

    class Meta:
        verbose_name = verbose_name_plural = "所属类别"
        constraints = [models.UniqueConstraint(fields=["policy", "policy_class"], name="policies_class_once")]

    def __str__(self) -> str:
        return self.policy_class.name
