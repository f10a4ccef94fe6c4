"""That the bytes of a version were removed because they gave somebody away: asked for by one person, done by another.

The version, its hash, size and title stay on record, and the address says 410 with the reason. ``web_ro`` sees what
was done, never what was only asked for (migration 0003).
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

PERSON = settings.AUTH_USER_MODEL


class RedactionQuerySet(models.QuerySet["Redaction"]):
    def done(self) -> Self:
        return self.filter(done_at__isnull=False)

    def asked(self) -> Self:
        """Those that wait for the second person."""
        return self.filter(done_at__isnull=True)


class Redaction(models.Model):
    public_read = True

    version = models.OneToOneField(
        "documents.DocumentVersion", verbose_name="版本", on_delete=models.CASCADE, related_name="redaction"
    )
    reason = models.CharField("原因", max_length=200)
    removes_original = models.BooleanField("连原件一起删除", default=False)
    successor = models.ForeignKey(
        "documents.Document", verbose_name="由何者替代", null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    asked_by = models.ForeignKey(PERSON, verbose_name="提出人", on_delete=models.PROTECT, related_name="+")
    # Whom she stood in for: that person is not the second one either.
    asked_for = models.ForeignKey(
        PERSON, verbose_name="代何人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField("提出时间", default=timezone.now)
    done_by = models.ForeignKey(
        PERSON, verbose_name="办理人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    done_at = models.DateTimeField("删除时间", null=True, blank=True)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "内容删除"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(name="documents_redaction_with_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="documents_redaction_done_by_another",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False) & ~Q(done_by=F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} 删除内容"
