"""Systems that hand service items in by themselves, and what each handed in. No table of these is public."""

from typing import Any, Self

from django.db import models
from django.utils import timezone

from layers.changes.models import ChangeSet
from layers.staff.models import Assignment, User, held_on


class ItemSourceQuerySet(models.QuerySet["ItemSource"]):
    def in_force(self) -> Self:
        """Those whose key opens today: not revoked, and their post still theirs."""
        return self.filter(
            held_on(timezone.localdate(), "assignment__"),
            revoked_at=None,
            assignment__user__is_active=True,
        )

    def for_list(self) -> Self:
        return self.select_related(
            "assignment__user", "assignment__region", "assignment__organisation"
        ).defer("assignment__region__area", "assignment__region__public_area")


class ItemSource(models.Model):
    """A system beside ours, such as the province's service platform. It is an account that nobody can log in to, with
    one editor's post: what it may speak for, who may not sign and what the trail calls it follow from that.
    """

    assignment = models.OneToOneField(
        Assignment, verbose_name="任职", on_delete=models.PROTECT, related_name="item_source"
    )
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    keyed_at = models.DateTimeField("密钥发于", editable=False)
    revoked_at = models.DateTimeField("密钥收回于", null=True, blank=True, editable=False)

    objects = ItemSourceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事项来源"
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def user(self) -> User:
        return self.assignment.user

    @property
    def code(self) -> str:
        """What the settings call it."""
        return self.user.username


class Push(models.Model):
    """One list of items that came, and what became of it. ``report`` is the answer that the source got."""

    class How(models.TextChoices):
        PUSHED = "pushed", "推送"
        PULLED = "pulled", "拉取"

    class Outcome(models.TextChoices):
        DRAFTED = "drafted", "已提交审核"
        UNCHANGED = "unchanged", "没有变化"
        REFUSED = "refused", "有问题，未接收"

    source = models.ForeignKey(ItemSource, on_delete=models.CASCADE, related_name="pushes")
    how = models.CharField("方式", max_length=8, choices=How, default=How.PUSHED)
    outcome = models.CharField("结果", max_length=10, choices=Outcome)
    at = models.DateTimeField("时间", auto_now_add=True)
    digest = models.CharField("内容散列", max_length=64)
    report: Any = models.JSONField("报告", default=dict)
    change_set = models.OneToOneField(
        ChangeSet,
        verbose_name="变更",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="item_push",
    )

    class Meta:
        verbose_name = verbose_name_plural = "事项推送"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["source", "-id"], name="importers_push_newest")]

    def __str__(self) -> str:
        return f"{self.source} {self.at:%Y-%m-%d %H:%M}"

    @property
    def is_waiting(self) -> bool:
        return self.change_set is not None and self.change_set.is_under_way
