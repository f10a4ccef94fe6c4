"""学区、服务片区: which school, health centre or police station a home belongs to, by year, with the source.

义务教育法 12: schools near home, divided anew each year by the county's education authority. An area of a map, or the
villages that a notice names; where both are there, the villages hold.
"""

from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q

from geo.crs import CGCS2000
from layers.publication import Published, PublishedQuerySet
from layers.soundness import sound

FIRST_YEAR, LAST_YEAR = 2000, 2100


class Service(models.TextChoices):
    KINDERGARTEN = "kindergarten", "幼儿园"
    PRIMARY = "primary", "小学"
    JUNIOR = "junior", "初中"
    HEALTH = "health", "卫生院"
    POLICE = "police", "派出所"
    OTHER = "other", "其他服务"


class CatchmentQuerySet(PublishedQuerySet["Catchment"]):
    pass


class Catchment(Published):
    """One year's area of one school or office. ``place`` is its own record on the map, where there is one."""

    service = models.CharField("类型", max_length=16, choices=Service)
    name = models.CharField("学校或机构", max_length=120)
    county = models.ForeignKey(
        "regions.Region", verbose_name="县市区", on_delete=models.PROTECT, related_name="catchments"
    )
    place = models.ForeignKey(
        "places.Place",
        verbose_name="网点",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="catchments",
    )
    year = models.PositiveSmallIntegerField(
        "年度",
        validators=[MinValueValidator(FIRST_YEAR, "年度过早"), MaxValueValidator(LAST_YEAR, "年度过晚")],
    )
    extent = models.TextField("范围说明", blank=True)
    source = models.CharField("来源", max_length=200)
    note = models.TextField("备注", blank=True)
    # For the computing of answers alone: no map shows it.
    area = models.MultiPolygonField("范围图形", srid=CGCS2000, null=True, blank=True)

    objects = CatchmentQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = verbose_name_plural = "服务片区"
        constraints = [
            *Published.Meta.constraints,
            *sound("catchments_catchment", "area"),
            models.UniqueConstraint(
                fields=["county", "service", "name", "year"],
                condition=Q(withdrawn_at__isnull=True),
                name="catchments_catchment_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.year}）"


class CatchmentVillage(models.Model):
    """A village that the notice names."""

    public_read = True

    catchment = models.ForeignKey(Catchment, on_delete=models.CASCADE, related_name="catchment_villages")
    village = models.ForeignKey(
        "regions.Region", verbose_name="村", on_delete=models.PROTECT, related_name="catchment_villages"
    )

    class Meta:
        verbose_name = verbose_name_plural = "片区涉及村"
        constraints = [
            models.UniqueConstraint(fields=["catchment", "village"], name="catchments_village_once")
        ]

    def __str__(self) -> str:
        return f"{self.catchment} {self.village}"
