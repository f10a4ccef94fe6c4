"""From proposed rows to public ones: in one transaction, in batches, the layer versions last.

The same application, rolled back, is the check at submission and the preview of the public page.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from layers import versions
from layers.audit.acting import acting, within_change_set
from layers.changes import progress
from layers.changes.aggregate import NOUNS, Layers, Noun, Snapshot, noun_of
from layers.changes.attachment import settle
from layers.changes.errors import Conflict, Newer
from layers.changes.hashing import Digests, row_digest, set_hash
from layers.changes.models import ChangeRow, ChangeSet, Proposed
from layers.changes.reading import canonical_json, snapshots
from layers.changes.scoping import found
from layers.changes.values import Relation
from layers.changes.writing import write
from layers.failpoints import failpoint
from layers.staff.scope import scope_of

CHUNK = 5_000
NAMED = 20


@contextlib.contextmanager
def preview(change_set: str, user: Any) -> Iterator[ChangeSet]:
    """Inside it everything is as if the set were public; afterwards nothing of it has happened.

    Raises NotSeen, BadInput for what is not complete, Conflict when something newer is public.
    """
    scope = scope_of(user)
    with acting(user, scope=scope), transaction.atomic():
        shown = found(change_set, user, scope)
        apply(shown, is_preview=True)
        yield shown
        transaction.set_rollback(True)


def check(change_set: ChangeSet) -> None:
    """Raises what a release would raise now. Changes nothing."""
    with transaction.atomic():
        apply(change_set, is_preview=True)
        transaction.set_rollback(True)


def release_now(change_set: ChangeSet, user: Any) -> None:
    """``change_set`` is locked and signed by all; ``user`` is who signed the publication. A second call does nothing.

    Raises Conflict and BadInput, and then nothing has become public.
    """
    if change_set.state == ChangeSet.State.RELEASED:
        return
    with within_change_set(change_set.pk):
        raised = apply(change_set)
        failpoint("release.applied")
        change_set.state = ChangeSet.State.RELEASED
        change_set.released_at, change_set.released_by, change_set.due_on = timezone.now(), user, None
        change_set.save(update_fields=["state", "released_at", "released_by", "due_on", "changed_at"])
        settle(change_set.pk)
        _announce(change_set)
        for layer in sorted(raised):
            versions.bump(layer, raised[layer])


def _announce(change_set: ChangeSet) -> None:
    """In the same transaction: what is rolled back is told to nobody."""
    names = set(change_set.rows.values_list("noun", flat=True).order_by().distinct())
    for noun in sorted((NOUNS[name] for name in names), key=lambda noun: noun.order):
        if noun.announce is not None:
            for is_withdrawal in (False, True):
                for rows in _chunks(change_set, noun, is_withdrawal=is_withdrawal):
                    noun.announce(change_set.public_id, rows)


def apply(change_set: ChangeSet, *, is_preview: bool = False) -> Layers:
    """Makes the rows what is stored; the layers and counties whose versions are to be raised as the last statements.

    Raises Conflict for a record that has a newer version, and for rows that are not those of the hash.
    """
    digests = Digests()
    raised: Layers = {}
    names = set(change_set.rows.values_list("noun", flat=True).order_by().distinct())
    nouns = sorted((NOUNS[name] for name in names), key=lambda noun: noun.order)
    # Exact: what is put back is put back as it was.
    is_checked = change_set.kind != ChangeSet.Kind.UNDO
    for noun in nouns:
        _one_at_a_time(noun)
        for rows in _chunks(change_set, noun, is_withdrawal=False):
            _apply_chunk(noun, rows, digests, raised, is_preview=is_preview, is_checked=is_checked)
    for noun in reversed(nouns):
        for rows in _chunks(change_set, noun, is_withdrawal=True):
            _apply_chunk(noun, rows, digests, raised, is_preview=is_preview, is_checked=is_checked)
    for noun in nouns:
        if noun.finish is not None:
            noun.finish(list(change_set.rows.filter(noun=noun.name).values_list("key", flat=True)))
    if set_hash(change_set, digests.in_order()) != change_set.content_hash:
        raise Conflict("内容与所签的散列不符，不能发布")
    return raised


def _apply_chunk(
    noun: Noun,
    rows: list[Proposed],
    digests: Digests,
    raised: Layers,
    *,
    is_preview: bool,
    is_checked: bool,
) -> None:
    for row in rows:
        digests.add(row.seq, row_digest(row))
    keys = [row.key for row in rows]
    current = snapshots(noun, keys, lock=True)
    newer = [row for row in rows if _differ(current.get(row.key), row.before)]
    if newer:
        named = "、".join(row.label for row in newer[:3])
        raise Conflict(
            f"{noun.title}“{named}”{f'等 {len(newer)} 条' if len(newer) > 3 else ''}在起草之后又有新的公开版本，请对照后重新提交",
            tuple(Newer(noun.name, row.key, row.label, current.get(row.key)) for row in newer[:NAMED]),
        )
    if not is_preview and current:
        _add(raised, noun.layers(list(current)))
    if rows[0].after is None:
        noun.withdraw([(row.key, row.reason, row.successor) for row in rows])
    else:
        write(noun, {row.key: row.after or {} for row in rows}, current, is_checked=is_checked)
        noun.publish(keys, is_preview)
        noun.leave(current)
    if not is_preview:
        _add(raised, noun.layers(keys))
    progress.done(len(rows))


def _differ(one: Snapshot | None, other: Snapshot | None) -> bool:
    if one is None or other is None:
        return one is not other
    return canonical_json(one) != canonical_json(other)


def _chunks(change_set: ChangeSet, noun: Noun, *, is_withdrawal: bool) -> Iterator[list[Proposed]]:
    kept = change_set.rows.filter(noun=noun.name, after__isnull=is_withdrawal).order_by("seq")
    rows = kept.values_list(*Proposed._fields)
    # Records that name one another are written together, so that the order of the rows does not matter.
    is_tree = any(isinstance(value, Relation) and value.target is noun.model for value in noun.values)
    last = 0
    while chunk := [*map(Proposed._make, rows.filter(seq__gt=last)[: None if is_tree else CHUNK])]:
        last = chunk[-1].seq
        yield chunk


def _one_at_a_time(noun: Noun) -> None:
    """Two sets that create the same code wait for one another; random public ids never meet."""
    if not noun.new_key():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"changes {noun.name}"])


def _add(raised: Layers, more: Layers) -> None:
    for layer, counties in more.items():
        raised[layer] = raised.get(layer, set()) | counties


def flow_of(change_set: ChangeSet) -> str:
    """The strictest flow that one of its rows wants; "direct" when all change nothing but what the editor alone may, for
    which a person has to answer: what another system hands in is always read by one."""
    flows = {"content"} if change_set.kind == ChangeSet.Kind.PUSH else set()
    for row in change_set.rows.only("noun", "operation", "before", "after").iterator(chunk_size=2_000):
        noun = noun_of(row.noun)
        changed = (
            {name for name in row.after if row.before is None or row.before[name] != row.after[name]}
            if row.after
            else None
        )
        is_direct = (
            row.operation == ChangeRow.Operation.UPDATE and changed is not None and changed <= noun.direct
        )
        flows.add("direct" if is_direct else noun.flow)
    return next(flow for flow in ("land", "content", "direct") if flow in flows)
