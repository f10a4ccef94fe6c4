"""The shipped categories of the map: groups (the chips) and the categories in each, with icon and hue."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from layers.places.models import Category, CategoryGroup

FOLDER = Path(__file__).parent / "reference"


@transaction.atomic
def load() -> None:
    """Adds what is not there yet and touches no other row: what staff have renamed stays theirs."""
    groups = [
        CategoryGroup(
            code=row["code"],
            name=row["name"],
            icon=row["icon"],
            hue=int(row["hue"]),
            sort_key=int(row["sort_key"]),
        )
        for row in rows("groups.csv")
    ]
    CategoryGroup.objects.bulk_create(groups, ignore_conflicts=True)
    categories = [
        Category(
            code=row["code"],
            name=row["name"],
            group_id=row["group"],
            icon=row["icon"],
            sort_key=int(row["sort_key"]),
        )
        for row in rows("categories.csv")
    ]
    Category.objects.bulk_create(categories, ignore_conflicts=True)


def rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
