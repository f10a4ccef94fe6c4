"""People who work in the system, and what they may do where."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q


class User(AbstractUser):
    """An account of one person; what it may do is said by its assignments, not here."""

    display_name = models.CharField("姓名", max_length=60, blank=True)
    phone = models.CharField("办公电话", max_length=40, blank=True)
    is_sample = models.BooleanField("示例账号", default=False)

    class Meta(AbstractUser.Meta):
        verbose_name = verbose_name_plural = "人员"

    def __str__(self) -> str:
        return self.display_name or self.username


class Role(models.TextChoices):
    """Three kinds of administrator are apart (三员分立); none of them edits content."""

    EDITOR = "editor", "编辑"
    REVIEWER = "reviewer", "审核"
    PUBLISHER = "publisher", "发布"
    AUDITOR = "auditor", "审计"
    SYSTEM_ADMINISTRATOR = "system_admin", "系统管理员"
    SECURITY_ADMINISTRATOR = "security_admin", "安全管理员"
    AUDIT_ADMINISTRATOR = "audit_admin", "审计管理员"


class Assignment(models.Model):
    """One person holds one role for one region, on behalf of one organisation, for a time."""

    user = models.ForeignKey(User, verbose_name="人员", on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField("角色", max_length=20, choices=Role)
    region = models.ForeignKey(
        "regions.Region", verbose_name="区划", on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", verbose_name="单位", on_delete=models.PROTECT, related_name="+"
    )
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.CheckConstraint(
                name="staff_assignment_validity",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="任职的截止日期不能早于起始日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.region}"
