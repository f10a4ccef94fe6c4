"""办事咨询: what somebody without an account asks an office, and what it answers.

Words, telephone and answer are ciphertext under the key of the question, and so is what was written when it was handed on.
"""

from typing import Any

from django.db import models
from django.db.models import Q

from layers.consultations.selected import SelectedAnswer
from layers.consultations.tied import ABOUT_ONE, TIES, Tied
from layers.personal.fields import PersonalText
from layers.personal.models import PersonalRecord
from layers.public_ids import PublicIdField
from layers.receipts.base import AnyReceipt
from layers.receipts.happened import AnyEvent

__all__ = ["TIES", "Question", "QuestionEvent", "QuestionKind", "QuestionReceipt", "SelectedAnswer", "State"]


class QuestionKind(models.Model):
    """How many working days the office gives itself for it."""

    code = models.CharField("代码", max_length=20, primary_key=True)
    name = models.CharField("名称", max_length=20)
    working_days = models.PositiveSmallIntegerField("答复期限（工作日）")
    sort_key = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "咨询种类"
        ordering = ["sort_key", "code"]

    def __str__(self) -> str:
        return self.name


class State(models.TextChoices):
    WAITING = "waiting", "待受理"
    ACCEPTED = "accepted", "办理中"
    ANSWERED = "answered", "已答复"


class Question(Tied, PersonalRecord):
    """``region`` is that of the organisation that has it now. ``selected``: the public id of its answer for everybody,
    once somebody has begun to write one."""

    number = PublicIdField(verbose_name="回执号")
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name="办理单位",
        on_delete=models.PROTECT,
        related_name="questions",
    )
    kind = models.ForeignKey(
        QuestionKind, verbose_name="种类", on_delete=models.PROTECT, related_name="questions"
    )
    text = PersonalText("咨询内容", shown=(0, 0))
    phone = PersonalText("联系电话", shown=(3, 4))
    # 个人信息保护法 25: nothing of it becomes public without.
    may_be_selected = models.BooleanField("同意选登", default=False)
    is_from_kiosk = models.BooleanField("来自一体机", default=False)
    created_at = models.DateTimeField("收到时间", auto_now_add=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    answer = PersonalText("答复", shown=(0, 0))
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    rating = models.PositiveSmallIntegerField("评价", null=True, blank=True)
    rating_words = PersonalText("评价的话", shown=(0, 0))
    selected = models.CharField("选登编号", max_length=9, blank=True)
    erased_at = models.DateTimeField("个人信息销毁时间", null=True, blank=True)
    is_sample = models.BooleanField("示例数据", default=False, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "办事咨询"
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["organisation", "state"], name="consultations_office_state")]
        constraints = [
            ABOUT_ONE,
            models.CheckConstraint(
                name="consultations_open_or_answered",
                condition=Q(state=State.ANSWERED) ^ Q(answered_at__isnull=True),
                violation_error_message="答复了的要有答复时间",
            ),
            models.CheckConstraint(
                name="consultations_rated_from_1_to_5",
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 5), state=State.ANSWERED),
                violation_error_message="评价是 1 至 5 分，答复以后才能评",
            ),
        ]

    def __str__(self) -> str:
        return f"咨询 {self.number}"


class EventKind(models.TextChoices):
    ACCEPTED = "accepted", "受理"
    TRANSFERRED = "transferred", "转办"
    RETURNED = "returned", "退回"
    ANSWERED = "answered", "答复"
    RATED = "rated", "评价"


class QuestionEvent(AnyEvent):
    """What happened to it; ``text`` is the reason that one office gave another."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField("事项", max_length=12, choices=EventKind)

    class Meta:
        verbose_name = verbose_name_plural = "咨询办理记录"
        ordering = ["question", "sequence"]
        constraints = [
            # Of two clerks at once the second is refused by this when by nothing else.
            models.UniqueConstraint(fields=["question", "sequence"], name="consultations_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} {self.sequence} {self.get_kind_display()}"

    @property
    def about(self) -> Any:
        return self.question


class QuestionReceipt(AnyReceipt):
    """The way from number and code to the row. Gone when the row is erased."""

    question = models.OneToOneField(Question, on_delete=models.CASCADE, related_name="receipt")

    class Meta:
        verbose_name = verbose_name_plural = "咨询回执"
