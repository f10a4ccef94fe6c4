"""征地案件: a row of a county's list is one case, with its approval, its stages by date and its villages.

A case is known by our 编号, else by county, 项目名称 and 批复文号; one that had no approval yet gets it by its name. An
empty cell changes nothing. What is public of a case is never taken away by a list.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from importers.cases import approval, stages
from importers.cases.columns import COLUMNS
from importers.cases.finding import cases_there, key_of
from importers.cases.naming import fill_from_name
from importers.cases.procedure import obeys
from importers.cases.regime import settle
from importers.cases.total import has_units, total, unit_of_villages
from importers.cases.villages import villages_of
from importers.columns import Column
from importers.dataset import Listed, register
from importers.entries import Entry
from importers.findings import WARNING
from importers.listing import Listing
from importers.offices import Offices
from importers.regions import Unit
from layers.changes.aggregate import Snapshot
from layers.changes.case_facts import ProposedFacts
from layers.changes.scoping import first_desk
from layers.land.facts import load_procedure
from layers.organisations.models import Organisation
from layers.organisations.named import option
from layers.regions.models import Level
from layers.staff.models import Role, User
from layers.staff.scope import scope_of
from layers.workdays.calendar import load_calendar

PLAIN = (
    "name",
    "purpose",
    "law45_item",
    "compensation",
    "settled_population",
    "phone",
    "kind",
    "year",
    "batch_no",
)


def columns(by: User | None) -> tuple[Column, ...]:
    if by is None:
        return COLUMNS
    offices = scope_of(by).rows(Organisation.objects.published(), organisation="id", roles=[Role.EDITOR])
    options = tuple(option(one) for one in offices.order_by("region__sort_key", "name"))
    return tuple(
        replace(column, options=options) if column.name == "organisation" else column for column in COLUMNS
    )


def propose(listing: Listing) -> None:
    if not has_units(listing):
        return
    offices, calendar = Offices(listing), load_calendar()
    desk = first_desk(listing.scope)[1] if listing.user is not None else None
    found = [(entry, unit) for entry in listing.entries if (unit := _county(listing, entry)) is not None]
    there = cases_there(found)
    keyed = [
        (entry, county, key)
        for entry, county in found
        if (key := key_of(listing, entry, county, there)) is not None
    ]
    public = listing.public({key for _, _, key in keyed})
    facts = ProposedFacts(public, load_procedure())
    seen: dict[object, int] = {}
    said: dict[Any, tuple[int, Snapshot]] = {}
    for entry, county, key in keyed:
        before = public.get(key)
        if key and before is None:
            listing.fault(
                entry, "key", "没有这个编号的案件，或已撤回", "核对编号；新的案件不写编号", "unknown_key"
            )
            continue
        identity = key or (entry.values["name"], county.code, entry.values["doc_no"] or "")
        if not listing.first_of(seen, entry, identity, "name", "是同一件征地"):
            continue
        office = offices.of(entry)
        if entry.values["organisation"] and office is None:
            continue
        if office is None:
            office = offices.by_id.get((before or {}).get("organisation") or desk or "")
        after = _after(listing, entry, county, office, before, said)
        if after is None or not _may(listing, entry, county, office, before, offices):
            continue
        if obeys(listing, entry, facts.of(key, after), calendar):
            listing.put(entry, key, before, after, column="name")


def _county(listing: Listing, entry: Entry) -> Unit | None:
    unit = listing.unit(entry, "county")
    if unit is not None and unit.level != Level.COUNTY:
        listing.fault(entry, "county", "应写县、市、区或开发区", "村写在“涉及村”一列", "wrong_level")
        return None
    return unit


def _after(
    listing: Listing,
    entry: Entry,
    county: Unit,
    office: Organisation | None,
    before: Snapshot | None,
    said: dict[Any, tuple[int, Snapshot]],
) -> Snapshot | None:
    values = entry.values
    after: Snapshot = dict(before or {}) | {"county": county.code}
    after |= {name: values[name] for name in PLAIN if values[name] is not None}
    if office is not None:
        after["organisation"] = office.public_id
    approved = approval.put(listing, entry, (before or {}).get("approval"))
    if approved is False or (
        isinstance(approved, dict) and not approval.agrees(listing, entry, said, approved)
    ):
        return None
    assert not isinstance(approved, bool)
    approved_on = approved["issued_on"] if approved else None
    settled = settle(listing, entry, before, approved_on)
    if settled is None:
        return None
    regime, began_on = settled
    rows = stages.put(listing, entry, regime, (before or {}).get("stages", []), approved_on)
    total_area_ha = total(listing, entry, before)
    villages = villages_of(listing, entry, county, unit_of_villages(listing, entry))
    if rows is None or total_area_ha is None or villages is None:
        return None
    after |= {
        "approval": approved, "regime": regime.value, "began_on": began_on, "stages": rows, "total_area_ha": total_area_ha,
        "case_villages": villages or (before or {}).get("case_villages", []),
    }  # fmt: skip
    if values["regime_reason"]:
        after["regime_reason"] = values["regime_reason"]
    if values["terminated_on"]:
        after["terminated_on"] = values["terminated_on"].isoformat()
    fill_from_name(after)
    return after if _is_whole(listing, entry, after) else None


def _is_whole(listing: Listing, entry: Entry, after: Snapshot) -> bool:
    wanted = {"kind": "类型", "purpose": "用途", "organisation": "承办单位", "case_villages": "涉及村"}
    missing = [name for name in wanted if not after.get(name)]
    for name in missing:
        column = "villages" if name == "case_villages" else name
        advice = (
            "至少写一个村：没有坐标的案件，村民只能从村里找到它"
            if name == "case_villages"
            else "新的案件要写"
        )
        listing.fault(entry, column, f"没有写{wanted[name]}", advice, "missing_value")
    areas = [row["area_ha"] for row in after["case_villages"] if row["area_ha"]]
    if not missing and areas and len(areas) == len(after["case_villages"]):
        whole = sum(map(Decimal, areas), Decimal(0))
        apart = abs(whole - Decimal(after["total_area_ha"]))
        if apart > Decimal("0.0001") * len(areas):
            told = f"各村合计 {whole:f} 公顷，征收面积 {after['total_area_ha']} 公顷"
            listing.fault(entry, "villages", told, "核对；公告本来如此的，可以照录", "area_mismatch", WARNING)
    return not missing


def _may(
    listing: Listing,
    entry: Entry,
    county: Unit,
    office: Organisation | None,
    before: Snapshot | None,
    offices: Offices,
) -> bool:
    """What it was and what it becomes both count."""
    if not listing.may(entry, "county", county.path, office.pk if office else None):
        return False
    if before is None:
        return True
    old, there = offices.by_id.get(before["organisation"]), listing.units.by_code.get(before["county"])
    return there is None or listing.may(entry, "county", there.path, old.pk if old else None)


CASES = register(
    Listed(
        name="cases",
        title="征地案件",
        noun="case",
        role=Role.EDITOR,
        columns=columns,
        propose=propose,
        hint="一行一件征地。按编号认，没有编号的按县、项目名称和批复文号认。空着的格不改原来的；文件里没有的案件保持原样，从不删除。",
    )
)
