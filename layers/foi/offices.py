"""政府信息公开工作机构 (条例 4): who takes applications for an organisation, how one reaches it, how far we handle them."""

from typing import Self

from django.db import models

from layers.publication import Published, PublishedQuerySet
from layers.web_address import LONGEST, public_web_address


class Mode(models.TextChoices):
    FULL = "full", "在本站申请和办理"
    INTAKE = "intake", "在本站申请、出回执，在本单位系统办理"
    LINK = "link", "到本单位网站申请"


class OfficeQuerySet(PublishedQuerySet["Office"]):
    def taking(self) -> Self:
        """Those to whom one may apply here."""
        return self.filter(mode__in=(Mode.FULL, Mode.INTAKE))


class Office(Published):
    """One an organisation; what 条例 12 wants in the guide: name, address, hours, telephone, fax, address of the net."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name="行政机关",
        on_delete=models.PROTECT,
        related_name="foi_offices",
    )
    name = models.CharField("工作机构名称", max_length=80)
    mode = models.CharField("受理方式", max_length=6, choices=Mode, default=Mode.FULL)
    address = models.CharField("办公地址", max_length=200)
    postcode = models.CharField("邮政编码", max_length=6, blank=True)
    hours = models.CharField("办公时间", max_length=120)
    phone = models.CharField("联系电话", max_length=60)
    fax = models.CharField("传真", max_length=60, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    link = models.CharField(
        "申请网址",
        max_length=LONGEST,
        blank=True,
        validators=[public_web_address],
        help_text="“到本单位网站申请”必填",
    )

    objects = OfficeQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = verbose_name_plural = "公开工作机构"
        constraints = [
            *Published.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="foi_office_once",
                violation_error_message="这个单位已经登记了公开工作机构",
            ),
            models.CheckConstraint(
                name="foi_office_link",
                condition=~models.Q(mode=Mode.LINK) | ~models.Q(link=""),
                violation_error_message="“到本单位网站申请”的要写申请网址",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}{self.name}"

    def get_absolute_url(self) -> str:
        return f"/foi/{self.public_id}"
