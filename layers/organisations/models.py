"""单位/部门: who answers for a place, a matter, a document."""

from django.core.validators import RegexValidator
from django.db import models

from layers.publication import Published, PublishedQuerySet


class OrganisationQuerySet(PublishedQuerySet["Organisation"]):
    pass


class Organisation(Published):
    """A public body or one of its departments. Its seat is a place that says so, not the reverse."""

    name = models.CharField("名称", max_length=120)
    short_name = models.CharField("简称", max_length=40, blank=True)
    uscc = models.CharField(
        "统一社会信用代码",
        max_length=18,
        blank=True,
        validators=[RegexValidator(r"^[0-9A-HJ-NPQRTUWXY]{18}$", "统一社会信用代码应为 18 位")],
    )
    region = models.ForeignKey(
        "regions.Region", verbose_name="区划", on_delete=models.PROTECT, related_name="organisations"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name="上级单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="departments",
    )
    phone = models.CharField("办公电话", max_length=60, blank=True)
    hours = models.CharField("办公时间", max_length=120, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = verbose_name_plural = "单位"
        constraints = [
            *Published.Meta.constraints,
            models.UniqueConstraint(
                fields=["uscc"], condition=~models.Q(uscc=""), name="organisations_uscc_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
