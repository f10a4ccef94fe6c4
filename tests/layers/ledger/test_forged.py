"""Forged by who owns the tables, with every trigger off: ledger_check names the first entry that is not as it was."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections, transaction

from layers.ledger.append import append
from layers.ledger.days import close_days
from layers.ledger.models import LedgerEntry
from tests.layers.ledger.acts import act

LINE = "replace(line, '县人民政府', '镇人民政府')"
REHASHED = f"encode(sha256(convert_to((line::jsonb ->> 'prev') || {LINE}, 'UTF8')), 'hex')"
SWAPPED = """
CREATE TEMPORARY TABLE kept AS SELECT seq, line, hash, hash_sm3 FROM ledger_ledgerentry;
UPDATE ledger_ledgerentry e SET line = k.line, hash = k.hash, hash_sm3 = k.hash_sm3
FROM kept k WHERE e.seq IN (3, 4) AND k.seq = 7 - e.seq"""

FORGERIES = {
    "a forged row": (
        f"UPDATE ledger_ledgerentry SET line = {LINE} WHERE seq = 3",
        "账本第 3 条的内容与它的链值（SHA-256）不符：被改动",
    ),
    "a forged row with its hash": (
        f"UPDATE ledger_ledgerentry SET line = {LINE}, hash = {REHASHED} WHERE seq = 3",
        "账本第 3 条的内容与它的链值（SM3）不符：被改动",
    ),
    "an exchanged hash": (
        "UPDATE ledger_ledgerentry SET hash = repeat('a', 64) WHERE seq = 3",
        "账本第 3 条的内容与它的链值（SHA-256）不符：被改动",
    ),
    "a row that is no entry": (
        """UPDATE ledger_ledgerentry SET line = '{"version": 1}' WHERE seq = 3""",
        "账本第 3 条的内容不是一个条目：被改动",
    ),
    "swapped rows": (SWAPPED, "账本第 3 条的内容写的是第 4 条：被调换"),
    "a gap": ("DELETE FROM ledger_ledgerentry WHERE seq = 3", "账本第 3 条不在：被删除"),
    "a wide gap": ("DELETE FROM ledger_ledgerentry WHERE seq IN (2, 3)", "账本第 2 至 3 条不在：被删除"),
    "a cut tail": (
        "DELETE FROM ledger_ledgerentry WHERE seq > 3",
        "账本第 4 条起不在：2026-11-20 的根值在第 5 条，现在只到第 3 条，尾部被截去",
    ),
    "a forged root": (
        "UPDATE ledger_ledgerday SET hash = repeat('a', 64)",
        "2026-11-20 的根值与账本不符（该日末条是第 5 条）：账本或根值被改动",
    ),
}


def as_owner(*statements: str) -> None:
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for table in ("ledger_ledgerentry", "ledger_ledgerday"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        for table in ("ledger_ledgerentry", "ledger_ledgerday"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def five_entries(committed_database, monkeypatch):
    moment = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)
    with monkeypatch.context() as patch, transaction.atomic():
        patch.setattr("django.utils.timezone.now", lambda: moment)
        append(act(version=number, content=f"第 {number} 版", is_sample=True) for number in range(1, 6))
    close_days()


@pytest.mark.parametrize("forgery", FORGERIES)
def test_the_check_names_the_first_broken_entry(five_entries, forgery):
    call_command("ledger_check")
    statement, fault = FORGERIES[forgery]
    as_owner(statement)
    with pytest.raises(CommandError) as told:
        call_command("ledger_check")
    assert f"{told.value}" == f"✗ {fault}"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_ledgerentry SET line = line WHERE seq = 2",
        "DELETE FROM ledger_ledgerentry",
        "TRUNCATE ledger_ledgerentry",
        "UPDATE ledger_ledgerday SET count = 0",
        "DELETE FROM ledger_ledgerday",
    ],
)
def test_the_owner_is_refused_too(five_entries, statement):
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(using="owner"),
        connections["owner"].cursor() as cursor,
    ):
        cursor.execute(statement)
    assert LedgerEntry.objects.count() == 5
