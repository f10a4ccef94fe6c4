"""张贴: where a notice hangs and since when. The law's periods run from the last place where it has to hang."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import JSONObject

from layers.land.procedure import PlaceKind
from layers.regions.models import Kind


class Posting(models.Model):
    """One sheet on one board. A corrected notice is a stage of its own and is posted anew.

    Not part of a case's change set: a clerk records it alone, and undoing a draft takes no sheet from a wall.
    """

    # Dates, places and the photo are everybody's; who posted it is a key into a table that the public cannot read.
    public_read = True

    stage = models.ForeignKey(
        "land.Stage", verbose_name="阶段", on_delete=models.CASCADE, related_name="postings"
    )
    place_kind = models.CharField("张贴在", max_length=8, choices=PlaceKind)
    region = models.ForeignKey(
        "regions.Region", verbose_name="乡镇或村", on_delete=models.PROTECT, related_name="+"
    )
    place = models.CharField("具体地点", max_length=80)
    posted_on = models.DateField("张贴日期")
    removed_on = models.DateField("取下日期", null=True, blank=True)
    person = models.ForeignKey(
        "staff.User",
        verbose_name="张贴人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    photo = models.ForeignKey(
        "documents.MediaFile",
        verbose_name="照片",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "张贴记录"
        ordering = ["posted_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "place_kind", "region", "place"], name="land_posting_once"
            ),
            models.CheckConstraint(
                name="land_posting_removed_after_posting",
                condition=Q(removed_on__isnull=True) | Q(removed_on__gte=F("posted_on")),
                violation_error_message="取下日期不能早于张贴日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.posted_on}"


def told_postings(rows: QuerySet[Posting]) -> ArraySubquery:
    """Postings as JSON beside the row that they belong to, so that a list of cases asks nothing more."""
    photo = Case(When(photo__withdrawn_at__isnull=True, then="photo__public_id"), default=None)
    columns = {
        "kind": "place_kind", "region": "region_id", "name": "region__name", "place": "place",
        "posted_on": "posted_on", "removed_on": "removed_on",
        "photo": photo,
    }  # fmt: skip
    return ArraySubquery(rows.order_by("posted_on", "pk").values(told=JSONObject(**columns)))


def told_villages(rows: QuerySet[Any]) -> ArraySubquery:
    """Rows of CaseVillage likewise, each with the town that manages the village."""
    has_groups = Case(When(village__kind=Kind.VILLAGE, then=Value(True)), default=Value(False))
    columns = {
        "region_id": "village_id", "name": "village__name", "has_groups": has_groups,
        "town_id": "village__manage_parent_id", "town_name": "village__manage_parent__name",
    }  # fmt: skip
    return ArraySubquery(rows.values(told=JSONObject(**columns)))
