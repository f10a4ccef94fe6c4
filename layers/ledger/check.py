"""Is the ledger as it was written? Everything is computed anew, row after row; the first fault is named."""

from collections.abc import Collection, Iterator
from typing import Any

import orjson
from django.db import connection, transaction

from layers.ledger.line import Head, chained, chained_sm3
from layers.ledger.models import LedgerDay, LedgerEntry

CHUNK = 5_000
KEYS = {"seq", "at", "prev"}


@transaction.atomic
def first_fault(printed: Collection[str] = ()) -> str | None:
    """One Chinese sentence that names the entry, None when all is sound.

    ``printed``: roots from paper, 64 hexadecimal digits each. Who owns the tables could compute the whole chain and all
    roots anew, or cut both at the end; a root that hangs on a village's board betrays it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    return next(_faults({root.lower() for root in printed}), None)


def _faults(printed: set[str]) -> Iterator[str]:
    days = {day.day.isoformat(): day for day in LedgerDay.objects.all()}
    last = Head()
    for seq, line, hash_, hash_sm3 in _rows():
        if seq != last.seq + 1:
            missing = f"第 {last.seq + 1} 条" if seq == last.seq + 2 else f"第 {last.seq + 1} 至 {seq - 1} 条"
            yield f"账本{missing}不在：被删除"
        said = _said(line)
        if said is None:
            yield f"账本第 {seq} 条的内容不是一个条目：被改动"
            return
        if said["seq"] != seq:
            yield f"账本第 {seq} 条的内容写的是第 {said['seq']} 条：被调换"
        if said["prev"] != last.hash:
            yield f"账本第 {seq} 条与第 {seq - 1} 条不相接：第 {seq - 1} 条被改写，或者第 {seq} 条是伪造的"
        if hash_ != chained(last.hash, line):
            yield f"账本第 {seq} 条的内容与它的链值（SHA-256）不符：被改动"
        if hash_sm3 != chained_sm3(last.hash_sm3, line):
            yield f"账本第 {seq} 条的内容与它的链值（SM3）不符：被改动"
        if said["at"] < last.at:
            yield f"账本第 {seq} 条的时间早于前一条：被改动"
        if last.at[:10] != said["at"][:10]:
            yield from _fault_of_day(days.pop(last.at[:10], None), last)
        last = Head(seq, said["at"], hash_, hash_sm3)
        printed.discard(hash_)
    for day in sorted(days.values(), key=lambda day: day.day):
        if day.seq > last.seq:
            yield f"账本第 {last.seq + 1} 条起不在：{day.day} 的根值在第 {day.seq} 条，现在只到第 {last.seq} 条，尾部被截去"
    yield from _fault_of_day(days.pop(last.at[:10], None), last)
    for day in days.values():
        yield f"{day.day} 的根值没有对应的条目：账本被重写"
    for root in sorted(printed):
        yield f"纸上的根值 {root} 不在账本里：账本被重写或截去，或者抄错了"


def _rows() -> Iterator[tuple[int, str, str, str]]:
    """By key, chunk after chunk: a pooler between keeps no cursor open."""
    last = 0
    rows = LedgerEntry.objects.order_by("seq").values_list("seq", "line", "hash", "hash_sm3")
    while chunk := list(rows.filter(seq__gt=last)[:CHUNK]):
        yield from chunk
        last = chunk[-1][0]


def _said(line: str) -> dict[str, Any] | None:
    """The facts of a line that is written as it must be, else None."""
    try:
        said = orjson.loads(line)
    except ValueError:
        return None
    is_canonical = orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode() == line
    return said if is_canonical and isinstance(said, dict) and said.keys() >= KEYS else None


def _fault_of_day(day: LedgerDay | None, last: Head) -> Iterator[str]:
    if day is not None and (day.seq, day.hash, day.hash_sm3) != (last.seq, last.hash, last.hash_sm3):
        yield f"{day.day} 的根值与账本不符（该日末条是第 {last.seq} 条）：账本或根值被改动"
