"""A step of a large change set on its way through the worker: submission, release, the draft of its undo.

A request has some seconds, a hundred thousand rows take longer. The request asks who may, puts the set aside
(``submitting``, ``releasing``) and leaves a passage; the job takes the very step that a small set takes at once, in the
name of the same person, in one transaction. What comes of it is the step done, or the set as it was with the reason.
"""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from layers.changes.errors import Conflict

if TYPE_CHECKING:
    from layers.changes.models import ChangeSet

# Measured: so many rows are submitted or released in some two seconds, search and all.
LARGE = 5_000


class Passage(models.Model):
    """At most one a set, the last one. ``rows`` of ``total`` are told while the job runs, on a connection of its own."""

    class Step(models.TextChoices):
        SUBMIT = "submit", "提交"
        SIGN = "sign", "发布"
        UNDO = "undo", "起草撤销"

    change_set = models.OneToOneField(
        "changes.ChangeSet", primary_key=True, on_delete=models.CASCADE, related_name="passage"
    )
    step = models.CharField("步骤", max_length=8, choices=Step)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="办理人", on_delete=models.PROTECT, related_name="+"
    )
    seen_hash = models.CharField("所见散列", max_length=64)
    code = models.SlugField("审核步骤", max_length=20, blank=True)
    comment = models.CharField("意见", max_length=500, blank=True)
    is_waiting = models.BooleanField("还没有办完", default=True)
    problem = models.CharField("未成的原因", max_length=300, blank=True)
    rows = models.PositiveIntegerField("已办条数", default=0)
    total = models.PositiveIntegerField("条数", default=0)
    attempts = models.PositiveSmallIntegerField("第几次", default=0)
    queued_at = models.DateTimeField("交办时间")

    class Meta:
        verbose_name = verbose_name_plural = "后台办理"
        indexes = [
            models.Index(
                fields=["queued_at"], name="changes_passage_waits", condition=models.Q(is_waiting=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.percent}%"

    @property
    def percent(self) -> int:
        """Of the rows. Not the whole hundred before its end: search and versions come after the last row."""
        return min(99, 100 * self.rows // self.total) if self.total and self.is_waiting else 100

    @property
    def is_of_this_content(self) -> bool:
        """Whether its problem still is one: an edit makes another set of it."""
        return self.seen_hash == self.change_set.content_hash


def is_large(change_set: "ChangeSet") -> bool:
    return change_set.row_count > LARGE


def put_aside(
    change_set: "ChangeSet", step: str, user: Any, *, state: str, code: str = "", comment: str = ""
) -> None:
    """Leaves the step of a locked set to the worker; ``state`` is that of the set until then. In a transaction, and the
    job begins when it has ended. Raises Conflict when one is under way."""
    from layers.changes.tasks import pass_later

    if Passage.objects.filter(change_set=change_set, is_waiting=True).exists():
        raise Conflict("这份变更正在后台办理，请等它完成")
    Passage.objects.update_or_create(
        change_set=change_set,
        defaults={
            "step": step, "user": user, "seen_hash": change_set.content_hash, "code": code, "comment": comment,
            "is_waiting": True, "problem": "", "rows": 0, "total": change_set.row_count, "attempts": 0,
            "queued_at": timezone.now(),
        },
    )  # fmt: skip
    if change_set.state != state:
        change_set.state = state
        change_set.save(update_fields=["state", "changed_at"])
    pass_later(change_set.pk)
