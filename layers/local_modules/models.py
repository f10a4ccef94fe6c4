"""地方特色模块: what a city or a county shows of its own below the nine modules (市县两级管理员可添加本地区的特色服务信息).

A module is the region's that made it, and is inherited by all below it. A county may put one of its own in the place of
the city's, or hide the city's, for itself; its neighbour does not notice (``seen``).
"""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from layers.channels.models import Website
from layers.places.models import Category
from layers.publication import Published, PublishedQuerySet
from layers.regions.models import Level
from layers.web_address import LONGEST, public_web_address

LONGEST_TITLE = 10


class Device(models.TextChoices):
    KIOSK = "kiosk", "一体机"
    PHONE = "phone", "手机"
    PC = "pc", "电脑"


def every_device() -> list[str]:
    return [device.value for device in Device]


class LocalModuleQuerySet(PublishedQuerySet["LocalModule"]):
    def on_the_line_of(self, region_path: str) -> "LocalModuleQuerySet":
        """Of the region with this path and of those above it; of the city alone for "", when nobody has chosen."""
        if not region_path:
            return self.filter(region__level=Level.CITY)
        return self.filter(region__in=[int(key) for key in region_path.split("/") if key])

    def in_order(self) -> "LocalModuleQuerySet":
        """The county's own first: what lies near is what one comes for."""
        return self.order_by("-region__level", "sort_key", "title", "pk")


class LocalModule(Published):
    class Kind(models.TextChoices):
        LINK = "link", "网站或系统"
        PAGE = "page", "一页文字"
        LIST = "list", "清单"
        VIDEO = "video", "视频"
        MAP_LAYER = "map_layer", "地图上的一类"
        HIDDEN = "hidden", "不显示上级的栏目"

    region = models.ForeignKey(
        "regions.Region",
        verbose_name="所属市县",
        on_delete=models.PROTECT,
        related_name="local_modules",
        help_text="它和它下面的乡镇、村都能看到",
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name="负责单位",
        on_delete=models.PROTECT,
        related_name="local_modules",
    )
    title = models.CharField(
        "名称",
        max_length=LONGEST_TITLE,
        validators=[RegexValidator(r"^\S+(?: \S+)*$", "名称前后不要留空格")],
    )
    icon = models.CharField("图标", max_length=40)
    kind = models.CharField("种类", max_length=12, choices=Kind)
    replaces = models.ForeignKey(
        "self",
        verbose_name="代替上级的哪个栏目",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
    )
    summary = models.CharField("一句话介绍", max_length=60, blank=True)
    address = models.CharField("网址", max_length=LONGEST, blank=True, validators=[public_web_address])
    framing = models.CharField(
        "嵌入", max_length=12, choices=Website.Framing, default=Website.Framing.UNKNOWN
    )
    body = models.TextField("正文", max_length=20_000, blank=True)
    category = models.ForeignKey(
        Category,
        verbose_name="地图类目",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="local_modules",
    )
    devices = ArrayField(
        models.CharField(max_length=8, choices=Device), verbose_name="在哪些设备上显示", default=every_device
    )
    shown_from = models.DateField("从哪天起显示", null=True, blank=True)
    shown_until = models.DateField("显示到哪天", null=True, blank=True)
    sort_key = models.PositiveSmallIntegerField("排序", default=0)

    objects = LocalModuleQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = verbose_name_plural = "地方特色栏目"
        constraints = [
            *Published.Meta.constraints,
            models.UniqueConstraint(
                fields=["region", "title"],
                condition=Q(withdrawn_at__isnull=True),
                name="local_modules_title_once",
            ),
            models.CheckConstraint(
                name="local_modules_from_before_until",
                condition=Q(shown_until__isnull=True)
                | Q(shown_from__isnull=True)
                | Q(shown_until__gte=F("shown_from")),
                violation_error_message="显示到哪天不能早于从哪天起",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """One of the map opens on the map: it has no page of its own."""
        if self.kind == self.Kind.MAP_LAYER:
            return f"/map/?category={self.category_id}"
        return f"/local/{self.public_id}"

    @property
    def may_frame(self) -> bool:
        """Tried out by staff; and a page over https shows nothing that came over http."""
        return self.framing == Website.Framing.ALLOWED and self.address.startswith("https:")


class LocalRow(models.Model):
    """One line of a 清单: a name, some words, a telephone number or a page to open."""

    public_read = True

    module = models.ForeignKey(LocalModule, on_delete=models.CASCADE, related_name="rows")
    title = models.CharField("名称", max_length=60)
    text = models.CharField("说明", max_length=200, blank=True)
    phone = models.CharField(
        "电话",
        max_length=30,
        blank=True,
        validators=[RegexValidator(r"^[0-9][0-9 -]*$", "电话只有数字、空格和横线")],
    )
    address = models.CharField("网址", max_length=LONGEST, blank=True, validators=[public_web_address])
    sort_key = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "清单的一行"
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.title
