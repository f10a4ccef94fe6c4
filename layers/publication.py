"""What is or was published: such rows only. A draft never lies in a public table.

A withdrawn row stays, so that its address can answer 410 with date, reason and successor instead of 404.
"""

from collections.abc import Callable, Iterable
from typing import Any, Self, TypeVar

from django.db import models
from django.utils import timezone

from geo.errors import BadInput
from layers.public_ids import PublicIdField

M = TypeVar("M", bound=models.Model, covariant=True)


class PublishedQuerySet(models.QuerySet[M]):
    """Every queryset of content starts from one of these two phrases."""

    def published(self) -> Self:
        """What everyone may see now."""
        return self.filter(withdrawn_at__isnull=True, published_at__lte=timezone.now())

    def visible_to(self, user: Any) -> Self:
        """What ``user`` may see: everyone sees what is published, staff also see what was withdrawn.

        The scope by region comes with the desk; there is nothing unpublished in these tables.
        """
        return self if getattr(user, "is_staff", False) else self.published()


class Published(models.Model):
    """The identity and the publication of a public thing."""

    public_read = True

    public_id = PublicIdField()
    published_at = models.DateTimeField("公布时间", default=timezone.now)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawal_reason = models.CharField("撤回原因", max_length=200, blank=True)
    successor = models.ForeignKey(
        "self", verbose_name="由何者替代", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_sample = models.BooleanField("示例数据", default=False, db_index=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_withdrawn_with_reason",
                condition=models.Q(withdrawn_at__isnull=True) | ~models.Q(withdrawal_reason=""),
                violation_error_message="撤回必须写明原因",
            ),
        ]


def take_back(
    model: type[Published],
    withdrawals: Iterable[tuple[str, str, str]],
    called: str,
    refuse: Callable[[str], None] = lambda public_id: None,
) -> None:
    """Withdraws rows of ``model``, which staff call ``called``, one after the other: public id, reason, and the public id
    of the successor or "". ``refuse`` may raise for one that others still need. Raises BadInput.
    """
    rows: Any = model._default_manager
    for public_id, reason, successor in withdrawals:
        if not reason.strip():
            raise BadInput("reason", "撤回必须写明原因")
        following = rows.published().filter(public_id=successor).first()
        if successor and (following is None or successor == public_id):
            raise BadInput("successor", f"替代的{called}应是另一个现有的{called}")
        refuse(public_id)
        rows.filter(public_id=public_id).update(
            withdrawn_at=timezone.now(), withdrawal_reason=reason.strip(), successor=following
        )
