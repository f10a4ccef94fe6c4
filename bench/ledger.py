"""bin/bench ledger [ENTRIES]: the check of a whole ledger, chain and both hashes of each entry; the target is 30 s for 1 M."""

import sys
import time

import django

django.setup()

from django.db import connections  # noqa: E402

from layers.ledger.check import first_fault  # noqa: E402
from layers.ledger.line import START, Act, chained, chained_sm3, line_of  # noqa: E402

ENTRIES = 1_000_000
AT = "2026-11-27T09:00:00.000000+08:00"


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    started = time.perf_counter()
    fill(count)
    print(f"{count} entries written in {time.perf_counter() - started:.1f} s")
    for _ in range(2):
        started, busy = time.perf_counter(), time.process_time()
        assert first_fault() is None
        print(
            f"checked in {time.perf_counter() - started:.1f} s,"
            f" of them {time.process_time() - busy:.1f} s of our own processor time"
        )


def fill(count: int) -> None:
    """A sound chain, past the trigger that would look at each entry."""
    prev = prev_sm3 = START
    copy = "COPY ledger_ledgerentry (seq, line, hash, hash_sm3) FROM STDIN"
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_ledgerentry DISABLE TRIGGER USER")
        with cursor.copy(copy) as rows:
            for seq in range(1, count + 1):
                line = line_of(act(seq), seq, AT, prev)
                prev, prev_sm3 = chained(prev, line), chained_sm3(prev_sm3, line)
                rows.write_row((seq, line, prev, prev_sm3))
        cursor.execute("ALTER TABLE ledger_ledgerentry ENABLE TRIGGER USER")
        cursor.execute("ANALYZE ledger_ledgerentry")


def act(seq: int) -> Act:
    return Act(
        action="PUBLISH",
        doc_id=f"{seq:09d}",
        version=1,
        sha256=f"{seq:064x}",
        sm3=f"{seq:064x}",
        size=350_000,
        title=f"某县人民政府关于{seq}年度第1批次建设用地征收土地公告",
        doc_no=f"政土告〔2026〕{seq}号",
        org="某县人民政府",
        acted_at=AT,
    )


if __name__ == "__main__":
    main()
