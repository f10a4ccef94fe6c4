"""The keys of personal data, and the base of every table that holds some.

The keys are in tables of their own, which a dump that is kept for long leaves out: their backup has a short life (backup.py),
so has every backup of the whole cluster, and when a key is erased its data is gone, here and in every backup of the rows.
"""

import uuid

from django.conf import settings
from django.db import models

from layers.personal.fields import PersonalText


class PersonalKey(models.Model):
    """The key of one record, wrapped by a master key. An erased one stays as a row that says when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    wrapped = models.BinaryField("密钥（已封装）")
    purpose = models.CharField("用途", max_length=63)
    created_at = models.DateTimeField("生成时间", auto_now_add=True)
    erased_at = models.DateTimeField("销毁时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "个人信息密钥"
        constraints = [
            models.CheckConstraint(
                name="personal_key_or_erased",
                condition=models.Q(erased_at__isnull=True) ^ models.Q(wrapped=b""),
                violation_error_message="已销毁的密钥不能再有内容",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"


class PersonalHash(models.Model):
    """A keyed hash of one value, by which it is found exactly. It lives and goes with the key, backups included."""

    key = models.ForeignKey(PersonalKey, on_delete=models.CASCADE, related_name="hashes")
    column = models.CharField("列", max_length=130)
    digest = models.BinaryField("散列")

    class Meta:
        verbose_name = verbose_name_plural = "个人信息检索散列"
        constraints = [models.UniqueConstraint(fields=["key", "column"], name="personal_hash_once")]
        indexes = [models.Index(fields=["column", "digest"], name="personal_hash_find")]

    def __str__(self) -> str:
        return f"{self.column} {self.key_id}"


class PersonalRecord(models.Model):
    """Base of a table with ``PersonalText`` columns: each row has a key of its own and a region.

    The database shows a row only while somebody acts whose scope holds its region (policy.py).
    """

    # No constraint: the rows are restored without the keys, which come from their own backup or not at all.
    personal_key = models.OneToOneField(
        PersonalKey,
        default=uuid.uuid4,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        editable=False,
    )
    region = models.ForeignKey(
        "regions.Region", verbose_name="区划", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True


class StaffContact(PersonalRecord):
    """How to reach somebody of the staff out of office: for reminders, never for the public."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name="人员", on_delete=models.CASCADE, related_name="contact"
    )
    mobile = PersonalText("手机号", searchable=True, shown=(3, 4))

    class Meta:
        verbose_name = verbose_name_plural = "人员手机号"

    def __str__(self) -> str:
        return str(self.user)
