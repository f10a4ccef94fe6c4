"""Change sets: what staff propose, who signed it, what was made public by it. No table of these is public.

The state of a review is not stored: it follows from the signatures of the present round over the present hash.
"""

from typing import Any, NamedTuple

import orjson
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from layers.changes.attachment import Attachment
from layers.changes.passage import Passage
from layers.changes.queryset import ChangeSetQuerySet
from layers.public_ids import PublicIdField
from layers.staff.models import Role

PERSON = settings.AUTH_USER_MODEL

__all__ = [
    "Attachment",
    "ChangeRow",
    "ChangeSet",
    "Comment",
    "Flow",
    "FlowStep",
    "Passage",
    "Reminder",
    "Signature",
]


class Flow(models.Model):
    """How a kind of change is reviewed: one line of steps, editable as data."""

    code = models.SlugField("代码", primary_key=True, max_length=20)
    name = models.CharField("名称", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "审核流程"

    def __str__(self) -> str:
        return self.name


class FlowStep(models.Model):
    """One signature: by whom, and in how many working days. The last one publishes."""

    flow = models.ForeignKey(Flow, verbose_name="流程", on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField("次序")
    code = models.SlugField("代码", max_length=20)
    name = models.CharField("名称", max_length=20)
    role = models.CharField(
        "角色", max_length=20, choices=[(Role.REVIEWER, "审核"), (Role.PUBLISHER, "发布")]
    )
    by_secrecy_reviewer = models.BooleanField("由保密审查员", default=False)
    working_days = models.PositiveSmallIntegerField("几个工作日内", default=2)

    class Meta:
        verbose_name = verbose_name_plural = "审核步骤"
        ordering = ["flow", "number"]
        constraints = [
            models.UniqueConstraint(fields=["flow", "number"], name="changes_step_number_once"),
            models.UniqueConstraint(fields=["flow", "code"], name="changes_step_code_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def publishes(self) -> bool:
        return self.role == Role.PUBLISHER


class ChangeSet(models.Model):
    class Kind(models.TextChoices):
        EDIT = "edit", "编辑"
        IMPORT = "import", "导入"
        PUSH = "push", "推送"
        UNDO = "undo", "撤销"
        REFORM = "reform", "区划调整"
        EXPIRY = "expiry", "到期撤回"

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        # A large set whose step the worker takes (passage.py).
        SUBMITTING = "submitting", "正在提交"
        IN_REVIEW = "in_review", "审核中"
        RELEASING = "releasing", "正在发布"
        RELEASED = "released", "已发布"
        DROPPED = "dropped", "已放弃"

    public_id = PublicIdField()
    noun = models.CharField("内容", max_length=40)
    kind = models.CharField("来由", max_length=8, choices=Kind, default=Kind.EDIT)
    title = models.CharField("标题", max_length=200)
    note = models.CharField("说明", max_length=500, blank=True)
    region = models.ForeignKey(
        "regions.Region", verbose_name="区划", on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name="单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # The office in which it was drafted; ``organisation`` is whose content it is. Another office of the same level
    # does not see it before it is public (queryset.py).
    desk = models.ForeignKey(
        "organisations.Organisation",
        verbose_name="起草单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    author = models.ForeignKey(PERSON, verbose_name="起草人", on_delete=models.PROTECT, related_name="+")
    # Who wrote at it before it was handed over stays among those who may not sign.
    former_authors = ArrayField(models.BigIntegerField(), verbose_name="曾起草人", default=list, blank=True)
    on_behalf_of = models.ForeignKey(
        PERSON, verbose_name="代何人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    flow = models.ForeignKey(
        Flow, verbose_name="流程", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Raised by each submission: a signature counts in its own round only.
    round = models.PositiveSmallIntegerField("轮次", default=0)
    content_hash = models.CharField("内容散列", max_length=64)
    row_count = models.PositiveIntegerField("条数", default=0)
    created_at = models.DateTimeField("起草时间", auto_now_add=True)
    changed_at = models.DateTimeField("修改时间", auto_now=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    released_at = models.DateTimeField("发布时间", null=True, blank=True)
    released_by = models.ForeignKey(
        PERSON, verbose_name="发布人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    release_at = models.DateTimeField("定时发布", null=True, blank=True)
    expires_at = models.DateTimeField("到期撤回", null=True, blank=True)
    due_on = models.DateField("应办结日期", null=True, blank=True, help_text="当前步骤的")
    problem = models.CharField("定时发布未成的原因", max_length=300, blank=True)
    idempotency_key = models.CharField("防重键", max_length=80, null=True, blank=True, unique=True)
    undoes = models.ForeignKey(
        "self",
        verbose_name="撤销的是",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="undone_by",
    )

    objects = ChangeSetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "变更"
        indexes = [
            models.Index(fields=["state", "due_on"], name="changes_state_due"),
            models.Index(fields=["author", "-changed_at"], name="changes_author_newest"),
            models.Index(
                fields=["release_at"], name="changes_release_at", condition=Q(release_at__isnull=False)
            ),
            models.Index(
                fields=["expires_at"], name="changes_expires_at", condition=Q(expires_at__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="changes_released_says_when_and_who",
                condition=~Q(state="released") | Q(released_at__isnull=False, released_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/staff/changes/{self.public_id}/"

    @property
    def is_under_way(self) -> bool:
        """Handed in and not public yet."""
        return self.state in (self.State.SUBMITTING, self.State.IN_REVIEW, self.State.RELEASING)

    @property
    def drafted_at(self) -> tuple[int, str] | None:
        """The office in which it was drafted, and the path of its region."""
        return (self.desk.pk, self.desk.region.path) if self.desk else None

    @property
    def persons(self) -> set[int]:
        """Who drafted it, now or before it was handed over, and for whom: none of them may sign."""
        own = {self.author_id, *self.former_authors}
        return own | ({self.on_behalf_of_id} if self.on_behalf_of_id else set())


class SnapshotField(models.JSONField):
    """Read by orjson: a release reads a hundred thousand of them."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return None if value is None else orjson.loads(value)

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


class ChangeRow(models.Model):
    """One record: what it was when the draft was made, and what it shall be. ``after`` None withdraws it."""

    class Operation(models.TextChoices):
        CREATE = "create", "新增"
        UPDATE = "update", "修改"
        WITHDRAW = "withdraw", "撤回"

    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="rows")
    seq = models.PositiveIntegerField("序号")
    noun = models.CharField("内容", max_length=40)
    key = models.CharField("编号", max_length=40)
    label = models.CharField("名称", max_length=200, blank=True)
    operation = models.CharField("操作", max_length=8, choices=Operation)
    before = SnapshotField("原内容", null=True, blank=True)
    after = SnapshotField("新内容", null=True, blank=True)
    reason = models.CharField("撤回原因", max_length=200, blank=True)
    successor = models.CharField("由何者替代", max_length=40, blank=True)
    digest = models.CharField("散列", max_length=64)

    # What a withdrawn record was, while a draft of it is begun: scope asks where it lay.
    former: Any = None

    class Meta:
        verbose_name = verbose_name_plural = "变更内容"
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["change_set", "noun", "key"], name="changes_row_once"),
            models.UniqueConstraint(fields=["change_set", "seq"], name="changes_row_seq_once"),
        ]
        indexes = [
            models.Index(fields=["noun", "key"], name="changes_row_history"),
            # A release walks one noun after the other, a few thousand rows at a time.
            models.Index(fields=["change_set", "noun", "seq"], name="changes_row_walk"),
        ]

    def __str__(self) -> str:
        return f"{self.get_operation_display()} {self.label}"


class Proposed(NamedTuple):
    """What a release reads of a ChangeRow: a hundred thousand of them need not be models."""

    seq: int
    noun: str
    key: str
    label: str
    operation: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str
    successor: str


class Signature(models.Model):
    """One step taken by one person over one hash, or sent back with the reason."""

    class Decision(models.TextChoices):
        PASS = "pass", "通过"
        RETURN = "return", "退回"

    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="signatures")
    step = models.ForeignKey(FlowStep, verbose_name="步骤", on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField("轮次")
    content_hash = models.CharField("所见散列", max_length=64)
    user = models.ForeignKey(PERSON, verbose_name="办理人", on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(
        PERSON, verbose_name="代何人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decision = models.CharField("决定", max_length=6, choices=Decision)
    comment = models.CharField("意见", max_length=500, blank=True)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "签署"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["change_set", "round", "step"], name="changes_step_signed_once"),
            models.UniqueConstraint(fields=["change_set", "round", "user"], name="changes_person_signs_once"),
            models.CheckConstraint(
                name="changes_return_with_reason", condition=~Q(decision="return") | ~Q(comment="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.get_decision_display()} {self.user}"

    @property
    def persons(self) -> set[int]:
        return {self.user_id} | ({self.on_behalf_of_id} if self.on_behalf_of_id else set())


class Comment(models.Model):
    """What is said about a change set beside the signatures."""

    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="comments")
    user = models.ForeignKey(PERSON, verbose_name="人员", on_delete=models.PROTECT, related_name="+")
    text = models.CharField("意见", max_length=1000)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "讨论"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


class Reminder(models.Model):
    """That a step was overdue on a morning; shown on the desk of whoever may do it."""

    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="reminders")
    on = models.DateField("日期")
    text = models.CharField("提醒", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "催办"
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["change_set", "on"], name="changes_reminder_once")]

    def __str__(self) -> str:
        return self.text
