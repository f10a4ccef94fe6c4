"""Drafts: written, written again, scheduled, dropped, submitted. Nothing here touches what is public.

Every write names the hash that the writer saw: a stale tab gets a Conflict, never somebody else's text. Only the
author edits a draft; an edit of a set in review makes it a draft again, and what was signed is void.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.changes.aggregate import Noun, Snapshot, noun_of
from layers.changes.attachment import let_go_of_the_unnamed
from layers.changes.errors import Conflict, NotSeen, Refused
from layers.changes.hashing import row_digest, set_hash
from layers.changes.models import ChangeRow, ChangeSet
from layers.changes.reading import snapshots
from layers.changes.scoping import belonging, first_desk, found
from layers.regions.models import Level, Region
from layers.staff.scope import Scope, scope_of

# Of a set that is edited row by row; one that comes by COPY (bulk.py) is never in memory as a whole.
MOST_ROWS = 200_000
DRAFT, IN_REVIEW, DROPPED = ChangeSet.State.DRAFT, ChangeSet.State.IN_REVIEW, ChangeSet.State.DROPPED
Operation = ChangeRow.Operation
VERBS = {Operation.CREATE: "新增", Operation.UPDATE: "修改", Operation.WITHDRAW: "撤回"}


@dataclass(frozen=True)
class Proposal:
    """One record as it shall be. ``key`` "" is a new one. ``after`` None withdraws it, with reason and successor."""

    key: str = ""
    after: Snapshot | None = None
    noun: str = ""
    reason: str = ""
    successor: str = ""
    # A row of an undo is put back as it once was stored, also where today's form would refuse it.
    is_exact: bool = False
    # Who proposes many has seen to the form of each already.
    is_canonical: bool = False


def draft(noun: str, user: Any, key: str = "", after: Snapshot | None = None, **given: Any) -> ChangeSet:
    """A draft of one record: the public one named ``key``, or a new one, whose public id it already has.

    ``after`` may still be incomplete; without it an edit starts from what is public, or was before it was withdrawn.
    ``given`` as for ``draft_rows``. Raises NotSeen outside of the editor's scope and for a key that nothing has,
    BadInput for what has not even the right form.
    """
    if after is None and key:
        after = snapshots(noun_of(noun), [noun_of(noun).canonical_key(key)], even_withdrawn=True).get(key)
        if after is None:
            raise NotSeen
        return draft_rows(noun, user, [Proposal(key=key, after=after, is_exact=True)], **given)
    after = after if after is not None else {}
    return draft_rows(noun, user, [Proposal(key=key, after=after)], **given)


def draft_withdrawal(
    noun: str, user: Any, key: str, reason: str, successor: str = "", **given: Any
) -> ChangeSet:
    """A draft that takes a public record back. ``successor`` is the key of what took its place."""
    return draft_rows(noun, user, [Proposal(key=key, reason=reason, successor=successor)], **given)


def draft_rows(
    noun: str,
    user: Any,
    proposals: Sequence[Proposal],
    *,
    kind: str = ChangeSet.Kind.EDIT,
    title: str = "",
    note: str = "",
    idempotency_key: str | None = None,
) -> ChangeSet:
    """A draft of many records, such as an import. The same ``idempotency_key`` again gives the draft that is there."""
    noun_of(noun)
    scope = scope_of(user)
    with acting(user, scope=scope):
        if idempotency_key:
            there = ChangeSet.objects.filter(idempotency_key=idempotency_key).first()
            if there is not None and there.author_id == user.pk:
                return there
            if there is not None:
                raise Conflict("这一提交已由他人办理")
        made = ChangeSet(
            noun=noun, kind=kind, title=title, note=note[:500], author=user,
            idempotency_key=idempotency_key,
        )  # fmt: skip
        rows = rows_of(made, {}, proposals, first_desk(scope))
        settle(made, scope, rows)
        made.save()
        for row in rows:
            row.change_set = made
        ChangeRow.objects.bulk_create(rows, batch_size=1_000)
        return made


def put_row(
    change_set: str, user: Any, key: str, after: Snapshot, *, seen_hash: str, noun: str = ""
) -> ChangeSet:
    """Writes one record of one's own draft again: autosave. See ``put_rows``."""
    return put_rows(change_set, user, [Proposal(key=key, after=after, noun=noun)], seen_hash=seen_hash)


def put_rows(
    change_set: str, user: Any, proposals: Sequence[Proposal], *, seen_hash: str, without: Iterable[str] = ()
) -> ChangeSet:
    """Adds records to one's own draft or writes them again; takes those with the keys ``without`` out of it.

    ``change_set`` is its public id. Raises NotSeen, Refused for another's draft, Conflict for a stale ``seen_hash``
    or a set that is released, BadInput.
    """
    scope = scope_of(user)
    with acting(user, scope=scope):
        own = own_draft(change_set, user, scope, seen_hash)
        kept = {(row.noun, row.key): row for row in every_row(own) if row.key not in set(without)}
        rows = rows_of(own, kept, proposals, first_desk(scope))
        kept |= {(row.noun, row.key): row for row in rows}
        every = sorted(kept.values(), key=lambda row: row.seq)
        settle(own, scope, every)
        own.rows.filter(key__in=list(without)).delete()
        ChangeRow.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["change_set", "noun", "key"],
            update_fields=["label", "operation", "before", "after", "reason", "successor", "digest"],
            batch_size=1_000,
        )
        own.save()
        let_go_of_the_unnamed(own.pk, [(row.noun, row.key, row.after) for row in every])
        return own


def catch_up(change_set: str, user: Any, *, seen_hash: str) -> ChangeSet:
    """Sets the draft against what is public now, after a Conflict that showed the newer version. ``after`` stays."""
    scope = scope_of(user)
    with acting(user, scope=scope):
        own = own_draft(change_set, user, scope, seen_hash)
        rows = every_row(own)
        for name in {row.noun for row in rows}:
            mine = [row for row in rows if row.noun == name]
            current = snapshots(noun_of(name), [row.key for row in mine])
            for row in mine:
                row.before = current.get(row.key)
                _sign(row)
        settle(own, scope, rows)
        ChangeRow.objects.bulk_update(rows, ["before", "operation", "digest"], batch_size=500)
        own.save()
        return own


def schedule(
    change_set: str,
    user: Any,
    *,
    seen_hash: str,
    release_at: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
    note: str | None = None,
) -> ChangeSet:
    """When it shall become public by itself, and when be withdrawn again; both are signed with the content."""
    scope = scope_of(user)
    with acting(user, scope=scope):
        own = own_draft(change_set, user, scope, seen_hash)
        for name, hour in (("release_at", release_at), ("expires_at", expires_at)):
            if hour is not None and (timezone.is_naive(hour) or hour <= timezone.now()):
                raise BadInput(name, "时间应在现在之后")
        if expires_at and release_at and expires_at <= release_at:
            raise BadInput("expires_at", "到期撤回应晚于定时发布")
        if expires_at and not all(
            noun_of(name).is_lasting for name in own.rows.values_list("noun", flat=True)
        ):
            raise BadInput("expires_at", "这类内容不能到期撤回")
        own.release_at, own.expires_at = release_at, expires_at
        own.note = own.note if note is None else note[:500]
        settle(own, scope, every_row(own))
        own.save()
        return own


def drop(change_set: str, user: Any, *, seen_hash: str) -> ChangeSet:
    """Gives one's own draft up, with its files. What is public never knew of it."""
    scope = scope_of(user)
    with acting(user, scope=scope):
        own = own_draft(change_set, user, scope, seen_hash)
        own.state, own.due_on = DROPPED, None
        own.save(update_fields=["state", "due_on", "changed_at"])
        own.attachments.all().let_go()
        return own


def own_draft(public_id: str, user: Any, scope: Scope, seen_hash: str) -> ChangeSet:
    """Locked, and still as the writer saw it. Raises NotSeen, Refused, Conflict."""
    own = found(public_id, user, scope, lock=True)
    if own.author_id != user.pk:
        raise Refused("只有起草人可以修改这份草稿")
    if own.state not in (DRAFT, IN_REVIEW):
        raise Conflict(f"这份变更{own.get_state_display()}，不能再修改")
    if own.content_hash != seen_hash:
        raise Conflict("这份草稿在别的窗口里已经改过，请刷新后再修改")
    return own


def every_row(own: ChangeSet) -> list[ChangeRow]:
    """All rows in memory. Raises Refused for a set that is too large for that."""
    if own.row_count > MOST_ROWS:
        raise Refused(
            f"超过 {MOST_ROWS // 10_000} 万条的变更不能逐条修改、定时或移交；请放弃后分成几个文件重新导入"
        )
    return list(own.rows.all())


def rows_of(
    change_set: ChangeSet,
    kept: dict[tuple[str, str], ChangeRow],
    proposals: Sequence[Proposal],
    desk: Any,
    *,
    after_seq: int = 0,
) -> list[ChangeRow]:
    """Unsaved rows for the proposals; ``kept`` are those there are, whose ``before`` stays."""
    if len(kept) + len(proposals) > MOST_ROWS:
        raise BadInput("rows", f"一次最多 {MOST_ROWS} 条")
    current: dict[tuple[str, str], Snapshot] = {}
    # A withdrawn record that is brought back is still that of the region in which it lay.
    former: dict[tuple[str, str], Snapshot] = {}
    for name in {proposal.noun or change_set.noun for proposal in proposals}:
        noun = noun_of(name)
        keys = [
            noun.canonical_key(proposal.key)
            for proposal in proposals
            if proposal.key
            and (proposal.noun or change_set.noun) == name
            and (name, proposal.key) not in kept
        ]
        current |= {(name, key): row for key, row in snapshots(noun, keys).items()}
        gone = [key for key in keys if (name, key) not in current] if noun.is_lasting else []
        former |= {(name, key): row for key, row in snapshots(noun, gone, even_withdrawn=True).items()}
    seq = max((row.seq for row in kept.values()), default=after_seq)
    rows: dict[tuple[str, str], ChangeRow] = {}
    for proposal in proposals:
        noun = noun_of(proposal.noun or change_set.noun)
        key = noun.canonical_key(proposal.key or noun.new_key())
        row = kept.get((noun.name, key))
        if row is None:
            seq += 1
            row = ChangeRow(seq=seq, noun=noun.name, key=key, before=current.get((noun.name, key)))
            row.change_set = change_set
            row.former = former.get((noun.name, key))
        if (noun.name, key) in rows:
            raise BadInput(noun.key, f"{noun.title} {key} 出现了两次")
        _fill(row, noun, proposal, desk)
        rows[noun.name, key] = row
    return list(rows.values())


def _fill(row: ChangeRow, noun: Noun, proposal: Proposal, desk: Any) -> None:
    row.after, row.reason, row.successor = None, proposal.reason.strip(), proposal.successor
    if proposal.after is not None:
        row.after = proposal.after
        if not proposal.is_exact:
            is_ready = proposal.is_canonical
            row.after = noun.fill(row.key, row.after if is_ready else noun.canonical(row.after))
        if not proposal.is_exact and row.before is None:
            _default(row.after, noun, desk)
    elif row.before is None:
        raise BadInput(noun.key, f"没有这个{noun.title}，或已撤回")
    elif not row.reason:
        raise BadInput("reason", "撤回必须写明原因")
    if len(row.reason) > 200:
        raise BadInput("reason", "撤回原因最多 200 个字")
    if row.successor:
        row.successor = noun.canonical_key(row.successor)
    row.label = noun.label(row.after or row.before or {})[:200]
    _sign(row)


def _default(after: Snapshot, noun: Noun, desk: Any) -> None:
    """A new record lies where its editor works, until she says otherwise."""
    for name, value in (("region", desk[0]), ("organisation", desk[1])):
        if name in noun.fields and after[name] is None and after.get("region") in (None, desk[0]):
            after[name] = value
    # A case is a county's: who works for a town or the city chooses which.
    if "county" in noun.fields and after["county"] is None:
        here = Region.objects.filter(code=desk[0], level=Level.COUNTY)
        after["county"] = here.values_list("code", flat=True).first()


def _sign(row: ChangeRow) -> None:
    row.operation = (
        Operation.WITHDRAW
        if row.after is None
        else Operation.UPDATE
        if row.before is not None
        else Operation.CREATE
    )
    row.digest = row_digest(row)


def settle(change_set: ChangeSet, scope: Scope, rows: list[ChangeRow]) -> None:
    """What follows from the rows: where the set belongs, its hash; that it is a draft, whatever had been signed."""
    belonging(scope, rows, first_desk(scope)).put_on(change_set)
    change_set.row_count = len(rows)
    change_set.content_hash = set_hash(change_set, [row.digest for row in rows])
    change_set.state, change_set.flow, change_set.due_on, change_set.problem = DRAFT, None, None, ""
    if change_set.kind == ChangeSet.Kind.EDIT and rows:
        first = rows[0]
        more = f"等 {len(rows)} 条" if len(rows) > 1 else ""
        change_set.title = (
            f"{VERBS[Operation(first.operation)]}{noun_of(first.noun).title}：{first.label}{more}"[:200]
        )
