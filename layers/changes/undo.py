"""Undo: the inverse change set, a draft like any other. What is put back is exactly what was there before.

A land case that was public stays on record: it is withdrawn with its reason, or gets a new version (条例 and the
archive want both to be seen). So are documents, which are no noun of a change set at all.
"""

from collections.abc import Iterator
from typing import Any

from layers.audit.acting import acting
from layers.changes.aggregate import noun_of
from layers.changes.bulk import draft_many
from layers.changes.drafting import Proposal
from layers.changes.errors import Conflict, Newer, Refused
from layers.changes.models import ChangeRow, ChangeSet
from layers.changes.passage import Passage, is_large, put_aside
from layers.changes.reading import BATCH, batches, canonical_json, snapshots
from layers.changes.scoping import first_desk, found
from layers.staff.scope import scope_of

NAMED = 20


def undo(change_set: str, user: Any, *, at_once: bool = False) -> ChangeSet:
    """The draft that undoes a released set; it goes through the same review. Asked again, the same draft. Of a large set
    the draft is left to the worker, unless the caller has the time, and what comes back is the set itself.

    Raises NotSeen outside of the editor's scope, Refused for what cannot be undone, Conflict for a set that is not
    released, is undone, or was followed by a newer version (which is shown, and is to be undone first).
    """
    scope = scope_of(user)
    with acting(user, scope=scope):
        done = found(change_set, user, scope, lock=True)
        if done.state != ChangeSet.State.RELEASED:
            raise Conflict("还没有发布，不需要撤销；可以直接放弃")
        if not all(noun_of(name).is_undoable for name in _nouns(done)):
            raise Refused("征地案件公布后不能撤销，只能撤回，或修改后另行发布新版本")
        again = done.undone_by.exclude(state=ChangeSet.State.DROPPED).first()
        if again is not None:
            if again.author_id == user.pk and again.state != ChangeSet.State.RELEASED:
                return again
            raise Conflict("这份变更已经撤销，或正在撤销")
        if is_large(done) and not at_once:
            first_desk(scope)  # nobody but an editor gives the worker anything to do
            put_aside(done, Passage.Step.UNDO, user, state=done.state)
            return done
        _refuse_newer(done)
        title = f"撤销：{done.title}"[:200]
        made = draft_many(
            done.noun, user, _inverse(done, title), title=title, kind=ChangeSet.Kind.UNDO, undoes=done
        )
        assert made is not None  # a set without a row is never released
        return made


def _nouns(done: ChangeSet) -> list[str]:
    return sorted(done.rows.order_by().values_list("noun", flat=True).distinct())


def _rows(done: ChangeSet) -> Iterator[list[ChangeRow]]:
    return batches(done.rows.order_by("seq").iterator(chunk_size=BATCH))


def _inverse(done: ChangeSet, title: str) -> Iterator[list[Proposal]]:
    for rows in _rows(done):
        yield [
            Proposal(
                key=row.key,
                noun=row.noun,
                after=row.before,
                reason=title if row.before is None else "",
                is_exact=True,
            )
            for row in rows
        ]


def _refuse_newer(done: ChangeSet) -> None:
    newer: list[Newer] = []
    count = 0
    for rows in _rows(done):
        for name in {row.noun for row in rows}:
            mine = [row for row in rows if row.noun == name]
            current = snapshots(noun_of(name), [row.key for row in mine])
            for row in mine:
                if canonical_json(current.get(row.key)) != canonical_json(row.after):
                    count += 1
                    if len(newer) < NAMED:
                        newer.append(Newer(name, row.key, row.label, current.get(row.key)))
    if newer:
        raise Conflict(
            f"“{newer[0].label}”{f'等 {count} 条' if count > 1 else ''}之后又有新的公开版本，请先撤销后来的变更",
            tuple(newer),
        )
