"""政务服务事项: 找谁办、怎么办、办多久, with its materials and what it was in each version that people have printed.

The fields are those of the national 实施清单.
"""

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from layers.publication import Published, PublishedQuerySet
from layers.search.matching import called
from layers.search.query import words_of
from layers.services.files import ItemFile
from layers.services.scans import ItemScan
from layers.web_address import LONGEST, public_web_address

__all__ = ["ItemFile", "ItemScan", "ItemVersion", "Material", "ServiceItem", "Theme"]


class Theme(models.Model):
    """主题: what in life one comes for, as the service platforms of state and provinces group items."""

    public_read = True

    class Served(models.TextChoices):
        PERSON = "person", "个人"
        ENTERPRISE = "enterprise", "企业"

    code = models.CharField("代码", max_length=40, primary_key=True)
    name = models.CharField("名称", max_length=20)
    served = models.CharField("服务对象", max_length=12, choices=Served)
    sort_key = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "事项主题"
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name


class ServiceItemQuerySet(PublishedQuerySet["ServiceItem"]):
    def called(self, text: str) -> Self:
        """Through the search index: by name, by what people call it, by pinyin. Raises BadInput("q", …)."""
        return self.filter(Q(*(called("item", word) for word in words_of(text))))


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
    theme = models.ForeignKey(
        Theme, verbose_name="主题", null=True, blank=True, on_delete=models.PROTECT, related_name="items"
    )
    # 找谁办
    handler = models.CharField("找谁办", max_length=200, help_text="单位、窗口或岗位")
    phone = models.CharField("咨询电话", max_length=60, blank=True)
    complaint_phone = models.CharField("监督投诉电话", max_length=60, blank=True)
    # 怎么办
    conditions = models.TextField("受理条件", blank=True)
    steps = models.TextField("办理流程", blank=True, help_text="一行一步")
    visits = models.PositiveSmallIntegerField("到办事现场次数", default=1)
    online_address = models.CharField(
        "网上办理网址", max_length=LONGEST, blank=True, validators=[public_web_address]
    )
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

    @property
    def is_online(self) -> bool:
        """全程网办: nobody has to come."""
        return self.visits == 0

    def get_absolute_url(self) -> str:
        return f"/q/{self.public_id}"


class Material(models.Model):
    """What one brings: a row of the 申请材料."""

    public_read = True

    class Necessity(models.TextChoices):
        REQUIRED = "required", "必要"
        LATER = "later", "容缺"
        OPTIONAL = "optional", "非必要"

    class Form(models.TextChoices):
        UNSAID = "", "未写明"
        ORIGINAL = "original", "原件"
        COPY = "copy", "复印件"
        BOTH = "both", "原件和复印件"
        ELECTRONIC = "electronic", "电子件"

    class Source(models.TextChoices):
        UNSAID = "", "未写明"
        APPLICANT = "applicant", "自备"
        GOVERNMENT = "government", "政府部门核发"
        AGENCY = "agency", "中介机构出具"

    item = models.ForeignKey(ServiceItem, on_delete=models.CASCADE, related_name="materials")
    name = models.CharField("材料名称", max_length=200)
    necessity = models.CharField("必要性", max_length=12, choices=Necessity, default=Necessity.REQUIRED)
    form = models.CharField("形式", max_length=12, choices=Form, blank=True, default=Form.UNSAID)
    copies = models.PositiveSmallIntegerField("份数", null=True, blank=True)
    source = models.CharField("来源", max_length=12, choices=Source, blank=True, default=Source.UNSAID)
    note = models.CharField("填写说明", max_length=200, blank=True)
    sort_key = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "申请材料"
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def told(self) -> str:
        """原件和复印件，2 份，可容缺."""
        parts = [
            self.get_form_display() if self.form else "",
            f"{self.copies} 份" if self.copies else "",
            f"{self.get_source_display()}" if self.source else "",
            {"later": "可以容缺，后补", "optional": "有就带"}.get(self.necessity, ""),
        ]
        return "，".join(filter(None, parts))


class ItemVersion(models.Model):
    """What an item said, as its visitors read it: a print in somebody's hand names its version.

    ``content`` is a list of [label, text] in the order of the page.
    """

    public_read = True

    item = models.ForeignKey(ServiceItem, on_delete=models.CASCADE, related_name="item_versions")
    number = models.PositiveIntegerField("版本")
    content = models.JSONField("内容")
    since = models.DateTimeField("公布时间")

    class Meta:
        verbose_name = verbose_name_plural = "事项版本"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="services_version_once")]

    def __str__(self) -> str:
        return f"{self.item} 第 {self.number} 版"
