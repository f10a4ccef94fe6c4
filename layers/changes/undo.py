"""Undo: the inverse change set, a draft like any other. What is put back is exactly what was there before.

A land case that was public stays on record: it is withdrawn with its reason, or gets a new version (条例 and the
archive want both to be seen). So are documents, which are no noun of a change set at all.
"""

from typing import Any

from layers.changes.aggregate import noun_of
from layers.changes.drafting import Proposal, draft_rows
from layers.changes.errors import Conflict, Newer, Refused
from layers.changes.models import ChangeSet
from layers.changes.reading import canonical_json, snapshots
from layers.changes.scoping import found
from layers.staff.scope import scope_of


def undo(change_set: str, user: Any) -> ChangeSet:
    """The draft that undoes a released set; it goes through the same review. Asked again, the same draft.

    Raises NotSeen outside of the editor's scope, Refused for what cannot be undone, Conflict for a set that is not
    released, is undone, or was followed by a newer version (which is shown, and is to be undone first).
    """
    done = found(change_set, user, scope_of(user))
    if done.state != ChangeSet.State.RELEASED:
        raise Conflict("还没有发布，不需要撤销；可以直接放弃")
    rows = list(done.rows.all())
    if not all(noun_of(row.noun).is_undoable for row in rows):
        raise Refused("征地案件公布后不能撤销，只能撤回，或修改后另行发布新版本")
    again = done.undone_by.exclude(state=ChangeSet.State.DROPPED).first()
    if again is not None:
        if again.author_id == user.pk and again.state != ChangeSet.State.RELEASED:
            return again
        raise Conflict("这份变更已经撤销，或正在撤销")
    for name in {row.noun for row in rows}:
        _refuse_newer(name, [row for row in rows if row.noun == name])
    proposals = [
        Proposal(
            key=row.key,
            noun=row.noun,
            after=row.before,
            reason=f"撤销：{done.title}"[:200] if row.before is None else "",
            is_exact=True,
        )
        for row in rows
    ]
    return draft_rows(
        done.noun, user, proposals, kind=ChangeSet.Kind.UNDO, title=f"撤销：{done.title}"[:200], undoes=done
    )


def _refuse_newer(name: str, rows: list[Any]) -> None:
    current = snapshots(noun_of(name), [row.key for row in rows])
    newer = [row for row in rows if canonical_json(current.get(row.key)) != canonical_json(row.after)]
    if newer:
        raise Conflict(
            f"“{newer[0].label}”{f'等 {len(newer)} 条' if len(newer) > 1 else ''}之后又有新的公开版本，请先撤销后来的变更",
            tuple(Newer(name, row.key, row.label, current.get(row.key)) for row in newer[:20]),
        )
