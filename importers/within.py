"""The regions and organisations that a person may name in a sheet, by the role that the dataset wants."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self, TypeVar, cast

from django.db.models import QuerySet

from geo.errors import BadInput
from importers.columns import Column, Record
from layers.organisations.models import Organisation
from layers.organisations.named import option as organisation_option
from layers.organisations.named import organisation_named
from layers.regions.models import Level, Region, RegionQuerySet
from layers.regions.named import option as region_option
from layers.regions.named import region_named
from layers.staff.models import Role
from layers.staff.scope import Scope

Found = TypeVar("Found")


@dataclass(frozen=True)
class Within:
    regions: RegionQuerySet
    organisations: QuerySet[Organisation]
    known: dict[tuple[str, str], Any]

    @classmethod
    def of(cls, scope: Scope, role: Role) -> Self:
        units = scope.rows(Region.objects.published(), region_path="path", organisation=None, roles=[role])
        regions = cast(RegionQuerySet, units)
        return cls(regions, scope.rows(Organisation.objects.published(), organisation="id", roles=[role]), {})

    def region(self, record: Record, column: Column) -> Region | None:
        """What the cell names; None, with the reason beside it, for what is not among them."""
        return self._find(record, column, lambda text: region_named(text, self.regions, column.name))

    def organisation(self, record: Record, column: Column) -> Organisation | None:
        return self._find(
            record, column, lambda text: organisation_named(text, self.organisations, column.name)
        )

    def with_lists(self, columns: Sequence[Column], region: str, organisation: str) -> tuple[Column, ...]:
        """The columns, two of them with what may be chosen. Villages are too many for a list and are written."""
        units = self.regions.filter(level__lte=Level.TOWN).in_picking_order().defer("area", "public_area")
        options = {
            region: tuple(region_option(unit) for unit in units),
            organisation: tuple(
                organisation_option(one) for one in self.organisations.order_by("region__sort_key", "name")
            ),
        }
        return tuple(
            replace(column, options=options[column.name]) if column.name in options else column
            for column in columns
        )

    def _find(self, record: Record, column: Column, find: Callable[[str], Found]) -> Found | None:
        """Each text is asked for once."""
        text = record.values.get(column.name)
        if text is None:
            return None
        key = (column.name, str(text))
        if key not in self.known:
            try:
                self.known[key] = find(str(text))
            except BadInput as problem:
                self.known[key] = problem
        found = self.known[key]
        if isinstance(found, BadInput):
            record.fault(column, found.message, column.help)
            return None
        return found  # type: ignore[no-any-return]
