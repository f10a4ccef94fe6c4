"""涉及村 in one cell: 湖边镇东村 1.2345、西村（0.5公顷）、990101100203 7.5亩; names with the town, or codes of 12 digits."""

import re
import unicodedata
from decimal import Decimal

from importers.cases.areas import WRITTEN, area, hectares_of
from importers.cells import Wrong
from importers.entries import Entry
from importers.listing import Listing
from importers.regions import Unit
from importers.villages import ALL_OF
from layers.changes.aggregate import Snapshot
from layers.regions.models import Level

# A comma within 1,234.5 parts nothing.
SEVERAL = re.compile(r"[、，;；\n]+|,(?!\d{3}(?!\d))")
CODE_ONLY = re.compile(r"\d{12}", re.ASCII)
WITH_AREA = re.compile(
    rf"(?P<name>.*?\D|\d{{12}}\s)[\s:：]*[(（]?\s*(?P<area>{WRITTEN.pattern})\s*[)）]?", re.ASCII
)


def villages_of(listing: Listing, entry: Entry, around: Unit, unit: str) -> list[Snapshot] | None:
    """Rows of the case, each village once; ``unit`` of areas that name none. None with each fault beside the row."""
    found: dict[str, Decimal | None] = {}
    is_sound = True
    for word in filter(None, (one.strip() for one in SEVERAL.split(entry.values["villages"] or ""))):
        name, area_ha, wrong = _parts(word, unit)
        if wrong is not None:
            listing.fault(entry, "villages", f"{word[:60]}：{wrong.reason}", wrong.suggestion, "bad_value")
            is_sound = False
            continue
        codes = _codes(listing, entry, name, around)
        if codes is None or (area_ha is not None and len(codes) > 1):
            if codes is not None:
                listing.fault(
                    entry, "villages", f"{word[:60]}：几个村只写了一个面积", "每个村分别写", "bad_value"
                )
            is_sound = False
            continue
        for code in codes:
            if code in found:
                listing.fault(
                    entry,
                    "villages",
                    f"{word[:60]}写了两次",
                    "同一个村只写一次，面积合在一起",
                    "duplicate_row",
                )
                is_sound = False
            found[code] = area_ha
    if not is_sound:
        return None
    return [
        {"village": code, "area_ha": None if area_ha is None else f"{area_ha:f}"} for code, area_ha in found.items()
    ]  # fmt: skip


def _parts(word: str, unit: str) -> tuple[str, Decimal | None, Wrong | None]:
    written = unicodedata.normalize("NFKC", word)
    match = None if CODE_ONLY.fullmatch(written) else WITH_AREA.fullmatch(written)
    if match is None:
        return word, None, None
    name = match["name"].rstrip(" \t:(")
    try:
        number, own = area(match["area"])
        if not (own or unit):
            raise Wrong("面积没有写单位", "写成 1.2345公顷，或在标题里写明单位")
        return name, hectares_of(number, own or unit), None
    except Wrong as wrong:
        return name, None, wrong


def _codes(listing: Listing, entry: Entry, name: str, around: Unit) -> list[str] | None:
    """Of one village; of all of a town only where the cell says all, since most cases touch a few of them."""
    plain = ALL_OF.sub("", name) or name
    unit = listing.unit(entry, "villages", plain, around.path)
    if unit is None:
        return None
    if not unit.path.startswith(around.path):
        listing.fault(
            entry, "villages", f"{unit.full_name}不在{around.name}", "核对村名，同名的写代码", "other_region"
        )
        return None
    if unit.level == Level.VILLAGE:
        return [unit.code]
    if unit.level == Level.TOWN and plain != name:
        every = listing.units.by_code.values()
        return [one.code for one in every if one.level == Level.VILLAGE and one.path.startswith(unit.path)]
    listing.fault(
        entry,
        "villages",
        f"{unit.full_name}不是村",
        "写到村；确实涉及全镇的，写“某某镇全部村”",
        "wrong_level",
    )
    return None
