"""How many places of which kind: the numbers on the chips."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count

from layers.places.models import Category
from layers.places.queryset import PlaceQuerySet


@dataclass(frozen=True)
class CategoryCount:
    code: str
    name: str
    icon: str
    count: int


@dataclass(frozen=True)
class GroupCount:
    code: str
    name: str
    icon: str
    hue: int
    categories: list[CategoryCount] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(category.count for category in self.categories)


def counts(places: PlaceQuerySet) -> list[GroupCount]:
    """Groups and their categories that have a place among ``places``, in the order of the chips. Two queries: to count by
    the code alone takes a third of the time among 100,000 places."""
    found = dict(places.order_by().values_list("category_id").annotate(count=Count("pk")))
    groups: dict[str, GroupCount] = {}
    categories = Category.objects.select_related("group").filter(code__in=found)
    for one in categories.order_by("group__sort_key", "group_id", "sort_key", "code"):
        group = one.group
        counted = groups.setdefault(group.code, GroupCount(group.code, group.name, group.icon, group.hue))
        counted.categories.append(CategoryCount(one.code, one.name, one.icon, found[one.code]))
    return list(groups.values())


def span(categories: Iterable[CategoryCount], first: int, size: int) -> tuple[list[str], int]:
    """In list order: the codes of the categories that the places from ``first`` on, ``size`` of them, belong to, and how
    many places come before the first of these."""
    codes, before, passed = [], 0, 0
    for category in categories:
        if passed < first + size and passed + category.count > first:
            codes.append(category.code)
        elif not codes:
            before = passed + category.count
        passed += category.count
    return codes, before
