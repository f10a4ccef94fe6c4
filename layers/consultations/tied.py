"""What a question, or its answer for everybody, is about: one item, one place, one case, or nothing of the three."""

from django.db import models
from django.db.models import Q

from layers.land.models import Case
from layers.places.models import Place
from layers.services.models import ServiceItem

TIES = ("item", "place", "case")


class Tied(models.Model):
    item = models.ForeignKey(
        ServiceItem,
        verbose_name="办事事项",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(app_label)s_%(class)s",
    )
    place = models.ForeignKey(
        Place,
        verbose_name="网点",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(app_label)s_%(class)s",
    )
    case = models.ForeignKey(
        Case,
        verbose_name="征地案件",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(app_label)s_%(class)s",
    )

    class Meta:
        abstract = True

    @property
    def thing(self) -> ServiceItem | Place | Case | None:
        return self.item or self.place or self.case


ABOUT_ONE = models.CheckConstraint(
    name="%(app_label)s_%(class)s_about_one_thing",
    condition=(
        Q(item__isnull=True, place__isnull=True)
        | Q(item__isnull=True, case__isnull=True)
        | Q(place__isnull=True, case__isnull=True)
    ),
    violation_error_message="只能针对一个事项、网点或案件",
)
