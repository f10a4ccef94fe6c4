"""A list of items from a source: checked whole, set against what is public, and handed in for review as ONE change set.

Nothing is public before people of ours have signed. The same list twice is one; while a list of the source is being
reviewed another one waits outside.
"""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from geo.errors import BadInput
from importers.check import check
from importers.choices import Choices
from importers.columns import Column
from importers.dataset import Listed
from importers.datasets.service_items import COLUMNS, ITEMS
from importers.findings import Findings
from importers.item_sources.body import source_of
from importers.item_sources.differing import differences_of
from importers.item_sources.models import ItemSource, Push
from layers.audit.acting import acting
from layers.changes import review
from layers.changes.drafting import drop
from layers.changes.errors import Conflict, NotSeen
from layers.changes.models import ChangeSet
from layers.staff.scope import scope_of
from layers.time_limits import without_time_limits

MOST_BYTES = 8_000_000
MOST_PROBLEMS = 500
OPEN = "上一次推送还在审核（变更 {}），审完或退回后再推送"
Outcome = Push.Outcome
COUNTED = ("new", "changed", "unchanged", "error")
NOTHING: dict[str, Any] = {
    "items": 0, "counts": dict.fromkeys(COUNTED, 0), "problems": [], "problem_count": 0, "changes": [],
    "conflicts": 0, "change_set": None,
}  # fmt: skip


@dataclass(frozen=True)
class Pushed:
    """``is_repeated``: the same list had come before and is being reviewed; nothing was done."""

    push: Push
    is_repeated: bool = False


def receive(source: ItemSource, content: bytes, *, how: str = Push.How.PUSHED) -> Pushed:
    """Takes the list in, whatever it holds: what is wrong with it stands in the report.

    Raises Conflict while another list of the source is being reviewed.
    """
    user = source.user
    scope = scope_of(user)
    with acting(user, scope=scope, purpose="推送办事事项"):
        without_time_limits()
        # Two lists at once must not both find that none is open.
        ItemSource.objects.select_for_update().get(pk=source.pk)
        digest = hashlib.sha256(content).hexdigest()
        open_ = waiting(source)
        if open_ is not None and open_.digest == digest:
            return Pushed(open_, is_repeated=True)
        if open_ is not None:
            assert open_.change_set is not None
            raise Conflict(OPEN.format(open_.change_set.public_id))
        _let_go_of_returned(source)
        return Pushed(_taken_in(source, content, how, digest))


def _taken_in(source: ItemSource, content: bytes, how: str, digest: str) -> Push:
    try:
        with transaction.atomic():
            found, codes = _checked(source, content)
            report, change_set = _report(found, codes), None
            if found.change_set is not None:
                report |= _differences(found.change_set, source)
                change_set = review.submit(
                    found.change_set.public_id, source.user, seen_hash=found.change_set.content_hash
                )
    except (BadInput, NotSeen) as problem:
        return _kept(source, how, digest, Outcome.REFUSED, _refusal(problem.message))
    outcome = Outcome.DRAFTED if change_set else Outcome.UNCHANGED if found.is_clean else Outcome.REFUSED
    return _kept(source, how, digest, outcome, report, change_set)


def waiting(source: ItemSource) -> Push | None:
    """The list of the source that is being reviewed."""
    under_way = (ChangeSet.State.SUBMITTING, ChangeSet.State.IN_REVIEW, ChangeSet.State.RELEASING)
    rows = source.pushes.filter(change_set__state__in=under_way)
    return rows.select_related("change_set").first()


def columns() -> tuple[Column, ...]:
    """Those of the Excel list; between systems an item is known by its 实施编码 alone, so that must be there."""
    return tuple(replace(one, required=True) if one.name == "code" else one for one in COLUMNS)


def _checked(source: ItemSource, content: bytes) -> tuple[Findings, list[str]]:
    table, codes = source_of(content, columns())
    dataset: Listed = replace(ITEMS, columns=lambda by: columns())
    found = check(
        dataset, table, Choices(), user=source.user, file_name=str(source), kind=ChangeSet.Kind.PUSH
    )
    return found, codes


def _report(found: Findings, codes: list[str]) -> dict[str, Any]:
    """As JSON: items are counted from 1, as they stand in the list."""
    # What cannot be read at all is told first; that it is absent, too, need not be said.
    first = {(one.row, one.column): one for one in reversed(found.problems)}
    told = [one for one in found.problems if first[one.row, one.column] is one]
    problems = [
        {
            "item": one.row, "code": codes[one.row - 1] if one.row else "", "field": one.column, "value": one.value,
            "reason": one.reason, "suggestion": one.suggestion,
        }
        for one in told[:MOST_PROBLEMS]
    ]  # fmt: skip
    counts = {name: found.counts[name] for name in COUNTED}
    return NOTHING | {
        "items": len(codes), "counts": counts, "problems": problems, "problem_count": len(told),
    }  # fmt: skip


def _differences(change_set: ChangeSet, source: ItemSource) -> dict[str, Any]:
    changes = differences_of(change_set, source)
    conflicts = sum(bool(one["conflict"]) for one in changes)
    return {"changes": changes, "conflicts": conflicts, "change_set": change_set.public_id}


def _refusal(reason: str) -> dict[str, Any]:
    problem = {"item": None, "code": "", "field": "", "value": "", "reason": reason, "suggestion": ""}
    return NOTHING | {"problems": [problem], "problem_count": 1}


def forget_reports(before: Any) -> None:
    """Those of lists that came before that moment and changed nothing. What a source said and we released stays."""
    with acting(None, purpose="清理推送报告"):
        Push.objects.filter(at__lt=before, change_set=None).delete()


def _let_go_of_returned(source: ItemSource) -> None:
    """A list that the reviewers sent back lies with an author who has no hands; the next list takes its place."""
    for push in source.pushes.filter(change_set__state=ChangeSet.State.DRAFT).select_related("change_set"):
        assert push.change_set is not None
        drop(push.change_set.public_id, source.user, seen_hash=push.change_set.content_hash)


def _kept(
    source: ItemSource,
    how: str,
    digest: str,
    outcome: str,
    report: dict[str, Any],
    change_set: ChangeSet | None = None,
) -> Push:
    return Push.objects.create(
        source=source, how=how, outcome=outcome, digest=digest, report=report, change_set=change_set
    )
