"""What the law says of the dates of a row: what is hard refuses it, what is soft is told."""

from geo.errors import BadInput
from importers.entries import Entry
from importers.findings import ERROR, WARNING
from importers.listing import Listing
from layers.land.facts import CaseFacts
from layers.land.rules import problems
from layers.workdays.work_calendar import WorkCalendar


def obeys(listing: Listing, entry: Entry, facts: CaseFacts, calendar: WorkCalendar) -> bool:
    """What the law says of the dates: what is hard refuses the row, what is soft is told."""
    try:
        found = problems(facts, calendar)
    except BadInput as problem:
        listing.fault(entry, "regime", problem.message[:200], "", "no_calendar", WARNING)
        return True
    for one in found:
        severity = ERROR if one.is_hard else WARNING
        listing.fault(entry, "began_on", one.message, "核对各阶段的日期", "against_procedure", severity)
    return not any(one.is_hard for one in found)
