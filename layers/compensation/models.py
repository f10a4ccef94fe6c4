"""征地区片综合地价: what an acquired 亩 costs in a zone of a county, since when, by which document.

The fields are those of the national enquiry of the Ministry of Natural Resources. 土地管理法 48: it holds land
compensation and resettlement, is published, and is adjusted or published anew at least every three years.
"""

import datetime as dt
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import F, Q
from django.utils import timezone

from geo.crs import CGCS2000
from layers.compensation.money import yuan_per_mu_to_yuan_per_ha
from layers.publication import Published, PublishedQuerySet
from layers.soundness import sound

HUNDRED = Decimal(100)
POSITIVE = [MinValueValidator(Decimal("0.01"), "应大于 0")]
PERCENT = [MinValueValidator(Decimal(0), "比例不能小于 0"), MaxValueValidator(HUNDRED, "比例不能大于 100")]


class ZoneQuerySet(PublishedQuerySet["CompensationZone"]):
    def in_force(self, day: dt.date) -> Self:
        """Of that day: what is paid is the price of the day of 方案公告, so old ones are asked for, too."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


class CompensationZone(Published):
    """One zone of one list. Money in 元/亩. ``valid_to`` is the day on which the next list begins."""

    county = models.ForeignKey(
        "regions.Region", verbose_name="县市区", on_delete=models.PROTECT, related_name="compensation_zones"
    )
    number = models.CharField("区片编号", max_length=20)
    name = models.CharField("区片名称", max_length=80, blank=True)
    extent = models.TextField("区片范围", blank=True)
    price_per_mu = models.DecimalField(
        "区片综合地价（元/亩）", max_digits=12, decimal_places=2, validators=POSITIVE
    )
    basic_farmland_per_mu = models.DecimalField(
        "永久基本农田（元/亩）", max_digits=12, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    construction_per_mu = models.DecimalField(
        "建设用地（元/亩）", max_digits=12, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    unused_per_mu = models.DecimalField(
        "未利用地（元/亩）", max_digits=12, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    land_share = models.DecimalField(
        "土地补偿费占（%）", max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT
    )
    resettlement_share = models.DecimalField(
        "安置补助费占（%）", max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT
    )
    document_no = models.CharField("文号", max_length=80)
    document_title = models.CharField("文件标题", max_length=200, blank=True)
    issued_on = models.DateField("公布日期", null=True, blank=True)
    valid_from = models.DateField("实施日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)
    note = models.TextField("备注", blank=True)
    # For the computing of answers alone: no map shows it.
    area = models.MultiPolygonField("范围图形", srid=CGCS2000, null=True, blank=True)
    source = models.CharField("数据来源", max_length=120, blank=True)

    objects = ZoneQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = verbose_name_plural = "征地补偿区片"
        constraints = [
            *Published.Meta.constraints,
            *sound("compensation_zone", "area"),
            models.UniqueConstraint(
                fields=["county", "number", "valid_from"],
                condition=Q(withdrawn_at__isnull=True),
                name="compensation_zone_once",
            ),
            models.CheckConstraint(
                name="compensation_zone_validity",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                violation_error_message="停用日期应晚于实施日期",
            ),
            models.CheckConstraint(
                name="compensation_zone_shares",
                condition=Q(land_share__isnull=True, resettlement_share__isnull=True)
                | Q(land_share=HUNDRED - F("resettlement_share")),
                violation_error_message="土地补偿费和安置补助费的比例合计应为 100%",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.county}{self.number}"

    @property
    def price_per_ha(self) -> Decimal:
        """元/公顷."""
        return yuan_per_mu_to_yuan_per_ha(self.price_per_mu)


class ZoneVillage(models.Model):
    """A village that the list names: many counties publish a table and no map."""

    public_read = True

    zone = models.ForeignKey(CompensationZone, on_delete=models.CASCADE, related_name="zone_villages")
    village = models.ForeignKey(
        "regions.Region", verbose_name="村", on_delete=models.PROTECT, related_name="zone_villages"
    )

    class Meta:
        verbose_name = verbose_name_plural = "区片涉及村"
        constraints = [models.UniqueConstraint(fields=["zone", "village"], name="compensation_village_once")]

    def __str__(self) -> str:
        return f"{self.zone} {self.village}"


class ConfirmedTable(models.Model):
    """That a county vouches for its list of a day, so that sums are made of it: who of which office, and when.

    A change of any figure or area of the list lets it lapse at once (a trigger of migration 0002): what was confirmed
    were those figures.
    """

    public_read = True

    county = models.ForeignKey(
        "regions.Region", verbose_name="县市区", on_delete=models.PROTECT, related_name="confirmed_tables"
    )
    valid_from = models.DateField("实施日期")
    organisation = models.ForeignKey(
        "organisations.Organisation", verbose_name="确认单位", on_delete=models.PROTECT, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="确认人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField("确认时间", default=timezone.now)
    lapsed_at = models.DateTimeField("失效时间", null=True, blank=True)
    is_sample = models.BooleanField("示例数据", default=False, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "补偿标准确认"
        constraints = [
            models.UniqueConstraint(
                fields=["county", "valid_from"],
                condition=Q(lapsed_at__isnull=True),
                name="compensation_table_confirmed_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.county} {self.valid_from}"
