"""The way from number and code to a row with personal columns, for who has no account."""

from django.db import models


class AnyReceipt(models.Model):
    """Holds nothing personal and is outside of row level security: it leads to the region of its row, and goes with it."""

    number = models.CharField("回执号", max_length=9, unique=True)
    region = models.ForeignKey(
        "regions.Region", verbose_name="区划", on_delete=models.PROTECT, related_name="+"
    )
    code_hash = models.CharField("查询码（散列）", max_length=128)
    # A keyed hash of the form and all that was typed: handed in twice it is one and the same.
    form_digest = models.CharField("表单散列", max_length=64, unique=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number
