"""Ways to narrow a public layer that are more than the equality of a column. Each is one entry of a closed list."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from geo.errors import BadInput
from layers.public_ids import parse_public_id
from layers.regions.models import Region


class InRegion(django_filters.CharFilter):  # type: ignore[misc]
    """What lies in the unit with this 12-digit code or in any unit that it manages.

    ``field_name`` is the column path to the path of the region.
    """

    field_class = forms.RegexField

    def __init__(self, field_name: str, label: str, parameter: str = "within") -> None:
        self.parameter = parameter
        super().__init__(
            field_name,
            label=f"{label}(12 位区划代码，按管理关系，含其下级)",
            regex=r"^[0-9]{12}$",
            error_messages={"invalid": "应为 12 位数字的区划代码"},
        )

    def filter(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        return self.inside(queryset, self.path(value)) if value else queryset

    def path(self, code: str) -> str:
        """The path of the unit with this code. Raises BadInput when there is none."""
        path = Region.objects.filter(code=code).values_list("path", flat=True).first()
        if path is None:
            raise BadInput(self.parameter, "没有这个区划代码")
        return path

    def inside(self, queryset: QuerySet[Any], path: str) -> QuerySet[Any]:
        return queryset.filter(**{f"{self.field_name}__startswith": path})


class ThroughVillages(InRegion):
    """What names at least one village of the unit; ``field_name`` is the relation to the village links.

    A condition on the key rather than a join, so that a case of five villages is one row.
    """

    def inside(self, queryset: QuerySet[Any], path: str) -> QuerySet[Any]:
        relation: Any = queryset.model._meta.get_field(self.field_name)
        links = relation.related_model.objects.filter(village__path__startswith=path)
        return queryset.filter(pk__in=links.values(relation.field.attname))


class ByPublicId(django_filters.CharFilter):  # type: ignore[misc]
    """The public id of a related row, as people type it; a wrong check character is a 400."""

    def __init__(self, field_name: str, label: str, parameter: str) -> None:
        self.parameter = parameter
        super().__init__(field_name, label=label)

    def filter(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return queryset
        return queryset.filter(**{self.field_name: parse_public_id(value, self.parameter)})


class Year(django_filters.CharFilter):  # type: ignore[misc]
    """Four ASCII digits; a number field would also take 2020.0 and the digits of forty scripts."""

    field_class = forms.RegexField

    def __init__(self, field_name: str, label: str) -> None:
        super().__init__(
            field_name, label=label, regex=r"^[12][0-9]{3}$", error_messages={"invalid": "应为四位数字的年份"}
        )
