"""征收面积 of a row, in hectares, from whatever unit its columns are in; nobody can see a unit from the numbers."""

from importers.cases.areas import HECTARES, MU, hectares_of, is_same, unit_in
from importers.cells import Wrong
from importers.entries import Entry
from importers.listing import Listing
from layers.changes.aggregate import Snapshot


def has_units(listing: Listing) -> bool:
    """A column of areas says its unit above it, or a column beside it does; nobody can see it from the numbers."""
    for name in ("area_ha", "area_mu"):
        title = listing.found.mapping.get(name)
        if title and not unit_in(title):
            for entry in listing.entries:
                number = entry.values[name]
                if number is not None and not number[1] and not entry.values["area_unit"]:
                    listing.fault(
                        entry, name, f"“{title}”没有写单位", "把单位写进标题，如“总面积（公顷）”，或加一列“面积单位”", "no_unit"
                    )  # fmt: skip
                    return False
    return True


def total(listing: Listing, entry: Entry, before: Snapshot | None) -> str | None:
    """In hectares; both numbers of a row that has both must tell one area."""
    told = []
    for name, unit in (("area_ha", HECTARES), ("area_mu", MU)):
        if entry.values[name] is None:
            continue
        number, own = entry.values[name]
        unit = own or unit_in(listing.found.mapping.get(name, "")) or entry.values["area_unit"] or unit
        try:
            told.append((name, number, unit, hectares_of(number, unit)))
        except Wrong as wrong:
            listing.fault(entry, name, wrong.reason, wrong.suggestion, "bad_value")
            return None
    if not told:
        if before is None:
            listing.fault(entry, "area_ha", "没有写征收面积", "写公顷或亩", "missing_value")
            return None
        return str(before["total_area_ha"])
    area_ha = told[0][3]
    if len(told) == 2 and not is_same(area_ha, told[1][1], told[1][2]):
        listing.fault(
            entry,
            "area_mu",
            f"与公顷数不相符：{area_ha:f} 公顷是 {area_ha * 15:f} 亩",
            "核对两个数",
            "differs",
        )
        return None
    return f"{area_ha:f}"


def unit_of_villages(listing: Listing, entry: Entry) -> str:
    title = listing.found.mapping.get("villages", "")
    if unit := unit_in(title):
        return unit
    if entry.values["area_unit"]:
        return str(entry.values["area_unit"])
    name = "area_ha" if entry.values["area_ha"] is not None else "area_mu"
    return unit_in(listing.found.mapping.get(name, ""))
