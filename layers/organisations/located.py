"""Rows with the organisation that they are of, the region where it sits and that region's parents, for names and paths."""

from typing import Any

from django.db.models import QuerySet

# The areas of a county weigh megabytes; names do not need them.
PARENTS = [f"organisation__region{'__manage_parent' * up}" for up in range(3)]
AREAS = ("area", "public_area", "label_point")


def with_organisation(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("organisation__region__manage_parent__manage_parent").defer(
        *(f"{parent}__{area}" for parent in PARENTS for area in AREAS)
    )
