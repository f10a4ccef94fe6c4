"""The public ledger of files: one entry for each time that bytes became public, were replaced or were taken back.

Rows are only ever added. The site's login may insert and nothing else, a trigger refuses every change to everybody,
and another lets in only the entry that follows upon the last one (migration 0001).
"""

from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast


def told(name: str, output_field: models.Field[str, str] | models.Field[int, int]) -> models.GeneratedField:
    """A column that the database reads out of the text itself: it cannot say anything else."""
    value = KeyTextTransform(name, Cast("line", models.JSONField()))
    return models.GeneratedField(
        expression=Cast(value, output_field), output_field=output_field, db_persist=True
    )


class LedgerEntry(models.Model):
    """``line`` is the canonical text (line.py); all other columns follow from it."""

    public_read = True
    insert_only_for_web = True

    class Action(models.TextChoices):
        PUBLISH = "PUBLISH", "公布"
        REPLACE = "REPLACE", "新版替换"
        CORRECT = "CORRECT", "更正题名或文号"
        WITHDRAW = "WITHDRAW", "撤回"
        REDACT = "REDACT", "删除内容"

    seq = models.BigIntegerField("序号", primary_key=True)
    line = models.TextField("条目")
    hash = models.CharField("链值 SHA-256", max_length=64)
    hash_sm3 = models.CharField("链值 SM3", max_length=64)
    at = told("at", models.CharField(max_length=40))
    action = told("action", models.CharField(max_length=12))
    doc_id = told("doc_id", models.CharField(max_length=12))
    version = told("version", models.IntegerField())
    sha256 = told("sha256", models.CharField(max_length=64))
    sm3 = told("sm3", models.CharField(max_length=64))

    class Meta:
        verbose_name = verbose_name_plural = "账本条目"
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["hash"], name="ledger_entry_hash"),
            models.Index(fields=["sha256"], name="ledger_entry_sha256"),
            models.Index(fields=["sm3"], name="ledger_entry_sm3"),
            models.Index(fields=["doc_id", "version"], name="ledger_entry_document"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.doc_id}"


class LedgerDay(models.Model):
    """The root of a day that is over: the chain's head at its end. Days without an entry have none of their own."""

    public_read = True
    insert_only_for_web = True

    day = models.DateField("日期", primary_key=True)
    seq = models.BigIntegerField("末条")
    hash = models.CharField("根值 SHA-256", max_length=64)
    hash_sm3 = models.CharField("根值 SM3", max_length=64)
    count = models.PositiveIntegerField("当日条数")

    class Meta:
        verbose_name = verbose_name_plural = "每日根值"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} {self.hash}"
