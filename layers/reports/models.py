"""报错: somebody says that what stands here of a place, an item or a case is not right. The public sees no mark of it.

The words, a telephone number and the answer are ciphertext under the key of the row, as in layers.objections.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from layers.land.models import Case
from layers.organisations.models import Organisation
from layers.personal.fields import PersonalText
from layers.personal.models import PersonalRecord
from layers.places.models import Place
from layers.public_ids import PublicIdField
from layers.receipts.base import AnyReceipt
from layers.services.models import ServiceItem


class Fault(models.TextChoices):
    POSITION = "position", "位置不对"
    PHONE = "phone", "电话不对"
    HOURS = "hours", "时间不对"
    OTHER = "other", "其他"


class State(models.TextChoices):
    WAITING = "waiting", "等核实"
    CORRECTED = "corrected", "已改"
    CONFIRMED = "confirmed", "核实无误"


class Report(PersonalRecord):
    """About exactly one thing. ``organisation`` is who was responsible for it when it came in, ``region`` where that
    thing lies: both say whose work it is."""

    number = PublicIdField(verbose_name="回执号")
    place = models.ForeignKey(
        Place, verbose_name="网点", null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    item = models.ForeignKey(
        ServiceItem,
        verbose_name="办事事项",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
    )
    case = models.ForeignKey(
        Case, verbose_name="征地案件", null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name="负责单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
    )
    fault = models.CharField("什么不对", max_length=8, choices=Fault)
    text = PersonalText("说明", shown=(0, 0))
    phone = PersonalText("电话", shown=(3, 4))
    is_from_kiosk = models.BooleanField("来自一体机", default=False)
    created_at = models.DateTimeField("收到时间", auto_now_add=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    answer = PersonalText("答复", shown=(0, 0))
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="答复人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    erased_at = models.DateTimeField("个人信息销毁时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报错"
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["state", "created_at"], name="reports_state_created")]
        constraints = [
            models.CheckConstraint(
                name="reports_about_one_thing",
                condition=Q(place__isnull=False, item__isnull=True, case__isnull=True)
                | Q(place__isnull=True, item__isnull=False, case__isnull=True)
                | Q(place__isnull=True, item__isnull=True, case__isnull=False),
                violation_error_message="报错应针对一个网点、事项或案件",
            ),
            models.CheckConstraint(
                name="reports_waiting_or_answered",
                condition=Q(state=State.WAITING) ^ Q(answered_at__isnull=False),
                violation_error_message="办完的要有答复时间",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_fault_display()} {self.number}"

    @property
    def thing(self) -> Any:
        return self.place or self.item or self.case


class ReportReceipt(AnyReceipt):
    """The way from number and code to the row. Gone when the row is erased."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="receipt")

    class Meta:
        verbose_name = verbose_name_plural = "报错回执"
