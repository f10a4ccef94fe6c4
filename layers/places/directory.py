"""How many places of which kind: the numbers on the chips."""

from dataclasses import dataclass, field

from django.db.models import Count

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
    """Groups and their categories that have a place among ``places``, in the order of the chips. One query."""
    group, category = "category__group", "category"
    rows = (
        places.order_by(f"{group}__sort_key", f"{group}_id", f"{category}__sort_key", f"{category}_id")
        .values_list(
            f"{group}_id", f"{group}__name", f"{group}__icon", f"{group}__hue",
            f"{category}_id", f"{category}__name", f"{category}__icon",
        )
        .annotate(count=Count("pk"))
    )  # fmt: skip
    groups: dict[str, GroupCount] = {}
    for code, name, icon, hue, *of_category in rows:
        counted = groups.setdefault(code, GroupCount(code, name, icon, hue))
        counted.categories.append(CategoryCount(*of_category))
    return list(groups.values())
