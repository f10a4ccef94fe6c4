"""A draft of very many records: its rows go into their table by COPY as they come, and are never in memory together."""

from collections.abc import Iterable, Sequence

import orjson
from django.db import connection, transaction

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.changes import progress
from layers.changes.aggregate import Snapshot, noun_of
from layers.changes.drafting import Proposal, rows_of
from layers.changes.hashing import Digests, set_hash
from layers.changes.models import ChangeRow, ChangeSet
from layers.changes.scoping import Pair, covering, first_desk, found_pairs, settled
from layers.staff.models import User
from layers.staff.scope import scope_of

# One transaction of some minutes in the worker; its memory grows by some 70 bytes a row (docs/imports.md).
MOST_ROWS = 1_000_000
COLUMNS = (
    "change_set_id", "seq", "noun", "key", "label", "operation", "before", "after", "reason", "successor", "digest",
)  # fmt: skip
COPY = f"COPY changes_changerow ({', '.join(COLUMNS)}) FROM STDIN"


@transaction.atomic
def draft_many(
    noun: str,
    user: User,
    batches: Iterable[Sequence[Proposal]],
    *,
    title: str,
    note: str = "",
    kind: str = ChangeSet.Kind.IMPORT,
    idempotency_key: str | None = None,
    undoes: ChangeSet | None = None,
) -> ChangeSet | None:
    """A draft of all that ``batches`` propose, or None when that is nothing; all or nothing, in one transaction.

    No record may be in two batches. Raises as ``draft_rows`` does, and IntegrityError for a key that is used.
    """
    noun_of(noun)
    scope = scope_of(user)
    with acting(user, scope=scope):
        desk = first_desk(scope)
        made = ChangeSet(
            noun=noun, kind=kind, title=title[:200], note=note[:500], author=user, undoes=undoes,
            idempotency_key=idempotency_key,
        )  # fmt: skip
        digests = Digests()
        pairs: set[Pair] = set()
        units: list[ChangeRow] = []
        for proposals in batches:
            if not proposals:
                continue
            if made._state.adding:
                # Where it belongs follows from its rows; until they are there it is the desk's.
                covering(scope, {desk}).put_on(made)
                made.save()
            if len(digests) + len(proposals) > MOST_ROWS:
                raise BadInput(
                    "rows", f"一次最多 {MOST_ROWS // 10_000} 万条，请按乡镇或类目分成几个文件，分别提交"
                )
            rows = rows_of(made, {}, proposals, desk, after_seq=len(digests))
            pairs |= found_pairs(rows, desk)
            units += [row for row in rows if row.before is None and row.noun in ("region", "organisation")]
            _copy(rows)
            for row in rows:
                digests.add(row.seq, row.digest)
            progress.done(len(rows))
        if made._state.adding:
            return None
        covering(scope, settled(pairs, units, desk)).put_on(made)
        made.row_count, made.content_hash = len(digests), set_hash(made, digests.in_order())
        made.save()
        return made


def _copy(rows: Iterable[ChangeRow]) -> None:
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for row in rows:
            copy.write_row(
                (
                    row.change_set_id, row.seq, row.noun, row.key, row.label, row.operation, _json(row.before),
                    _json(row.after), row.reason, row.successor, row.digest,
                )
            )  # fmt: skip


def _json(snapshot: Snapshot | None) -> str | None:
    return None if snapshot is None else orjson.dumps(snapshot).decode()
