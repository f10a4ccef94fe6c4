"""The trail as the site's own login has it: it reads, and it can neither write, change nor empty it."""

import pytest
from django.db import connections, transaction
from django.db.utils import ProgrammingError

from layers.audit.acting import acting
from layers.audit.models import AuditEntry
from layers.audit.record import record
from layers.grants import read_only_tables
from layers.staff.models import User

pytestmark = pytest.mark.logins

STATEMENTS = (
    "UPDATE {} SET id = id",
    "DELETE FROM {}",
    "TRUNCATE {}",
    "INSERT INTO {} DEFAULT VALUES",
    "ALTER TABLE {} DISABLE TRIGGER ALL",
    "DROP TABLE {}",
)


def refused(statement: str, alias: str = "default") -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(using=alias),
        connections[alias].cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_site_changes_no_table_of_the_audit(committed_database) -> None:
    record("login")
    tables = read_only_tables()
    assert {"audit_auditentry", "audit_auditseal", "audit_auditsealed", "audit_auditwaiting"} <= set(tables)
    for table in tables:
        for statement in STATEMENTS:
            refused(
                statement.format(table).replace(
                    "SET id = id", "SET entry_id = 1" if "waiting" in table else "SET id = id"
                )
            )
        with connections["default"].cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
    refused("SELECT nextval('audit_auditentry_id_seq')")
    refused("SELECT audit_write('delete', 'staff_user', 1, '{}', NULL, false, '{}')")


def test_the_site_cannot_switch_a_trigger_off(committed_database) -> None:
    refused("ALTER TABLE staff_user DISABLE TRIGGER audit_update")
    refused("DROP TRIGGER audit_update ON staff_user")
    refused("SET session_replication_role = replica")
    refused("TRUNCATE staff_user CASCADE")


def test_the_public_reads_nothing_of_it(committed_database) -> None:
    refused("SELECT 1 FROM audit_auditentry", "public")
    refused("SELECT audit_record('x', '', 1, '{}', NULL, false, '{}')", "public")


def test_the_owners_own_statements_have_entries_too(committed_database) -> None:
    user = User.objects.create(username="li")
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE staff_user SET phone = '1'")
    with acting(user):
        User.objects.update(phone="2")
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE staff_user CASCADE")
    found = AuditEntry.objects.filter(noun="staff_user").order_by("id").values_list("action", "actor_name")
    assert list(found) == [("insert", "web"), ("update", "owner"), ("update", "li"), ("truncate", "owner")]
