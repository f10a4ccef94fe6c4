"""The ledger as the site's own login has it, and the anonymous reader's: it grows, and it never changes."""

import threading

import pytest
from django.db import connection, connections, transaction
from django.db.utils import IntegrityError, ProgrammingError

from layers.documents.models import Document
from layers.documents.publish import add_version, publish, withdraw
from layers.grants import insert_only_tables
from layers.ledger.append import append
from layers.ledger.check import first_fault
from layers.ledger.models import LedgerEntry
from tests.layers.documents.files import pdf, stores_in
from tests.layers.ledger.acts import act

pytestmark = pytest.mark.logins


def refused(statement: str, error: type[Exception], message: str, alias: str = "default") -> None:
    with (
        pytest.raises(error, match=message),
        transaction.atomic(using=alias),
        connections[alias].cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_site_adds_entries_and_changes_none(committed_database):
    with transaction.atomic():
        append([act()])
    assert insert_only_tables() == ["ledger_ledgerday", "ledger_ledgerentry"]
    for table in insert_only_tables():
        for statement in (
            "DELETE FROM {}",
            "TRUNCATE {}",
            "UPDATE {} SET hash = hash",
            "ALTER TABLE {} DISABLE TRIGGER ALL",
            "DROP TABLE {}",
        ):
            refused(statement.format(table), ProgrammingError, "permission denied|must be owner")


def test_the_public_reads_the_ledger_and_adds_nothing(committed_database):
    with transaction.atomic():
        append([act()])
    assert LedgerEntry.objects.using("public").count() == 1
    refused("SELECT ledger_drop_samples()", ProgrammingError, "permission denied", "public")
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('ledger_ledgerentry', 'INSERT, UPDATE, DELETE, TRUNCATE')")
        assert cursor.fetchone() == (False,)


def test_the_site_can_neither_update_nor_delete_a_published_version(committed_database, settings, tmp_path):
    stores_in(tmp_path, settings)
    document = Document.objects.create()
    version = add_version(document, pdf("征收土地公告"), file_name="公告.pdf", title="公告")
    publish(version)
    assert LedgerEntry.objects.filter(doc_id=document.public_id).count() == 1
    for column, value in (
        ("title", "'改'"),
        ("doc_no", "'改'"),
        ("original_id", "original_id"),
        ("number", "2"),
    ):
        statement = f"UPDATE documents_documentversion SET {column} = {value}"
        refused(statement, IntegrityError, "documents_documentversion is immutable")
    other_bytes = "UPDATE documents_storedfile SET sha256 = repeat('a', 64)"
    refused(other_bytes, IntegrityError, "documents_storedfile is immutable")
    for state in ("published", "withdrawn"):
        for table in ("documents_documentversion", "documents_publication"):
            refused(f"DELETE FROM {table}", IntegrityError, f"{table} of a published version stays")
        with pytest.raises(IntegrityError, match="of a published version stays"), transaction.atomic():
            document.delete()
        if state == "published":
            withdraw(version, "有误")
    drafted = add_version(Document.objects.create(), pdf("草稿"), file_name="草稿.pdf", title="草稿")
    assert drafted.delete()[0] == 1


def test_many_who_publish_at_once_leave_no_gap(committed_database):
    def write(number: int) -> None:
        try:
            for version in range(5):
                with transaction.atomic():
                    append([act(doc_id=f"{number}", version=version)])
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(LedgerEntry.objects.values_list("seq", flat=True)) == list(range(1, 31))
    assert first_fault() is None
