"""The chain: what is committed is sealed once, and whoever owns the tables cannot change it unseen."""

import datetime as dt
import gzip

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.check import first_fault
from layers.audit.export import file_of, read, write_day, write_missing_days
from layers.audit.models import AuditEntry, AuditSeal
from layers.audit.record import record
from layers.audit.removal import remove_old
from layers.audit.seals import seal_waiting, unsealed


@pytest.fixture
def as_owner(committed_database):
    """Everything is done by the owner of the tables, against whom the chain is."""
    connections["default"] = connections["owner"]
    return committed_database


def sql(statement: str, *values: object) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(statement, values)


def sealed_entries(count: int = 4) -> list[int]:
    made = [record("export", detail={"村": "东村", "number": number}) for number in range(count)]
    seal_waiting()
    return made


@pytest.mark.django_db
def test_what_waits_is_sealed_once_and_counted() -> None:
    seal_waiting()
    record("login")
    record("login")
    assert unsealed().count == 2 and unsealed().since is not None
    assert seal_waiting() == 2
    assert seal_waiting() == 0 and unsealed().count == 0
    seal = AuditSeal.objects.latest("id")
    assert seal.count == 2 and first_fault() is None
    sealed_entries(1)
    assert bytes(AuditSeal.objects.latest("id").previous) == bytes(seal.hash)


@pytest.mark.django_db
def test_batches_follow_each_other(monkeypatch) -> None:
    monkeypatch.setattr("layers.audit.seals.BATCH", 3)
    seal_waiting()
    before = AuditSeal.objects.count()
    sealed_entries(7)
    assert AuditSeal.objects.count() == before + 3
    assert first_fault() is None


def test_a_transaction_that_commits_late_is_sealed_late(committed_database) -> None:
    late = committed_database.connect("default")
    with late.transaction():
        number = late.execute("SELECT audit_record('late', '', NULL, '{}', NULL, false, '{}')").fetchone()[0]
        assert record("login") > number
        seal_waiting()
        assert unsealed().count == 0
    assert unsealed().count == 1 and seal_waiting() == 1
    assert AuditSeal.objects.latest("id").first_id == number
    assert first_fault() is None
    late.close()


def test_two_workers_do_not_seal_the_same(committed_database) -> None:
    record("login")
    other = committed_database.connect("default")
    with other.transaction():
        assert other.execute("SELECT audit_seal(10)").fetchone()[0] > 0
        assert seal_waiting() == 0
    other.close()
    seal_waiting()
    assert first_fault() is None


def test_the_first_entry_that_is_not_as_it_was_is_named(as_owner) -> None:
    _, second, third, fourth = sealed_entries()
    row = "INSERT INTO audit_auditentry (id, at, actor_name, address, request_id, region_path, action, noun, keys,"
    row += " refused, detail) VALUES (%s, now(), '', '', '', '', 'login', '', '{}', false, '{}')"
    tampered = {
        f"审计记录 {second} 与封存时不同": [
            ("UPDATE audit_auditentry SET actor_name = '别人' WHERE id = %s", second),
            ("UPDATE audit_auditentry SET refused = true WHERE id = %s", fourth),
        ],
        f"审计记录 {third} 被删除": [("DELETE FROM audit_auditentry WHERE id = %s", third)],
        f"审计记录 {fourth} 之前有记录被删除": [
            ("DELETE FROM audit_auditentry WHERE id = %s", third),
            ("DELETE FROM audit_auditsealed WHERE entry_id = %s", third),
        ],
        "条（": [("DELETE FROM audit_auditsealed WHERE entry_id = %s", fourth)],
        f"审计记录 {fourth + 100} 不是由审计程序写入的": [(row, fourth + 100)],
        f"审计记录 {fourth + 101} 之前有记录被删除": [
            (row, fourth + 101),
            (
                "INSERT INTO audit_auditsealed (id, entry_id, seal_id, hash) OVERRIDING SYSTEM VALUE"
                " SELECT 10000, %s, max(seal_id), 'x' FROM audit_auditsealed",
                fourth + 101,
            ),
        ],
        "与前一封存不相接": [("UPDATE audit_auditseal SET previous = '' WHERE last_id = %s", fourth)],
    }
    for told, statements in tampered.items():
        assert first_fault() is None
        with transaction.atomic():
            for statement, value in statements:
                sql(statement, value)
            assert told in str(first_fault()), told
            with pytest.raises(CommandError, match="✗"):
                call_command("audit_check")
            transaction.set_rollback(True)


def a_day_ago(months: int = 0) -> dt.date:
    """Moves the newest seal to the past, as if it had been made then."""
    sql("UPDATE audit_auditseal SET at = at - make_interval(months => %s, days => 1)", months)
    return timezone.localtime(AuditSeal.objects.latest("id").at).date()


def test_a_chain_that_was_computed_anew_is_betrayed_by_an_export(as_owner, tmp_path, capsys) -> None:
    _, second, *_ = sealed_entries()
    day = a_day_ago()
    file = write_day(day, tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [seal.is_sound for seal in read(file)] == [True] * AuditSeal.objects.count()
    assert f'"id": {second}' in gzip.decompress(file.read_bytes()).decode()
    call_command("audit_check", exports=tmp_path)
    assert "✓ 审计记录完好，待封存 2 条" in capsys.readouterr().err

    sql("TRUNCATE audit_auditsealed, audit_auditseal RESTART IDENTITY")
    sql("UPDATE audit_auditentry SET actor_name = '别人' WHERE id = %s", second)
    sql("INSERT INTO audit_auditwaiting SELECT id FROM audit_auditentry ON CONFLICT DO NOTHING")
    seal_waiting()
    assert first_fault() is None
    assert "数据库中的审计记录被重写" in str(first_fault(tmp_path))


def test_a_changed_or_cut_export_is_found_and_named(as_owner, tmp_path) -> None:
    sealed_entries()
    file = write_day(a_day_ago(), tmp_path)
    whole = gzip.decompress(file.read_bytes())
    file.write_bytes(gzip.compress(whole.replace("东村".encode(), "西村".encode())))
    assert "内容被改动" in str(first_fault(tmp_path))
    file.write_bytes(gzip.compress(whole[:-9]))
    assert "内容被改动" in str(first_fault(tmp_path))
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(BadInput, match="不是完整的审计导出文件"):
        first_fault(tmp_path)


def test_the_nightly_job_writes_the_days_that_are_missing_and_never_today(as_owner, tmp_path) -> None:
    sealed_entries()
    day = a_day_ago()
    sealed_entries()
    assert write_missing_days(tmp_path) == [file_of(day, tmp_path)]
    assert write_missing_days(tmp_path) == []
    with pytest.raises(BadInput, match="还没有过完"):
        write_day(timezone.localdate(), tmp_path)


def test_entries_leave_after_six_months_and_only_into_a_sound_export(as_owner, tmp_path, settings) -> None:
    old = sealed_entries()
    sealed_before = AuditEntry.objects.count()
    assert remove_old(tmp_path) == 0
    day = a_day_ago(months=6)
    with pytest.raises(BadInput, match="还没有导出"):
        remove_old(tmp_path)
    settings.AUDIT_KEEP_MONTHS = 5
    with pytest.raises(BadInput, match="至少在线保存 6 个月"):
        remove_old(tmp_path)
    settings.AUDIT_KEEP_MONTHS = 6
    file = write_day(day, tmp_path)
    whole = file.read_bytes()
    file.write_bytes(gzip.compress(gzip.decompress(whole).replace("东村".encode(), "西村".encode())))
    with pytest.raises(BadInput, match="没有完好的封存"):
        remove_old(tmp_path)
    file.write_bytes(whole)
    young = sealed_entries()
    assert remove_old(tmp_path) == sealed_before
    assert not AuditEntry.objects.filter(pk__in=old).exists()
    assert AuditEntry.objects.filter(pk__in=young).count() == 4
    assert AuditEntry.objects.latest("id").detail["entries"] == sealed_before
    assert first_fault(tmp_path) is None
    with pytest.raises(BadInput, match="已移出"):
        write_day(day, tmp_path)
