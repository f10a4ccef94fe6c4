"""What the review is told before it reads: what is missing, and what the rules of the procedure say of the dates."""

from geo.errors import BadInput
from layers.changes.aggregate import noun_of
from layers.changes.case_facts import ProposedFacts
from layers.changes.models import ChangeRow
from layers.land.facts import load_procedure
from layers.land.rules import Problem, problems
from layers.workdays.calendar import load_calendar
from portal.desk.parcels import own_parcels

MOST_SHOWN = 20


def checks(rows: list[ChangeRow]) -> list[tuple[str, Problem]]:
    """Label of the record and what stands against it; what is hard would refuse the publication."""
    found = [
        (row.label, problem)
        for row in rows
        if row.after is not None
        for problem in _incomplete(row, is_alone=len(rows) == 1)
    ]
    cases = [row for row in rows if row.noun == "case" and row.after is not None]
    if cases:
        calendar, facts = (
            load_calendar(),
            ProposedFacts([row.key for row in cases if row.before is not None], load_procedure()),
        )
        for row in cases:
            assert row.after is not None
            found += [(row.label, one) for one in problems(facts.of(row.key, row.after), calendar)]
            # Overlaps with parcels beside them are in what the author has confirmed, among the comments.
            warnings = own_parcels(row.after).warnings
            found += [(row.label, Problem(warning, is_hard=False)) for warning in warnings]
    return found[:MOST_SHOWN]


def _incomplete(row: ChangeRow, *, is_alone: bool) -> list[Problem]:
    """``is_alone``: of many at once the submission asks what their categories want."""
    assert row.after is not None
    try:
        noun_of(row.noun).complete(row.after)
        if is_alone:
            noun_of(row.noun).demand([(row.before, row.after)])
    except BadInput as problem:
        return [Problem(problem.message, is_hard=True)]
    return []
