"""Where public bodies speak beside this service: their accounts (政务新媒体) and their sites (政府网站).

Both belong to an organisation, and lie where it does. What is known about them was looked up by staff and carries
its day; this service asks no other server.
"""

import datetime as dt

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

from layers.publication import Published, PublishedQuerySet
from layers.web_address import LONGEST, public_web_address


class OfficialAccountQuerySet(PublishedQuerySet["OfficialAccount"]):
    pass


class OfficialAccount(Published):
    """政务新媒体账号. Its QR code is made from ``address``: no picture is handed in that could lead elsewhere."""

    class Platform(models.TextChoices):
        WECHAT = "wechat", "微信公众号"
        MINI_PROGRAM = "mini_program", "微信小程序"
        WEIBO = "weibo", "微博"
        APP = "app", "客户端"
        DOUYIN = "douyin", "抖音"
        KUAISHOU = "kuaishou", "快手"
        OTHER = "other", "其他"

    name = models.CharField("账号名称", max_length=80)
    platform = models.CharField("平台", max_length=16, choices=Platform)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name="主办单位",
        on_delete=models.PROTECT,
        related_name="official_accounts",
    )
    handle = models.CharField("官方号", max_length=60, blank=True, help_text="微信号、微博号、抖音号")
    # 全国政务新媒体信息报送系统: every account is registered, and what is not is no official one.
    registration_no = models.CharField(
        "备案标识",
        max_length=40,
        blank=True,
        validators=[RegexValidator(r"^[0-9A-Za-z-]+$", "备案标识只有数字、字母和横线")],
    )
    address = models.CharField(
        "二维码内容（网址）",
        max_length=LONGEST,
        validators=[public_web_address],
        help_text="扫码后打开的网址",
    )
    summary = models.CharField("一句话介绍", max_length=120, blank=True)
    last_post_on = models.DateField("最近更新", null=True, blank=True)
    verified_on = models.DateField("核实于", null=True, blank=True)

    objects = OfficialAccountQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = verbose_name_plural = "政务新媒体账号"
        constraints = [
            *Published.Meta.constraints,
            models.UniqueConstraint(
                fields=["platform", "name"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="channels_account_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/media/{self.public_id}"

    def silent_days(self, today: dt.date) -> int | None:
        """Days without a post, when they are too many; None when it is alive or nobody has looked."""
        if self.last_post_on is None:
            return None
        days = (today - self.last_post_on).days
        return days if days > settings.CITY["channels"]["silent_after_days"] else None


class WebsiteQuerySet(PublishedQuerySet["Website"]):
    pass


class Website(Published):
    """政府网站, or a platform that already exists (已有的网站或平台)."""

    class Kind(models.TextChoices):
        PORTAL = "portal", "政府门户网站"
        DEPARTMENT = "department", "部门网站"
        SERVICE = "service", "办事平台"
        SYSTEM = "system", "自有应用系统"

    class Framing(models.TextChoices):
        """Whether the site lets itself be shown inside of another page, as staff have tried it out."""

        UNKNOWN = "unknown", "没有试过"
        ALLOWED = "allowed", "允许嵌入"
        FORBIDDEN = "forbidden", "不允许嵌入"

    name = models.CharField("网站名称", max_length=120)
    kind = models.CharField("类型", max_length=16, choices=Kind)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name="主办单位",
        on_delete=models.PROTECT,
        related_name="websites",
    )
    address = models.CharField("网址", max_length=LONGEST, validators=[public_web_address])
    # 政府网站发展指引: ten characters, printed at the foot of the site itself.
    site_code = models.CharField(
        "网站标识码",
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^[0-9A-Za-z]{10}$", "网站标识码应为 10 位")],
    )
    summary = models.CharField("一句话介绍", max_length=120, blank=True)
    framing = models.CharField("嵌入", max_length=12, choices=Framing, default=Framing.UNKNOWN)
    is_working = models.BooleanField("能正常打开", default=True)
    checked_on = models.DateField("检查于", null=True, blank=True)

    objects = WebsiteQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = verbose_name_plural = "政府网站"
        constraints = [
            *Published.Meta.constraints,
            models.UniqueConstraint(
                fields=["address"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="channels_website_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/sites/{self.public_id}"
