"""New entries, one after the other without a gap, in the transaction of the act itself."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from layers.ledger.line import Act, Head, chained, chained_sm3, line_of
from layers.ledger.models import LedgerEntry

LOCK = "SELECT pg_advisory_xact_lock(hashtext('ledger'))"


def append(acts: Iterable[Act]) -> Head:
    """Adds ``acts`` in their order; the new head. Who appends at the same time waits until this transaction ends."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an entry is written together with its act")
    with connection.cursor() as cursor:
        # The number comes from the last row and not from a sequence: what is rolled back would leave a gap.
        cursor.execute(LOCK)
    last = head()
    # A clock that was set back must not put an entry into a day that is closed.
    at = max(timezone.localtime().isoformat(timespec="microseconds"), last.at)
    rows = []
    for act in acts:
        line = line_of(act, last.seq + 1, at, last.hash)
        last = Head(last.seq + 1, at, chained(last.hash, line), chained_sm3(last.hash_sm3, line))
        rows.append(LedgerEntry(seq=last.seq, line=line, hash=last.hash, hash_sm3=last.hash_sm3))
    LedgerEntry.objects.bulk_create(rows, batch_size=1_000)
    return last


def head() -> Head:
    """The newest entry, or the zeros before the first."""
    newest = LedgerEntry.objects.order_by("-seq").values_list("seq", "at", "hash", "hash_sm3").first()
    return Head(*newest) if newest else Head()
