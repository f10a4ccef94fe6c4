"""People who work in the system, and what they may do where."""

import datetime as dt
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class User(AbstractUser):
    """An account of one person; what it may do is said by its assignments, not here."""

    display_name = models.CharField("姓名", max_length=60, blank=True)
    phone = models.CharField("办公电话", max_length=40, blank=True)
    is_sample = models.BooleanField("示例账号", default=False)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    password_changed_at = models.DateTimeField("密码设于", null=True, blank=True, editable=False)
    last_login_address = models.GenericIPAddressField("上次登录地址", null=True, blank=True, editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = verbose_name_plural = "人员"

    def __str__(self) -> str:
        return self.display_name or self.username

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_changed_at = timezone.now()


class FormerPassword(models.Model):
    """The hash of a password that is not to be taken again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "用过的密码"

    def __str__(self) -> str:
        return f"{self.user} {self.replaced_at:%Y-%m-%d}"


class SecondFactor(models.Model):
    """The secret that the authenticator on a person's phone shares with us, sealed; and the steps it has used up."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    sealed_secret = models.BinaryField()
    confirmed_at = models.DateTimeField("启用于", null=True, blank=True)
    used_steps = ArrayField(models.BigIntegerField(), verbose_name="用过的口令", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "动态口令"

    def __str__(self) -> str:
        return f"{self.user} {'已启用' if self.confirmed_at else '未启用'}"


class OpenSession(models.Model):
    """A session that somebody began; the session itself is Django's, and may be gone already."""

    session_key = models.CharField("会话", max_length=40, unique=True)
    user = models.ForeignKey(
        User, verbose_name="人员", on_delete=models.CASCADE, related_name="open_sessions"
    )
    began_at = models.DateTimeField("登录于", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录会话"

    def __str__(self) -> str:
        return f"{self.user} {self.began_at:%Y-%m-%d %H:%M}"


class LoginFailures(models.Model):
    """How often in a row somebody failed at one account, or from one source. ``key`` tells neither."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField("次数")
    since = models.DateTimeField("第一次")
    last_at = models.DateTimeField("最近一次")

    class Meta:
        verbose_name = verbose_name_plural = "登录失败"

    def __str__(self) -> str:
        return f"{self.count} {self.last_at:%Y-%m-%d %H:%M}"


class Role(models.TextChoices):
    """Three kinds of administrator are apart (三员分立); none of them edits content."""

    EDITOR = "editor", "编辑"
    REVIEWER = "reviewer", "审核"
    PUBLISHER = "publisher", "发布"
    AUDITOR = "auditor", "审计"
    SYSTEM_ADMINISTRATOR = "system_admin", "系统管理员"
    SECURITY_ADMINISTRATOR = "security_admin", "安全管理员"
    AUDIT_ADMINISTRATOR = "audit_admin", "审计管理员"


CONTENT_ROLES = (Role.EDITOR, Role.REVIEWER, Role.PUBLISHER)
READING_ROLES = (*CONTENT_ROLES, Role.AUDITOR)
ADMINISTRATORS = (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR)


def in_force(day: dt.date, prefix: str = "") -> Q:
    """What is valid on that day: both dates count, no end means until further notice."""
    began = Q(**{f"{prefix}valid_from__lte": day})
    return began & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day}))


def held_on(day: dt.date, prefix: str = "") -> Q:
    """An assignment that is in force, for a region that is: a post ends with its village, and an undone merger gives
    it back without anybody's touching it. A region's last day is the one before its ``valid_to``."""
    region = f"{prefix}region__"
    stands = Q(**{f"{region}valid_to__isnull": True}) | Q(**{f"{region}valid_to__gt": day})
    return in_force(day, prefix) & Q(**{f"{region}valid_from__lte": day}) & stands


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def valid_on(self, day: dt.date) -> Self:
        return self.filter(held_on(day))


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
    # 保密审查 before publication: 政府信息公开条例 17 wants it done, by whom the office names.
    is_secrecy_reviewer = models.BooleanField("保密审查员", default=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.CheckConstraint(
                name="staff_secrecy_by_reviewers",
                condition=Q(is_secrecy_reviewer=False) | Q(role=Role.REVIEWER),
                violation_error_message="保密审查员须是审核人员",
            ),
            models.CheckConstraint(
                name="staff_assignment_validity",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="任职的截止日期不能早于起始日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.region}"


class DeputyQuerySet(models.QuerySet["Deputy"]):
    def valid_on(self, day: dt.date) -> Self:
        """Lent on that day, by somebody who holds the assignment on that day and still has an account."""
        held = held_on(day, "assignment__") & Q(assignment__user__is_active=True)
        return self.filter(in_force(day) & held)


class Deputy(models.Model):
    """An assignment lent for a time to somebody who stands in (代理). It can be lent by its holder, never lent on."""

    assignment = models.ForeignKey(
        Assignment, verbose_name="任职", on_delete=models.PROTECT, related_name="deputies"
    )
    user = models.ForeignKey(User, verbose_name="代理人", on_delete=models.PROTECT, related_name="deputies")
    valid_from = models.DateField("自")
    valid_to = models.DateField("至")
    reason = models.CharField("事由", max_length=200)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "代理"
        constraints = [
            models.CheckConstraint(
                name="staff_deputy_validity",
                condition=Q(valid_to__gte=F("valid_from")),
                violation_error_message="代理的截止日期不能早于起始日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}代{self.assignment}"
