"""The chain: canonical text, two hashes, no gap, and what the database refuses."""

import datetime as dt
import json
import subprocess

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from layers.ledger.append import append, head
from layers.ledger.check import first_fault
from layers.ledger.days import close_days, newest_root
from layers.ledger.line import START, Head, line_of
from layers.ledger.models import LedgerDay, LedgerEntry
from layers.ledger.samples import drop_sample_ledger
from tests.layers.ledger.acts import act, hashes

pytestmark = pytest.mark.django_db


def test_an_entry_is_the_same_text_whoever_writes_it():
    line = line_of(act(title="“东村”\n公告"), 1, "2024-03-04T09:00:00.000000+08:00", START)
    assert line == json.dumps(json.loads(line), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert line.startswith('{"acted_at":"2024-03-04T09:00:00.000000+08:00","action":"PUBLISH","at":')
    assert set(json.loads(line)) >= {
        "seq", "at", "action", "doc_id", "version", "sha256", "sm3", "size", "title", "doc_no", "org", "prev",
    }  # fmt: skip


def test_the_hashes_are_those_of_the_standards():
    # GB/T 32905-2016, A.1 and FIPS 180-4: the word abc.
    assert hashes("abc") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    )


def test_sha256sum_alone_recomputes_the_chain_from_the_lines():
    append([act(), act(version=2, content="更正")])
    append([act("WITHDRAW", reason="有误")])
    lines = "".join(f"{line}\n" for line in LedgerEntry.objects.values_list("line", flat=True))
    script = """prev=$(printf '0%.0s' {1..64}); while IFS= read -r line; do
    prev=$(printf '%s%s' "$prev" "$line" | sha256sum | cut -c1-64); done; printf %s "$prev" """
    found = subprocess.run(["bash", "-c", script], input=lines, capture_output=True, text=True, check=True)
    assert found.stdout == head().hash
    assert head().seq == 3


def test_what_was_rolled_back_leaves_no_gap():
    append([act()])
    with pytest.raises(RuntimeError), transaction.atomic():
        append([act(version=2)])
        raise RuntimeError
    append([act(version=3)])
    assert list(LedgerEntry.objects.values_list("seq", "version")) == [(1, 1), (2, 3)]
    assert first_fault() is None


def test_a_clock_set_back_never_makes_an_entry_older_than_the_one_before(monkeypatch):
    now = dt.datetime.now(dt.UTC)
    append([act()])
    monkeypatch.setattr("django.utils.timezone.now", lambda: now - dt.timedelta(days=2))
    append([act(version=2)])
    first, second = LedgerEntry.objects.values_list("at", flat=True)
    assert second >= first


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_ledgerentry SET line = line",
        "DELETE FROM ledger_ledgerentry WHERE seq = 2",
        "TRUNCATE ledger_ledgerentry",
        "INSERT INTO ledger_ledgerday SELECT '2024-03-04', 2, hash, hash_sm3, 2 FROM ledger_ledgerentry WHERE seq = 2",
        "INSERT INTO ledger_ledgerentry (seq, line, hash, hash_sm3) SELECT 4, line, hash, hash_sm3 FROM ledger_ledgerentry"
        " WHERE seq = 2",
        "INSERT INTO ledger_ledgerentry (seq, line, hash, hash_sm3) SELECT 3, line, hash, hash_sm3 FROM ledger_ledgerentry"
        " WHERE seq = 2",
    ],
)
def test_the_database_refuses_what_does_not_follow(statement):
    append([act(), act(version=2)])
    # In the tests the site's login is not allowed the first three at all; the trigger is asked in test_forged.py.
    with (
        pytest.raises(Exception, match=r"permission denied|does not follow|is not the last of"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert LedgerEntry.objects.count() == 2 and LedgerDay.objects.count() == 0


@pytest.fixture
def on(monkeypatch):
    """Makes it noon of a day."""

    def be(day: str) -> None:
        noon = dt.datetime.fromisoformat(f"{day}T12:00:00+08:00")
        monkeypatch.setattr("django.utils.timezone.now", lambda: noon)

    return be


def test_a_days_root_is_its_last_entry_and_is_written_when_the_day_is_over(on):
    on("2026-11-25")
    append([act(), act(version=2)])
    assert (close_days(), newest_root().is_closed) == (0, False)
    on("2026-11-26")
    append([act(version=3)])
    assert (close_days(), close_days()) == (1, 0)
    on("2026-11-28")
    assert close_days() == 1
    days = LedgerDay.objects.order_by("day").values_list("seq", "count", "hash")
    hashes_ = dict(LedgerEntry.objects.values_list("seq", "hash"))
    assert list(days) == [(2, 2, hashes_[2]), (3, 1, hashes_[3])]
    root = newest_root()
    assert (f"{root.day}", root.seq, root.hash, root.is_closed) == ("2026-11-26", 3, hashes_[3], True)
    assert first_fault() is None


def test_a_ledger_without_entries_is_sound_and_has_no_root():
    assert (head(), newest_root(), first_fault(), close_days()) == (Head(), None, None, 0)


def test_a_root_from_paper_must_be_in_the_ledger():
    append([act(), act(version=2)])
    first = LedgerEntry.objects.values_list("hash", flat=True)[0]
    assert first_fault([first.upper()]) is None
    assert first_fault(["a" * 64]) == f"纸上的根值 {'a' * 64} 不在账本里：账本被重写或截去，或者抄错了"
    with pytest.raises(CommandError, match="校验值应为 64 位"):
        call_command("ledger_check", root=["abc"])


def test_a_ledger_of_samples_goes_with_them_and_one_with_a_real_entry_stays():
    append([act(is_sample=True)])
    assert drop_sample_ledger() is True
    assert LedgerEntry.objects.count() == 0
    append([act(is_sample=True), act(version=2)])
    assert drop_sample_ledger() is False
    assert LedgerEntry.objects.count() == 2
