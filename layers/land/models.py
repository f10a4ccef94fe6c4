"""征地: cases, approvals, parcels, stages and the documents of each.

Old cases have no geometry, so the key of "my village" is CaseVillage, not the map. Public status is a
function of stage dates and the working-day calendar (status.py), never a column.
"""

import datetime as dt
from typing import Any, Self

from django.contrib.gis.db import models
from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import MinValueValidator
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject

from geo.crs import CGCS2000
from layers.land.catalogue import Audience, CatalogueItem
from layers.land.postings import Posting, told_postings, told_villages
from layers.land.procedure import (
    DocumentKind,
    DossierTemplate,
    PlaceKind,
    Regime,
    RequiredDocument,
    StageKind,
    Tab,
)
from layers.publication import Published, PublishedQuerySet
from layers.regions.models import Region
from layers.soundness import sound

__all__ = [
    "Approval",
    "Case",
    "CaseDocument",
    "CaseVillage",
    "CatalogueItem",
    "DocumentKind",
    "DossierTemplate",
    "Parcel",
    "ParcelSurvey",
    "ParcelVillage",
    "PlaceKind",
    "Posting",
    "Regime",
    "RequiredDocument",
    "Stage",
    "StageKind",
    "Tab",
]


class Approval(models.Model):
    """征地批复. One approval may cover several parcels, villages and occasionally several cases."""

    public_read = True

    class Level(models.TextChoices):
        STATE_COUNCIL = "state", "国务院"
        PROVINCE = "province", "省级人民政府"
        AUTHORISED_CITY = "city", "授权的设区市"

    issuer = models.CharField("批准机关", max_length=80)
    level = models.CharField("批准级别", max_length=12, choices=Level)
    doc_no_raw = models.CharField("文号(原样)", max_length=80, blank=True)
    doc_no = models.CharField(
        "文号", max_length=80, blank=True, help_text="归一化:〔〕、半角、去空格去前导零"
    )
    no_number_reason = models.CharField("无文号原因", max_length=80, blank=True)
    issued_on = models.DateField("批准日期")
    # 条例 31: the 15 working days run from receipt, not from the date of the approval.
    received_on = models.DateField("收到批复日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "征地批复"
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "doc_no"], condition=~Q(doc_no=""), name="land_approval_once"
            ),
            models.CheckConstraint(
                name="land_approval_numbered_or_explained",
                condition=~Q(doc_no="") | ~Q(no_number_reason=""),
                violation_error_message="没有文号的批复要写明原因",
            ),
            models.CheckConstraint(
                name="land_approval_received_after_issue",
                condition=Q(received_on__isnull=True) | Q(received_on__gte=F("issued_on")),
                violation_error_message="收到日期不能早于批准日期",
            ),
        ]

    def __str__(self) -> str:
        return self.doc_no or f"{self.issuer} {self.issued_on}"


class CaseQuerySet(PublishedQuerySet["Case"]):
    def of_village(self, village: Region) -> Self:
        """Cases of the village, and of the former villages that it took the place of (合村并居)."""
        return self.filter(pk__in=CaseVillage.objects.of_village(village).values("case"))

    def of_region(self, region: Region) -> Self:
        """Cases that touch any village below ``region``, by management."""
        return self.filter(
            Q(pk__in=CaseVillage.objects.filter(village__path__startswith=region.path).values("case"))
        )

    def in_progress(self, today: dt.date) -> Self:
        """Still under way by the dates alone: the same cases as status.IN_PROGRESS, counted in SQL."""
        announced = Stage.objects.filter(kind__code="FINAL_NOTICE", posted_on__lte=today)
        return (
            self.filter(regime__in=[Regime.TRANSITION, Regime.FROM_2021, Regime.HOUSES])
            .filter(Q(terminated_on__isnull=True) | Q(terminated_on__gt=today))
            .exclude(pk__in=announced.values("case"))
        )

    def with_facts(self) -> Self:
        """With what facts.facts_of reads, in one query: villages and stages, with their postings, beside each case."""
        villages = CaseVillage.objects.filter(case=OuterRef("pk")).order_by(
            "village__sort_key", "village__code"
        )
        return self.select_related("approval").annotate(
            told_villages=told_villages(villages), told_stages=Stage.objects.told()
        )

    def newest_first(self) -> Self:
        return self.order_by("-began_on", "-pk")


class Case(Published):
    """One land acquisition: a batch or a project."""

    class Kind(models.TextChoices):
        BATCH = "batch", "批次"
        PROJECT = "project", "单独选址项目"
        HOUSES = "houses", "房屋征收"

    name = models.CharField("名称", max_length=160)
    regime = models.CharField("适用制度", max_length=16, choices=Regime)
    regime_reason = models.CharField("制度认定理由", max_length=200, blank=True)
    kind = models.CharField("类型", max_length=12, choices=Kind)
    template = models.ForeignKey(
        DossierTemplate,
        verbose_name="组卷模板",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="空:按适用制度和类型的第一个",
    )
    year = models.PositiveSmallIntegerField("年度")
    batch_no = models.PositiveSmallIntegerField("批次", null=True, blank=True)
    county = models.ForeignKey(Region, verbose_name="县市区", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name="承办单位",
        on_delete=models.PROTECT,
        related_name="land_cases",
    )
    purpose = models.CharField("拟用途", max_length=80)
    law45_item = models.CharField("公共利益情形(土地管理法第四十五条)", max_length=120, blank=True)
    total_area_ha = models.DecimalField(
        "征收面积(公顷)", max_digits=14, decimal_places=4, validators=[MinValueValidator(0)]
    )
    compensation = models.TextField("补偿标准说明", blank=True)
    settled_population = models.PositiveIntegerField("需安置人数", null=True, blank=True)
    approval = models.ForeignKey(
        Approval, verbose_name="批复", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    began_on = models.DateField("启动日期", help_text="第一份程序文件的日期")
    terminated_on = models.DateField("终止日期", null=True, blank=True)
    phone = models.CharField("咨询电话", max_length=60, blank=True)
    # The union of the public areas of its parcels; null for old cases without survey.
    public_area = models.MultiPolygonField("公开范围", srid=CGCS2000, null=True, blank=True, editable=False)

    # Beside a row of with_facts().
    told_villages: list[dict[str, Any]]
    told_stages: list[dict[str, Any]]

    objects = CaseQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = verbose_name_plural = "征地案件"
        constraints = [
            *Published.Meta.constraints,
            *sound("land_case", "public_area"),
            models.CheckConstraint(name="land_case_area_positive", condition=Q(total_area_ha__gte=0)),
            models.CheckConstraint(
                name="land_case_houses_by_their_law",
                condition=Q(kind="houses", regime=Regime.HOUSES)
                | (~Q(kind="houses") & ~Q(regime=Regime.HOUSES)),
                violation_error_message="房屋征收适用房屋征收的制度，征地适用征地的制度",
            ),
        ]
        indexes = [models.Index(fields=["county", "-began_on"], name="land_case_county_newest")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/c/{self.public_id}"


def with_predecessors(village: Region | int | models.OuterRef) -> models.QuerySet[Region]:
    """The village (its key, or what an outer query says it is) and the former units that it took the place of, up to three
    mergers back."""
    step = "successions__successor"
    return Region.objects.filter(
        Q(pk=village.pk if isinstance(village, Region) else village)
        | Q(**{step: village})
        | Q(**{f"{step}__{step}": village})
        | Q(**{f"{step}__{step}__{step}": village})
    ).distinct()


class CaseVillageQuerySet(models.QuerySet["CaseVillage"]):
    def of_village(self, village: Region) -> Self:
        """The village itself and what was merged into it."""
        return self.filter(village__in=with_predecessors(village).values("pk"))


class CaseVillage(models.Model):
    """The key of "my village": every case names its villages, with or without geometry."""

    public_read = True

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="case_villages")
    village = models.ForeignKey(
        Region, verbose_name="村", on_delete=models.PROTECT, related_name="case_villages"
    )
    area_ha = models.DecimalField("本村面积(公顷)", max_digits=14, decimal_places=4, null=True, blank=True)

    objects = CaseVillageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "涉及村"
        constraints = [models.UniqueConstraint(fields=["case", "village"], name="land_casevillage_once")]

    def __str__(self) -> str:
        return f"{self.case} {self.village}"


class Parcel(Published):
    """A surveyed piece of land of a case."""

    class Quality(models.TextChoices):
        EXACT = "exact", "勘测定界"
        APPROXIMATE = "approximate", "仅示意(坐标系无精确转换参数)"

    class Ownership(models.TextChoices):
        COLLECTIVE = "collective", "集体"
        STATE = "state", "国有"

    case = models.ForeignKey(Case, verbose_name="案件", on_delete=models.CASCADE, related_name="parcels")
    parcel_no = models.CharField("地块编号", max_length=40)
    name = models.CharField("地块名称", max_length=80, blank=True)
    land_use = models.CharField("拟用途", max_length=60)
    ownership = models.CharField("权属", max_length=12, choices=Ownership, default=Ownership.COLLECTIVE)
    area_ha = models.DecimalField("面积(公顷)", max_digits=14, decimal_places=4)
    area_by_class = models.JSONField("地类面积(公顷)", default=dict, help_text='{"水浇地": "1.2345"}')
    east = models.CharField("东至", max_length=80, blank=True)
    south = models.CharField("南至", max_length=80, blank=True)
    west = models.CharField("西至", max_length=80, blank=True)
    north = models.CharField("北至", max_length=80, blank=True)
    public_area = models.MultiPolygonField("公开范围", srid=CGCS2000, null=True, blank=True, editable=False)

    objects = PublishedQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = verbose_name_plural = "地块"
        constraints = [
            *Published.Meta.constraints,
            models.UniqueConstraint(fields=["case", "parcel_no"], name="land_parcel_once"),
            *sound("land_parcel", "public_area"),
            models.CheckConstraint(name="land_parcel_area_positive", condition=Q(area_ha__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name or self.parcel_no

    def get_absolute_url(self) -> str:
        return f"/c/{self.case.public_id}#p{self.public_id}"


class ParcelSurvey(models.Model):
    """The exact area and the original survey coordinates: for staff and for computing answers, never served.

    A row of its own, so that no list of a parcel's columns can carry it out by accident.
    """

    # The answer to "what touches where I stand" is computed from it under web_ro; only the answer leaves.
    public_read = True

    parcel = models.OneToOneField(Parcel, on_delete=models.CASCADE, related_name="survey")
    area = models.MultiPolygonField("精确范围", srid=CGCS2000)
    source_srid = models.PositiveIntegerField("原坐标系 EPSG")
    source_coordinates = models.TextField("原始界址点坐标")
    quality = models.CharField("质量", max_length=12, choices=Parcel.Quality, default=Parcel.Quality.EXACT)

    class Meta:
        verbose_name = verbose_name_plural = "勘测定界"
        constraints = sound("land_parcelsurvey", "area")

    def __str__(self) -> str:
        return f"{self.parcel} EPSG:{self.source_srid}"


class ParcelVillage(models.Model):
    public_read = True

    class Source(models.TextChoices):
        DECLARED = "declared", "申报"
        INTERSECTION = "intersection", "叠加计算"

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="parcel_villages")
    village = models.ForeignKey(Region, verbose_name="村", on_delete=models.PROTECT, related_name="+")
    area_ha = models.DecimalField("面积(公顷)", max_digits=14, decimal_places=4)
    source = models.CharField("来源", max_length=12, choices=Source, default=Source.DECLARED)

    class Meta:
        verbose_name = verbose_name_plural = "地块涉及村"
        constraints = [models.UniqueConstraint(fields=["parcel", "village"], name="land_parcelvillage_once")]

    def __str__(self) -> str:
        return f"{self.parcel} {self.village}"


class StageQuerySet(models.QuerySet["Stage"]):
    def with_postings(self) -> Self:
        """Its postings as JSON in told_postings."""
        return self.annotate(told_postings=told_postings(Posting.objects.filter(stage=OuterRef("pk"))))

    def told(self) -> ArraySubquery:
        """As JSON beside the case, each with its postings."""
        rows = self.filter(case=OuterRef("pk")).with_postings().order_by("kind__sort_key", "version")
        columns = ("pk", "kind_id", "version", "posted_on", "closed_on", "issuer", "doc_no", "note")
        told = JSONObject(**{name: name for name in columns}, postings="told_postings")
        return ArraySubquery(rows.values(told=told))


class Stage(models.Model):
    """A step that the case has reached; a corrected notice is a new version."""

    public_read = True

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="stages")
    kind = models.ForeignKey(StageKind, verbose_name="阶段", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField("版本", default=1)
    posted_on = models.DateField("公告或发生日期")
    closed_on = models.DateField("结束日期", null=True, blank=True)
    issuer = models.CharField("发布机关", max_length=120, blank=True)
    doc_no = models.CharField("文号", max_length=80, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    # Beside a row of with_postings().
    told_postings: list[dict[str, Any]]

    objects = StageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "阶段"
        ordering = ["kind__sort_key", "version"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "version"], name="land_stage_once"),
            models.CheckConstraint(
                name="land_stage_closed_after_posting",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("posted_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.kind}"


class CaseDocument(models.Model):
    """A document of the case under one of the four tabs; one file may hold several parts by page range."""

    public_read = True

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="case_documents")
    stage = models.ForeignKey(
        Stage,
        verbose_name="阶段",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="documents",
    )
    kind = models.ForeignKey(DocumentKind, verbose_name="种类", on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(
        "documents.Document", verbose_name="文件", on_delete=models.PROTECT, related_name="case_documents"
    )
    # What the review of the case has signed; null: whatever version of the document is the newest.
    version = models.ForeignKey(
        "documents.DocumentVersion",
        verbose_name="版本",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    first_page = models.PositiveSmallIntegerField("起始页", default=1)
    last_page = models.PositiveSmallIntegerField("结束页", null=True, blank=True)
    audience = models.CharField("公开范围", max_length=8, choices=Audience, default=Audience.PUBLIC)
    sort_key = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "案件文件"
        ordering = ["kind__sort_key", "sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "document"], name="land_casedocument_once"),
            models.CheckConstraint(
                name="land_casedocument_pages_in_order",
                condition=Q(last_page__isnull=True) | Q(last_page__gte=F("first_page")),
                violation_error_message="结束页不能小于起始页",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.kind}"
