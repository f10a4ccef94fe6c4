"""The procedure as data: regimes, their stages and document kinds. Local names are for staff to edit."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from layers.land.catalogue import CatalogueItem


class Regime(models.TextChoices):
    """The law in force when the first document of the procedure was issued; never applied backwards."""

    PRE_2004 = "R1_PRE2004", "2004 年前（征用）"
    FROM_2004 = "R2_2004_2019", "2004—2019（两公告一登记）"
    TRANSITION = "R3_TRANSITION", "2020—2021 过渡期"
    FROM_2021 = "R4_2021", "2021 年起（新条例）"
    # 国有土地上房屋征收与补偿条例（国务院令第590号）: another law, beside all of the above.
    HOUSES = "H_2011", "国有土地上房屋征收（2011 年条例）"


class Tab(models.TextChoices):
    """The four public buckets that the seed names."""

    APPROVAL = "approval", "征地批复"
    NOTICE = "notice", "征地公告"
    PLAN = "plan", "征地方案"
    DOSSIER = "dossier", "一书四方案"


class PlaceKind(models.TextChoices):
    """Where a notice hangs: 条例 26, 28 and 31 name the town, the village and the village group."""

    TOWN = "town", "乡镇（街道）"
    VILLAGE = "village", "村"
    GROUP = "group", "村民小组"
    SITE = "site", "现场"


class StageKind(models.Model):
    """One step of one regime: what it is called, what it means in plain words, which period runs."""

    public_read = True

    class PeriodUnit(models.TextChoices):
        NONE = "none", "无法定期限"
        WORKING_DAYS = "working_days", "个工作日"
        DAYS = "days", "日"
        WITHIN_WORKING_DAYS_OF_RECEIPT = "within_working_days", "个工作日内(自收到批复)"

    regime = models.CharField("制度", max_length=16, choices=Regime)
    code = models.SlugField("代码", max_length=24)
    sort_key = models.PositiveSmallIntegerField("次序")
    name = models.CharField("阶段", max_length=40)
    plain = models.CharField("一句大白话", max_length=120)
    what_you_can_do = models.CharField("这时您可以", max_length=200, blank=True)
    basis = models.CharField("依据", max_length=120, blank=True)
    period_unit = models.CharField("期限种类", max_length=20, choices=PeriodUnit, default=PeriodUnit.NONE)
    period_length = models.PositiveSmallIntegerField("期限", default=0)
    # A right that ends on a rest day runs on to the next working day.
    extends_over_holiday = models.BooleanField("末日遇休顺延", default=False)
    is_optional = models.BooleanField("可无此阶段", default=False)
    # A limit on the government beside the period of the public: the old second notice is due 45 days after
    # the first one, and then lies open for 10 working days.
    latest_days = models.PositiveSmallIntegerField("最迟(日)", default=0, help_text="0 表示没有")
    latest_after = models.SlugField("自哪一阶段起算", max_length=24, blank=True)
    # In each town, village and group that the case touches; the period of a notice runs from the last of them.
    required_places = ArrayField(
        models.CharField(max_length=8, choices=PlaceKind),
        verbose_name="必须张贴的地方",
        default=list,
        blank=True,
        help_text="town 乡镇（街道）、village 村、group 村民小组、site 现场，以逗号分开",
    )
    recommended_places = ArrayField(
        models.CharField(max_length=8, choices=PlaceKind),
        verbose_name="宜张贴的地方",
        default=list,
        blank=True,
        help_text="如 site；不影响期限",
    )

    class Meta:
        verbose_name = verbose_name_plural = "征地阶段"
        ordering = ["regime", "sort_key"]
        constraints = [models.UniqueConstraint(fields=["regime", "code"], name="land_stagekind_once")]

    def __str__(self) -> str:
        return self.name


class DocumentKind(models.Model):
    """What a published land document is, and under which of the four tabs it lies."""

    public_read = True

    code = models.SlugField("代码", primary_key=True, max_length=40)
    name = models.CharField("名称", max_length=60)
    tab = models.CharField("栏目", max_length=12, choices=Tab)
    plain = models.CharField("一句大白话", max_length=120, blank=True)
    sort_key = models.PositiveSmallIntegerField("次序", default=0)
    catalogue_item = models.ForeignKey(
        CatalogueItem,
        verbose_name="公开目录事项",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="document_kinds",
    )
    # What says whose house or field it is and what is paid for it is for those concerned (个人信息保护法 25).
    names_households = models.BooleanField("含各户信息，不上网", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "征地文件种类"
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name


class DossierTemplate(models.Model):
    """Which documents a case must make public: 一书四方案 and its variants, by the law and the kind of project.

    Which combination applies to which case is local practice; the first of a regime and kind is the default.
    """

    public_read = True

    code = models.SlugField("代码", primary_key=True, max_length=40)
    name = models.CharField("名称", max_length=80)
    regime = models.CharField("制度", max_length=16, choices=Regime)
    case_kind = models.CharField("案件类型", max_length=12)
    sort_key = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "组卷模板"
        ordering = ["regime", "case_kind", "sort_key"]

    def __str__(self) -> str:
        return self.name


class RequiredDocumentQuerySet(models.QuerySet["RequiredDocument"]):
    def of(self, regime: str, case_kind: str, template: str | None) -> Self:
        """The rows of the template that the case chose, else of the first one of its regime and kind."""
        if template:
            return self.filter(template=template)
        fitting = DossierTemplate.objects.filter(regime=regime, case_kind=case_kind).order_by("sort_key")
        return self.filter(template__in=fitting.values("code")[:1])


class RequiredDocument(models.Model):
    """A document that a case of this template must publish; completeness names what is missing."""

    public_read = True

    template = models.ForeignKey(
        DossierTemplate, verbose_name="组卷模板", on_delete=models.CASCADE, related_name="required"
    )
    document_kind = models.ForeignKey(DocumentKind, verbose_name="文件种类", on_delete=models.CASCADE)
    after_stage = models.SlugField("自哪一阶段起应有", max_length=24)

    objects = RequiredDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "应公开文件"
        constraints = [
            models.UniqueConstraint(fields=["template", "document_kind"], name="land_requireddocument_once")
        ]

    def __str__(self) -> str:
        return f"{self.template}: {self.document_kind}"
