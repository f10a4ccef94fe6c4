"""What a zone of each level has to have (六统一). The figures are data that the city's editors change, not code."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from layers.regions.models import Level


class DeviceKind(models.TextChoices):
    TOUCH_SCREEN = "touch_screen", "触摸一体机"
    COMPUTER = "computer", "自助电脑"
    PRINTER = "printer", "打印机"
    DESK = "desk", "桌椅"
    SHELF = "shelf", "查阅栏"
    WATER = "water", "饮水机"
    OTHER = "other", "其他设备"


class Function(models.TextChoices):
    """专区功能, as the province's circular names them."""

    INQUIRY = "inquiry", "政府信息主动公开查询"
    APPLICATION = "application", "信息公开现场申请受理"
    SERVICES = "services", "政务服务事项公开"
    ADVICE = "advice", "办事咨询答复"


class ZoneStandard(models.Model):
    public_read = True

    level = models.SmallIntegerField("级别", choices=Level, primary_key=True)
    name = models.CharField("名称", max_length=40)
    # 市 20, 县 10, 镇 6 平方米; the standard names no size for villages.
    least_area_m2 = models.DecimalField(
        "面积不少于（平方米）",
        max_digits=6,
        decimal_places=1,
        null=True,
        blank=True,
        help_text="没有要求的不填",
    )
    # The main number of the version, as Chromium and its relatives count.
    least_browser = models.PositiveSmallIntegerField(
        "一体机浏览器版本不低于", null=True, blank=True, help_text="主版本号，如 100；没有要求的不填"
    )
    functions = ArrayField(
        models.CharField(max_length=12, choices=Function), verbose_name="应有的功能", default=list, blank=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "专区标准"
        ordering = ["level"]

    def __str__(self) -> str:
        return self.name


class StandardDevice(models.Model):
    public_read = True

    standard = models.ForeignKey(ZoneStandard, on_delete=models.CASCADE, related_name="devices")
    kind = models.CharField("设备", max_length=12, choices=DeviceKind)
    count = models.PositiveSmallIntegerField("不少于", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "应配设备"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "kind"], name="zones_standard_device_once"),
            models.CheckConstraint(
                name="zones_standard_device_counts",
                condition=models.Q(count__gte=1),
                violation_error_message="应配设备至少 1 台（套）",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.count}"


class StandardItem(models.Model):
    public_read = True

    standard = models.ForeignKey(ZoneStandard, on_delete=models.CASCADE, related_name="items")
    item = models.ForeignKey(
        "services.ServiceItem", verbose_name="事项", on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "应进专区的事项"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["standard", "item"], name="zones_standard_item_once")]

    def __str__(self) -> str:
        return str(self.item)
