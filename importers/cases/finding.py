"""Which public case a row is: by our 编号, else by county, 项目名称 and 批复文号."""

from collections import defaultdict

from importers.choices import NEW
from importers.entries import Entry
from importers.findings import QUESTION
from importers.listing import Listing
from importers.regions import Unit
from layers.land.document_number import normalise
from layers.land.models import Case

# name, county → (number of the approval, public id) of each case
There = dict[tuple[str, str], list[tuple[str, str]]]


def cases_there(found: list[tuple[Entry, Unit]]) -> There:
    names, counties = {entry.values["name"] for entry, _ in found}, {county.code for _, county in found}
    rows = Case.objects.filter(name__in=names, county__code__in=counties, withdrawn_at__isnull=True)
    there: There = defaultdict(list)
    for name, county, number, key in rows.values_list(
        "name", "county__code", "approval__doc_no", "public_id"
    ):
        there[name, county].append((number or "", key))
    return there


def key_of(listing: Listing, entry: Entry, county: Unit, there: There) -> str | None:
    """The case that is meant, "" for a new one, None with the question beside the row."""
    if entry.values["key"]:
        return str(entry.values["key"])
    same = there.get((entry.values["name"], county.code), [])
    number = normalise(entry.values["doc_no"]) if entry.values["doc_no"] else ""
    answer = listing.choices.answer(entry.row)
    exact = [key for other, key in same if other == number or not number]
    open_ones = [key for other, key in same if not other]
    for candidates in (exact, open_ones):
        if len(candidates) == 1:
            return candidates[0]
    if answer or not same:
        return "" if answer == NEW or not same else answer
    named = "；".join(f"{other or '没有文号'}（{key}）" for other, key in same)
    listing.fault(
        entry, "name", f"已有同名的案件，文号不同：{named}"[:300], "是同一件就写它的编号；是另一件就确认为新增",
        "near_duplicate", QUESTION,
    )  # fmt: skip
    return None
