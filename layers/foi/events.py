"""What happened to an application, one row after the other, never changed: a trigger refuses it (0001)."""

from typing import Any

from django.db import models

from layers.receipts.happened import AnyEvent


class EventKind(models.TextChoices):
    FILED = "filed", "提交申请"
    RECEIVED = "received", "收到申请"
    VERIFIED = "verified", "核验身份"
    CORRECTION = "correction", "告知补正"
    CORRECTED = "corrected", "收到补正"
    EXTENDED = "extended", "延期答复"
    CONSULTED = "consulted", "征求意见"
    OPINION = "opinion", "收到意见"
    TRANSFERRED = "transferred", "转送"
    MERGED = "merged", "合并办理"
    ANSWERED = "answered", "答复"
    DELIVERED = "delivered", "送达"
    REVIEW = "review", "申请人申请行政复议"
    REVIEW_RESULT = "review_result", "行政复议结果"
    LAWSUIT = "lawsuit", "申请人提起行政诉讼"
    LAWSUIT_RESULT = "lawsuit_result", "行政诉讼结果"
    WITHDRAWN = "withdrawn", "申请人撤回"
    ABANDONED = "abandoned", "视为放弃"


class Event(AnyEvent):
    """``on`` is the day that the law counts from, ``at`` when it was entered. ``detail`` holds codes, days and dates and
    nothing personal; ``text`` is what was written to or by somebody, ciphertext under the key of the application."""

    application = models.ForeignKey("foi.Application", on_delete=models.CASCADE, related_name="events")
    kind = models.CharField("事项", max_length=14, choices=EventKind)
    on = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "依申请公开办理记录"
        ordering = ["application", "sequence"]
        constraints = [
            # Of two clerks at once the second is refused by this when by nothing else.
            models.UniqueConstraint(fields=["application", "sequence"], name="foi_event_once"),
        ]
        indexes = [models.Index(fields=["kind", "on"], name="foi_event_kind_on")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.sequence} {self.get_kind_display()}"

    @property
    def about(self) -> Any:
        return self.application
