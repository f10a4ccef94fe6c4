"""What happened: who did what to which rows, when and from where. The site reads it and can never write it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex, OpClass
from django.db import models
from django.db.models.functions import Now


class AuditEntry(models.Model):
    """One statement that changed rows, or one event that changed none (login, refusal, export, unmasking).

    No old or new values: change sets hold those. ``actor`` is no foreign key, because an entry outlives accounts.
    """

    read_only_for_web = True

    at = models.DateTimeField("时间", db_default=Now())
    actor_id = models.BigIntegerField("人员编号", null=True, blank=True)
    actor_name = models.CharField("人员", max_length=60, blank=True)
    address = models.CharField("来源地址", max_length=45, blank=True)
    request_id = models.CharField("请求编号", max_length=40, blank=True)
    region_path = models.CharField("区划", max_length=200, blank=True)
    action = models.CharField("动作", max_length=40)
    noun = models.CharField("对象", max_length=63, blank=True)
    row_count = models.BigIntegerField("行数", null=True, blank=True)
    keys = ArrayField(models.TextField(), verbose_name="主键（前20个）", default=list, blank=True)
    change_set = models.BigIntegerField("变更批次", null=True, blank=True)
    refused = models.BooleanField("被拒绝", default=False)
    detail = models.JSONField("详情", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        indexes = [
            GinIndex(fields=["keys"], name="audit_entry_keys"),
            models.Index(fields=["actor_id", "id"], name="audit_entry_actor"),
            models.Index(OpClass("region_path", "text_pattern_ops"), "id", name="audit_entry_region"),
            models.Index(fields=["noun", "id"], name="audit_entry_noun"),
            models.Index(fields=["action", "id"], name="audit_entry_action"),
            models.Index(fields=["id"], name="audit_entry_refused", condition=models.Q(refused=True)),
            # Entries come in the order of time: a page of this index for a hundred pages of the table.
            BrinIndex(fields=["at"], name="audit_entry_at", pages_per_range=16),
            models.Index(
                fields=["change_set"],
                name="audit_entry_change_set",
                condition=models.Q(change_set__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.actor_name} {self.action} {self.noun}"


class AuditWaiting(models.Model):
    """An entry that no seal covers yet. A queue and not a range of ids: a transaction may commit late."""

    read_only_for_web = True

    entry_id = models.BigIntegerField(primary_key=True)

    class Meta:
        verbose_name = verbose_name_plural = "待封存"

    def __str__(self) -> str:
        return str(self.entry_id)


class AuditSeal(models.Model):
    """One link of the chain: ``hash`` covers ``previous`` and every entry of the batch, in order."""

    read_only_for_web = True

    at = models.DateTimeField("时间", db_default=Now())
    first_id = models.BigIntegerField("首条")
    last_id = models.BigIntegerField("末条")
    count = models.IntegerField("条数")
    previous = models.BinaryField("前一封存")
    hash = models.BinaryField("散列")
    # Its entries have left, after 6 months and into an export; the link itself stays for ever.
    removed_at = models.DateTimeField("移出时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "封存"

    def __str__(self) -> str:
        return f"{self.id}: {self.count}"


class AuditSealed(models.Model):
    """That an entry is in a seal, in which place, and the hash of the chain up to it. Insert-only.

    No constraint to the entry: one that was cut out is to be missed, not to take its place with it.
    """

    read_only_for_web = True

    entry_id = models.BigIntegerField(unique=True)
    seal = models.ForeignKey(AuditSeal, on_delete=models.PROTECT, related_name="sealed")
    hash = models.BinaryField("散列")

    class Meta:
        verbose_name = verbose_name_plural = "封存记录"

    def __str__(self) -> str:
        return str(self.entry_id)
