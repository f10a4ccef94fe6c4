"""Lists of what offices have: a row is one record of one office, found by a key of its own. An empty cell changes nothing."""

import datetime as dt
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from importers.columns import Column
from importers.entries import Entry
from importers.listing import Listing
from importers.offices import Offices
from layers.changes.aggregate import Snapshot
from layers.organisations.models import Organisation
from layers.organisations.named import option
from layers.staff.models import Role, User
from layers.staff.scope import scope_of

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Owned:
    """``key_of`` tells of the values of a row, and of the public id of its office, what names the record; ``there`` gives
    the public ids of those that are public, by the same key. ``at`` is the column where a double row is told."""

    key_of: Callable[[Values, str], Hashable]
    there: Callable[[], dict[Hashable, str]]
    at: str
    called: str


def with_offices(columns: tuple[Column, ...], by: User | None) -> tuple[Column, ...]:
    """With the list of offices that ``by`` may choose from."""
    if by is None:
        return columns
    offices = scope_of(by).rows(Organisation.objects.published(), organisation="id", roles=[Role.EDITOR])
    options = tuple(option(one) for one in offices.order_by("region__sort_key", "name"))
    return tuple(replace(one, options=options) if one.name == "organisation" else one for one in columns)


def propose(listing: Listing, owned: Owned) -> None:
    offices, there = Offices(listing), owned.there()
    seen: dict[object, int] = {}
    found: list[tuple[Entry, Organisation | None, str]] = []
    for entry in listing.entries:
        office = offices.of(entry)
        if entry.values["organisation"] and office is None:
            continue
        key = owned.key_of(entry.values, office.public_id if office else "")
        if listing.first_of(seen, entry, key, owned.at, f"是同一{owned.called}"):
            found.append((entry, office, there.get(key, "")))
    public = listing.public({key for *_, key in found})
    for entry, office, key in found:
        before = public.get(key)
        if before is None and office is None:
            listing.fault(
                entry, "organisation", f"新的{owned.called}要写是哪个单位的", "写单位全称", "missing_value"
            )
            continue
        # What it was must be the editor's, and what it shall be.
        whose = [] if before is None else [(owned.at, offices.by_id[before["organisation"]])]
        whose += [("organisation", office)] if office else []
        if all(listing.may(entry, column, one.region.path, one.pk) for column, one in whose):
            listing.put(entry, key, before, _after(entry.values, office, before), column=owned.at)


def _after(values: Values, office: Organisation | None, before: Snapshot | None) -> Snapshot:
    written = {name: value for name, value in values.items() if value is not None and name != "organisation"}
    dates = {name: value.isoformat() for name, value in written.items() if isinstance(value, dt.date)}
    return {**(before or {}), **written, **dates, **({"organisation": office.public_id} if office else {})}
