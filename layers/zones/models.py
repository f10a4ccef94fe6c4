"""政务公开便民服务专区: where it is, what stands in it, what it carries, who is on duty.

Its level is that of its region: a zone of the county is the county's, wherever its house stands.
"""

from typing import Any, Self

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from layers.places.models import HandledItem, OpeningHours
from layers.public_ids import PublicIdField
from layers.publication import Published, PublishedQuerySet
from layers.zones.boards import Board, BoardSheet, Inspection
from layers.zones.colours import readable_colour
from layers.zones.standards import DeviceKind, Function, StandardDevice, StandardItem, ZoneStandard

__all__ = [
    "Board", "BoardSheet", "DeviceKind", "Duty", "Function", "HomeModule", "Inspection", "Repair",
    "StandardDevice", "StandardItem", "Zone", "ZoneDevice", "ZoneItem", "ZoneStandard",
]  # fmt: skip
# The areas of a county weigh megabytes; no zone needs them.
PARENTS = ("region", "region__manage_parent", "region__manage_parent__manage_parent")
UNNEEDED = [f"{parent}__{area}" for parent in PARENTS for area in ("area", "public_area", "label_point")]


class ZoneQuerySet(PublishedQuerySet["Zone"]):
    def with_home(self) -> Self:
        """Region with its parents, organisation, place with its hours: one query and one for the hours."""
        return self._with_parents().prefetch_related("place__opening_hours")

    def with_evidence(self) -> Self:
        """What conformity is told from, in three queries: ``listed`` and ``handled`` are keys of items, those that the
        zone names and those of its place."""
        listed: Any = ZoneItem.objects.filter(zone=models.OuterRef("pk"))
        handled: Any = HandledItem.objects.filter(place=models.OuterRef("place"))
        return (
            self._with_parents()
            .annotate(
                listed=ArraySubquery(listed.values("item")),
                handled=ArraySubquery(handled.values("item")),
                has_hours=models.Exists(OpeningHours.objects.filter(place=models.OuterRef("place"))),
            )
            .prefetch_related("devices", "duties")
        )

    def with_screens(self) -> Self:
        """The touch screens, with what each last said: a query that the public's login may not ask."""
        screens = apps.get_model("devices.Kiosk")._default_manager.select_related("sign")
        return self.prefetch_related(models.Prefetch("kiosks", screens))

    def _with_parents(self) -> Self:
        return self.select_related("organisation", "place", *PARENTS).defer(*UNNEEDED)


class Zone(Published):
    name = models.CharField("名称", max_length=80)
    region = models.ForeignKey(
        "regions.Region",
        verbose_name="哪一级、哪里的",
        on_delete=models.PROTECT,
        related_name="zones",
        help_text="市、县、乡镇还是村的专区，由这里的区划决定",
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name="管理单位",
        on_delete=models.PROTECT,
        related_name="zones",
    )
    place = models.ForeignKey(
        "places.Place",
        verbose_name="设在哪个网点",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="zones",
    )
    area_m2 = models.DecimalField(
        "面积（平方米）",
        max_digits=6,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, "面积不能是负数")],
    )
    has_sign = models.BooleanField("已挂统一标识", null=True, blank=True)
    colour = models.CharField("主题色", max_length=7, blank=True, validators=[readable_colour])
    slogan = models.CharField("标语", max_length=60, blank=True)
    functions = ArrayField(
        models.CharField(max_length=12, choices=Function), verbose_name="功能", default=list, blank=True
    )
    verified_on = models.DateField("核实于", null=True, blank=True)

    objects = ZoneQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = verbose_name_plural = "专区"
        indexes = [models.Index(fields=["region", "organisation"], name="zones_zone_region_organisation")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/zones/{self.public_id}"

    @property
    def hours(self) -> list[OpeningHours]:
        """Of the place where it is; a withdrawn place opens no more."""
        return list(self.place.opening_hours.all()) if self.place and not self.place.withdrawn_at else []


class ZoneDevice(models.Model):
    """A device, or several of a kind that nobody tells apart. ``state`` follows the repairs (repairs.py)."""

    public_read = True

    class State(models.TextChoices):
        WORKING = "working", "正常"
        BROKEN = "broken", "故障"
        IN_REPAIR = "in_repair", "报修中"
        OUT_OF_USE = "out_of_use", "停用"

    public_id = PublicIdField()
    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="devices")
    kind = models.CharField("设备", max_length=12, choices=DeviceKind)
    name = models.CharField("品牌型号", max_length=60, blank=True)
    asset_no = models.CharField(
        "资产编号",
        max_length=40,
        blank=True,
        validators=[RegexValidator(r"^[0-9A-Za-z._/-]+$", "资产编号只有数字、字母和 . _ / -")],
    )
    count = models.PositiveSmallIntegerField(
        "数量", default=1, validators=[MinValueValidator(1, "数量至少是 1")]
    )
    state = models.CharField("状态", max_length=12, choices=State, default=State.WORKING, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "专区设备"
        ordering = ["pk"]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.get_kind_display(), self.name]))


class ZoneItem(models.Model):
    """An item that is carried in the zone itself, beside what its place handles anyway."""

    public_read = True

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="items")
    item = models.ForeignKey(
        "services.ServiceItem", verbose_name="事项", on_delete=models.CASCADE, related_name="+"
    )
    note = models.CharField("怎么办", max_length=60, blank=True, help_text="如：自助机上办、帮办代办")

    class Meta:
        verbose_name = verbose_name_plural = "专区事项"
        constraints = [models.UniqueConstraint(fields=["zone", "item"], name="zones_item_once")]

    def __str__(self) -> str:
        return str(self.item)


class Duty(models.Model):
    """A line of the roster: on a kind of day, or on one date, which goes before all others.

    The number is the office's. A mobile is somebody's own and does not stand in a public table.
    """

    public_read = True

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="duties")
    days = models.CharField("星期几", max_length=12, choices=OpeningHours.Days, blank=True)
    on = models.DateField("或哪一天", null=True, blank=True)
    name = models.CharField("姓名", max_length=30)
    phone = models.CharField("办公电话", max_length=40)
    sort_key = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "值班安排"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="zones_duty_days_or_date",
                condition=Q(days="", on__isnull=False) | (~Q(days="") & Q(on__isnull=True)),
                violation_error_message="值班写星期几，或者写哪一天，两样选一样",
            )
        ]

    def __str__(self) -> str:
        return self.name


class HomeModule(models.Model):
    """What stands first on the home page of the zone's devices; the modules that are not named follow as always."""

    public_read = True

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="home_modules")
    module = models.SlugField("模块", max_length=40)
    sort_key = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "首页顺序"
        ordering = ["sort_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["zone", "module"], name="zones_home_module_once")]

    def __str__(self) -> str:
        return self.module


class Repair(models.Model):
    """From the fault to its repair, for staff alone: what is written about a fault was not written for the public."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="repairs")
    # A device that leaves the register leaves its repairs behind, under its name.
    device = models.ForeignKey(
        ZoneDevice, null=True, blank=True, on_delete=models.SET_NULL, related_name="repairs"
    )
    device_name = models.CharField("设备", max_length=120)
    fault = models.CharField("什么毛病", max_length=200)
    reported_at = models.DateTimeField("发现时间")
    reported_by = models.ForeignKey(
        "staff.User", verbose_name="登记人", on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField("报修时间", null=True, blank=True)
    done_at = models.DateTimeField("修好时间", null=True, blank=True)
    outcome = models.CharField("怎么修好的", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报修记录"
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(done_at__isnull=True), name="zones_one_open_repair"
            )
        ]

    def __str__(self) -> str:
        return f"{self.device_name}：{self.fault}"
