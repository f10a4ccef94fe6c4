"""市、县、乡镇街道、村社区: one tree of our own. Codes and names are dated attributes, never the key.

Two parents stand beside each other: ``stat_parent`` is where the statistics put a unit, ``manage_parent`` who
manages it. They differ for the development zones, which have no national code of their own and manage towns
that statistics count elsewhere. ``path`` follows ``manage_parent``.
"""

import datetime as dt
from typing import Self

from django.contrib.gis.db import models
from django.core.validators import RegexValidator
from django.db.models import F, Q

from geo.crs import CGCS2000
from layers.regions.everyday import everyday_name
from layers.soundness import sound


class Level(models.IntegerChoices):
    CITY = 1, "市"
    COUNTY = 2, "县市区"
    TOWN = 3, "乡镇街道"
    VILLAGE = 4, "村社区"


class Kind(models.TextChoices):
    CITY = "city", "地级市"
    DISTRICT = "district", "区"
    COUNTY = "county", "县"
    COUNTY_CITY = "county_city", "县级市"
    ZONE = "zone", "开发区"
    SUBDISTRICT = "subdistrict", "街道"
    TOWN = "town", "镇"
    TOWNSHIP = "township", "乡"
    QUASI_TOWN = "quasi_town", "类似乡级单位"
    COMMUNITY = "community", "居委会"
    VILLAGE = "village", "村委会"
    QUASI_VILLAGE = "quasi_village", "类似村级单位"


class UrbanRural(models.TextChoices):
    """国家统计局 统计上划分城乡的规定: what the three digits behind the code of a village mean."""

    MAIN_DISTRICT = "111", "111 主城区"
    URBAN_FRINGE = "112", "112 城乡结合区"
    TOWN_CENTRE = "121", "121 镇中心区"
    TOWN_FRINGE = "122", "122 镇乡结合区"
    SPECIAL = "123", "123 特殊区域"
    TOWNSHIP_CENTRE = "210", "210 乡中心区"
    VILLAGE = "220", "220 村庄"


class RegionQuerySet(models.QuerySet["Region"]):
    def published(self) -> Self:
        """Units in force today; a unit that ended still answers at its old code."""
        return self.valid_on(dt.date.today())

    def visible_to(self, user: object) -> Self:
        return self if getattr(user, "is_staff", False) else self.published()

    def valid_on(self, day: dt.date) -> Self:
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)

    def at(self, level: Level) -> Self:
        return self.filter(level=level)

    def counties(self) -> Self:
        return self.at(Level.COUNTY)

    def towns(self) -> Self:
        return self.at(Level.TOWN)

    def villages(self) -> Self:
        return self.at(Level.VILLAGE)

    def within(self, region: "Region") -> Self:
        """The units below ``region``, itself included, by management."""
        return self.filter(path__startswith=region.path)

    def under(self, region: "Region") -> Self:
        """The children of ``region`` in the picker: those it manages, and those that statistics put under it.

        So a 街道 that a development zone manages is found under the zone and under its county.
        """
        return self.filter(Q(manage_parent=region) | Q(stat_parent=region)).distinct()

    def in_picking_order(self) -> Self:
        return self.order_by("sort_key", "code")

    def with_parents(self) -> Self:
        """Joins what full_name needs: three levels up by management."""
        return self.select_related("manage_parent__manage_parent__manage_parent")


class Region(models.Model):
    public_read = True

    level = models.SmallIntegerField("级别", choices=Level)
    kind = models.CharField("类型", max_length=16, choices=Kind)
    name = models.CharField("名称", max_length=80)
    short_name = models.CharField("简称", max_length=80, blank=True, help_text="去掉村委会、居委会等后缀")
    code = models.CharField(
        "现行代码",
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^\d{12}$", "区划代码为 12 位数字")],
        help_text="12 位;县、市的 6 位代码右补零;历史见“区划代码”",
    )
    code_is_local = models.BooleanField("自编代码", default=False, help_text="开发区没有国家代码,由本市自编")
    stat_parent = models.ForeignKey(
        "self",
        verbose_name="统计上级",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stat_children",
    )
    manage_parent = models.ForeignKey(
        "self",
        verbose_name="管理上级",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="managed_children",
    )
    path = models.CharField("路径", max_length=100, editable=False, blank=True)
    sort_key = models.CharField("排序", max_length=80, blank=True, editable=False)
    valid_from = models.DateField("设立日期", default=dt.date(1949, 10, 1))
    valid_to = models.DateField("撤销日期", null=True, blank=True)
    # The exact area answers "what touches where I stand"; the public one is what a map may show.
    area = models.MultiPolygonField("范围", srid=CGCS2000, null=True, blank=True)
    public_area = models.MultiPolygonField("公开范围", srid=CGCS2000, null=True, blank=True, editable=False)
    label_point = models.PointField("标注点", srid=CGCS2000, null=True, blank=True)
    phone = models.CharField("办公电话", max_length=60, blank=True)
    seat = models.CharField("驻地", max_length=120, blank=True, help_text="政府、办事处或村委会在哪里")
    urban_rural = models.CharField("城乡分类", max_length=3, choices=UrbanRural, blank=True)
    is_sample_area = models.BooleanField("范围为示例", default=False)
    # Only former units of the demonstration: the units of the file are real.
    is_sample = models.BooleanField("示例区划", default=False)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "区划"
        indexes = [
            models.Index(fields=["path"], name="regions_path", opclasses=["text_pattern_ops"]),
            models.Index(fields=["level", "sort_key"], name="regions_level_sort"),
        ]
        constraints = [
            *sound("regions_region", "area", "public_area", "label_point"),
            models.CheckConstraint(name="regions_code_digits", condition=Q(code__regex=r"^\d{12}$")),
            models.CheckConstraint(
                name="regions_validity", condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def county(self) -> "Region | None":
        """The managing county-level unit: one of the counties or development zones."""
        return self._ancestor(Level.COUNTY)

    @property
    def town(self) -> "Region | None":
        return self._ancestor(Level.TOWN)

    def _ancestor(self, level: Level) -> "Region | None":
        region: Region | None = self
        while region is not None and region.level > level:
            region = region.manage_parent
        return region if region is not None and region.level == level else None

    @property
    def ancestors(self) -> "list[Region]":
        """From the city down to the managing parent; chain with_parents() to have them without queries."""
        chain, region = [], self.manage_parent
        while region is not None:
            chain.append(region)
            region = region.manage_parent
        return chain[::-1]

    @property
    def full_name(self) -> str:
        """××市××县××镇××村."""
        return "".join(region.name for region in [*self.ancestors, self])

    @property
    def map_name(self) -> str:
        """What a map writes: 经开区 for a zone, 柳王村 for the 村委会 of it, else the name."""
        return (self.kind == Kind.ZONE and self.short_name) or everyday_name(self.name)

    def get_absolute_url(self) -> str:
        return f"/v/{self.code}" if self.level == Level.VILLAGE else f"/land/{self.code}"


class RegionCode(models.Model):
    """A code that a unit carries or carried. The same code may come back for another unit later."""

    public_read = True

    region = models.ForeignKey(Region, verbose_name="区划", on_delete=models.CASCADE, related_name="codes")
    code = models.CharField("代码", max_length=12, db_index=True)
    issuer = models.CharField("编制者", max_length=40, default="国家统计局")
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "区划代码"
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True), name="regions_code_in_force_once"
            ),
            models.CheckConstraint(name="regions_dated_code_digits", condition=Q(code__regex=r"^\d{12}$")),
        ]

    def __str__(self) -> str:
        return self.code


class RegionName(models.Model):
    """An alias or a former name: villagers search by the old name of a merged village."""

    public_read = True

    class Kind(models.TextChoices):
        FORMER = "former", "曾用名"
        ALIAS = "alias", "别名"

    region = models.ForeignKey(
        Region, verbose_name="区划", on_delete=models.CASCADE, related_name="other_names"
    )
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("性质", max_length=8, choices=Kind)
    valid_to = models.DateField("停用日期", null=True, blank=True)
    note = models.CharField("说明", max_length=120, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "曾用名与别名"
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="regions_name_once")]

    def __str__(self) -> str:
        return self.name


class RegionReading(models.Model):
    """How the name is read. Libraries misread local names (长山 is chang, 单县 is shan), so several readings
    may stand and an override beats them all."""

    public_read = True

    region = models.ForeignKey(Region, verbose_name="区划", on_delete=models.CASCADE, related_name="readings")
    syllables = models.CharField("拼音", max_length=200, help_text="以空格分开,如 bo xing xian")
    is_override = models.BooleanField("人工核定", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "读音"
        constraints = [models.UniqueConstraint(fields=["region", "syllables"], name="regions_reading_once")]

    def __str__(self) -> str:
        return self.syllables

    @property
    def initials(self) -> str:
        return "".join(syllable[0] for syllable in self.syllables.split())


class Succession(models.Model):
    """合并、拆分、更名、改码: a former unit leads to the units that took its place."""

    public_read = True

    predecessor = models.ForeignKey(
        Region, verbose_name="原区划", on_delete=models.PROTECT, related_name="successions"
    )
    successor = models.ForeignKey(
        Region, verbose_name="现区划", on_delete=models.PROTECT, related_name="origins"
    )
    on = models.DateField("日期")
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "沿革"
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="regions_succession_once"),
            models.CheckConstraint(
                name="regions_succession_two_units", condition=~Q(predecessor=F("successor"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
