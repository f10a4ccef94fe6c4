"""廊、栏: legal corridors, bus stops, the notice boards of villages. What hangs there, and who looked after it when."""

import datetime as dt
from typing import Any, Self

from django.contrib.gis.db import models
from django.contrib.gis.geos import Point
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db.models import DateField, ExpressionWrapper, F, Max
from django.db.models.functions import Coalesce, TruncDate

from geo.crs import CGCS2000
from layers.public_geometry import public_point
from layers.publication import Published, PublishedQuerySet
from layers.soundness import sound

# 村务公开 is renewed at least each quarter; a board that nobody has looked at for a month is torn or bleached.
USUAL_DAYS = 30


class BoardQuerySet(PublishedQuerySet["Board"]):
    def with_due_day(self) -> Self:
        """``inspected_on`` (None: never) and ``due_on``: so many days after the last look, or after it was put up."""
        put_up = TruncDate("published_at")
        last = Max("inspections__inspected_on")
        due = ExpressionWrapper(Coalesce(last, put_up) + F("every_days"), output_field=DateField())
        return self.annotate(inspected_on=last, due_on=due)


class Board(Published):
    class Kind(models.TextChoices):
        CORRIDOR = "corridor", "法制长廊"
        BUS_STOP = "bus_stop", "公交站点公开栏"
        VILLAGE = "village", "村务公开栏"
        HALL = "hall", "办事大厅公开栏"
        OTHER = "other", "其他公开栏"

    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类型", max_length=12, choices=Kind)
    region = models.ForeignKey(
        "regions.Region", verbose_name="所在区划", on_delete=models.PROTECT, related_name="boards"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name="管理单位",
        on_delete=models.PROTECT,
        related_name="boards",
    )
    place = models.ForeignKey(
        "places.Place",
        verbose_name="在哪个网点",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="boards",
    )
    location = models.PointField("位置", srid=CGCS2000, null=True, blank=True)
    where = models.CharField("具体地点", max_length=80, blank=True)
    changed_on = models.DateField("最近更换", null=True, blank=True)
    every_days = models.PositiveSmallIntegerField(
        "几天看一次",
        default=USUAL_DAYS,
        validators=[MinValueValidator(1, "至少 1 天"), MaxValueValidator(366, "最多 366 天")],
    )

    objects = BoardQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = verbose_name_plural = "公开栏"
        constraints = [*Published.Meta.constraints, *sound("zones_board", "location")]
        indexes = [models.Index(fields=["region", "organisation"], name="zones_board_region_organisatio")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/boards/{self.public_id}"

    @property
    def public_location(self) -> Point | None:
        """Its own point, else that of its place, at the cap of the layer of places."""
        if self.location is not None:
            return public_point("places", self.location)
        return self.place.public_location if self.place and not self.place.withdrawn_at else None


class BoardSheet(models.Model):
    """What hangs there, and where on this site the same can be read."""

    public_read = True

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="sheets")
    title = models.CharField("贴的是什么", max_length=120)
    address = models.CharField(
        "本站网址",
        max_length=200,
        blank=True,
        validators=[
            RegexValidator(
                r"^/(?!/)[0-9A-Za-z_/-]+$", "应是本站页面的网址，从斜线写起，如 /d/8XK2M4P7Q；不能写别的网站"
            )
        ],
        help_text="如 /d/8XK2M4P7Q；没有可以不填",
    )
    since = models.DateField("哪天贴的", null=True, blank=True)
    sort_key = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "张贴内容"
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.title


class Inspection(models.Model):
    """Somebody stood before the board: a work record like a posting, by one clerk alone, no part of a change set."""

    # Day, words and photo are everybody's; who it was is a key into a table that the public cannot read.
    public_read = True

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="inspections")
    inspected_on = models.DateField("查看日期")
    is_sound = models.BooleanField("完好")
    note = models.CharField("说明", max_length=200, blank=True)
    person = models.ForeignKey(
        "staff.User", verbose_name="查看人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    photo = models.ForeignKey(
        "documents.MediaFile",
        verbose_name="照片",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = verbose_name_plural = "查看记录"
        ordering = ["-inspected_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="zones_fault_with_words",
                condition=models.Q(is_sound=True) | ~models.Q(note=""),
                violation_error_message="有问题的要写明是什么问题",
            )
        ]

    def __str__(self) -> str:
        return f"{self.board} {self.inspected_on}"


def days_to(due_on: dt.date, today: dt.date) -> str:
    """How a clerk is told of the next look."""
    days = (due_on - today).days
    if days < 0:
        return f"已经超过 {-days} 天没有查看"
    return f"还有 {days} 天" if days else "今天该去看"


def latest(board: Any) -> Inspection | None:
    """Of a board whose inspections were prefetched, or asked for now."""
    return next(iter(board.inspections.all()), None)
