"""Villages in one cell: several names or codes, a town for all of its villages."""

import re

from importers.entries import Entry
from importers.listing import Listing
from importers.regions import Unit
from layers.regions.models import Level

SEVERAL = re.compile(r"[、,，;；\n\s]+")
ALL_OF = re.compile(r"(?:全部村居?|全域|所辖各?村|所有村)$")


def units_in(listing: Listing, entry: Entry, column: str, around: Unit) -> list[str] | None:
    """The codes of the villages that the cell names within ``around``; None, with each fault beside the row, when one
    is unknown, lies elsewhere or is no village."""
    written = entry.values[column]
    if not written:
        return []
    found: list[str] = []
    is_sound = True
    for word in filter(None, SEVERAL.split(written)):
        unit = listing.unit(entry, column, ALL_OF.sub("", word) or word, around.path)
        if unit is None:
            is_sound = False
        elif not unit.path.startswith(around.path):
            listing.fault(
                entry, column, f"{unit.full_name}不在{around.name}", "核对村名，同名的写代码", "other_region"
            )
            is_sound = False
        elif unit.level == Level.VILLAGE:
            found.append(unit.code)
        elif unit.level == Level.TOWN:
            found += [
                one.code
                for one in listing.units.by_code.values()
                if one.level == Level.VILLAGE and one.path.startswith(unit.path)
            ]
        else:
            listing.fault(
                entry, column, f"{unit.full_name}不是村，也不是乡镇", "写村名或乡镇名", "wrong_level"
            )
            is_sound = False
    return found if is_sound else None
