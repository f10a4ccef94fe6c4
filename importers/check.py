"""The whole file is checked, all problems at once; only when no row has one is there a change set of what it says.

Two walks: the file into the stage, by columns; the stage against what is public, row by row. Everything happens in the
caller's transaction: a check that ends early leaves nothing.
"""

from collections.abc import Iterator

from django.db import transaction

from geo.errors import BadInput
from importers.checking import Checking
from importers.choices import Choices
from importers.comparing import Comparison
from importers.dataset import Dataset, Listed, Placed
from importers.findings import ERROR, Findings
from importers.intake import Intake
from importers.listing import proposed
from importers.progress import Told
from importers.report import Problem
from importers.source import Source
from layers.changes.bulk import draft_many
from layers.changes.drafting import Proposal
from layers.changes.errors import Conflict
from layers.changes.models import ChangeSet
from layers.changes.release import preview
from layers.failpoints import failpoint
from layers.staff.models import User


class HasProblems(Exception):
    """Ends the draft that was begun beside the check: nothing of it stays."""


def check(
    dataset: Dataset,
    source: Source,
    choices: Choices,
    *,
    user: User | None,
    file_name: str,
    told: Told | None = None,
    draft: bool = True,
    idempotency_key: str | None = None,
    kind: str = ChangeSet.Kind.IMPORT,
) -> Findings:
    """The findings; with a change set of this ``kind`` when ``draft``, there is a ``user`` and nothing is wrong.

    ``user`` None looks at the file as the system does, which has every region. In a transaction. Raises BadInput for a
    file or a way of reading that cannot be used at all, Cancelled.
    """
    told = told or Told()
    found = Findings(notes=list(source.notes))
    checking = Checking(user, file_name, choices, told, found)
    told.enter("认字段和坐标系")
    if isinstance(dataset, Placed):
        proposals = _placed(checking, dataset, source)
    else:
        assert isinstance(dataset, Listed)
        proposals = iter([proposed(checking, dataset, source)])
    if user is not None and draft:
        _draft(checking, dataset, proposals, idempotency_key, kind)
    else:
        for _ in proposals:
            pass
    # Some things are known of a file only at its end: that heights were left aside.
    found.notes += [note for note in source.notes if note not in found.notes]
    failpoint("check.drafted")
    return found.summed()


def _placed(checking: Checking, dataset: Placed, source: Source) -> Iterator[list[Proposal]]:
    intake = Intake(checking, source, dataset.columns(checking.user))
    found, told = checking.found, checking.told
    intake.map()
    if found.severities[ERROR]:
        # The columns must be settled first; what the rows say now would be said in vain.
        return iter(())
    crs = intake.decide()
    told.enter("读取和检查")
    stage = intake.stage(crs)
    found.rows, found.rows_per_second = told.rows, told.rows_per_second
    failpoint("check.staged")
    if not found.rows:
        raise BadInput("file", "文件里没有要导入的行")
    if intake.is_undecided:
        # Where the rows lie is not known yet; what is wrong in their other cells is told all the same.
        return iter(())
    told.enter("与已公布的对照")
    return Comparison(checking, dataset, intake.columns, crs).proposals(stage)


def _draft(
    checking: Checking,
    dataset: Dataset,
    proposals: Iterator[list[Proposal]],
    idempotency_key: str | None,
    kind: str,
) -> None:
    found, user = checking.found, checking.user
    assert user is not None
    title = f"{ChangeSet.Kind(kind).label}{dataset.title}：{checking.file_name}"
    try:
        with transaction.atomic():
            found.change_set = draft_many(
                dataset.noun, user, proposals, title=title, kind=kind, idempotency_key=idempotency_key
            )
            if isinstance(dataset, Listed) and found.change_set is not None:
                _try_out(found, user)
            if not found.is_clean:
                raise HasProblems
    except HasProblems:
        found.change_set = None


def _try_out(found: Findings, user: User) -> None:
    """The rows of a list may depend on one another, so only its release shows whether it can be released."""
    assert found.change_set is not None
    try:
        with preview(found.change_set.public_id, user):
            pass
    except (BadInput, Conflict) as problem:
        found.add(Problem(None, "", "", problem.message[:300], "", "not_releasable"))
