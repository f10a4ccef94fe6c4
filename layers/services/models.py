"""政务服务事项: 找谁办、怎么办、办多久."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from layers.publication import Published, PublishedQuerySet


class ServiceItemQuerySet(PublishedQuerySet["ServiceItem"]):
    pass


class ServiceItem(Published):
    class Kind(models.TextChoices):
        LICENCE = "licence", "行政许可"
        PAYMENT = "payment", "行政给付"
        CONFIRMATION = "confirmation", "行政确认"
        REWARD = "reward", "行政奖励"
        RULING = "ruling", "行政裁决"
        OTHER_POWER = "other_power", "其他行政权力"
        PUBLIC_SERVICE = "public_service", "公共服务"

    class Unit(models.TextChoices):
        WORKING_DAY = "working_day", "个工作日"
        DAY = "day", "天"

    name = models.CharField("事项名称", max_length=120)
    aliases = models.CharField("俗称", max_length=200, blank=True, help_text="群众的叫法,以顿号分开")
    kind = models.CharField("事项类型", max_length=20, choices=Kind)
    code = models.CharField(
        "实施编码",
        max_length=31,
        blank=True,
        validators=[RegexValidator(r"^[0-9A-Za-z]{31}$", "实施编码应为 31 位")],
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name="实施主体",
        on_delete=models.PROTECT,
        related_name="service_items",
    )
    # 找谁办
    handler = models.CharField("找谁办", max_length=200, help_text="单位、窗口或岗位")
    phone = models.CharField("咨询电话", max_length=60, blank=True)
    # 怎么办
    conditions = models.TextField("受理条件", blank=True)
    materials = models.TextField("所需材料", blank=True, help_text="一行一件")
    steps = models.TextField("办理流程", blank=True, help_text="一行一步")
    visits = models.PositiveSmallIntegerField("到办事现场次数", default=1)
    fee = models.CharField("收费", max_length=200, default="不收费")
    basis = models.TextField("设定依据", blank=True)
    result = models.CharField("办理结果", max_length=120, blank=True)
    # 办多久
    legal_limit = models.PositiveSmallIntegerField("法定办结时限", null=True, blank=True)
    promised_limit = models.PositiveSmallIntegerField("承诺办结时限", null=True, blank=True)
    limit_unit = models.CharField("时限单位", max_length=12, choices=Unit, default=Unit.WORKING_DAY)
    is_immediate = models.BooleanField("即办件", default=False)
    verified_on = models.DateField("核实于", null=True, blank=True)

    objects = ServiceItemQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = verbose_name_plural = "政务服务事项"
        constraints = [
            *Published.Meta.constraints,
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="services_code_once"),
            # 承诺时限不得长于法定时限
            models.CheckConstraint(
                name="services_promise_within_law",
                condition=Q(legal_limit__isnull=True)
                | Q(promised_limit__isnull=True)
                | Q(promised_limit__lte=F("legal_limit")),
                violation_error_message="承诺办结时限不能长于法定办结时限",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def duration(self) -> str:
        """办多久, in words."""
        if self.is_immediate:
            return "当场办结"
        limit = self.promised_limit if self.promised_limit is not None else self.legal_limit
        if limit == 0:
            return "当天办结"
        return f"{limit} {self.get_limit_unit_display()}" if limit is not None else "以窗口答复为准"

    def get_absolute_url(self) -> str:
        return f"/q/{self.public_id}"
