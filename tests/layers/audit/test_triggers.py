"""Every statement on content leaves one entry, whoever sent it."""

import pytest
from django.db import connection

from layers.audit.models import AuditEntry
from layers.audit.triggers import UNAUDITED, audited_tables, missing
from layers.staff.models import User

pytestmark = pytest.mark.django_db


def newest(noun: str = "staff_user") -> AuditEntry:
    return AuditEntry.objects.filter(noun=noun).latest("id")


def test_no_table_of_people_or_content_is_without_its_triggers() -> None:
    with connection.cursor() as cursor:
        assert missing(cursor) == []
    tables = set(audited_tables())
    assert {"places_place", "land_case", "staff_user", "staff_assignment", "staff_user_groups"} <= tables
    assert tables.isdisjoint({"audit_auditentry", "layers_searchentry", "django_session"})
    assert all(UNAUDITED.values())


def test_a_bulk_insert_is_one_entry_with_the_first_twenty_keys() -> None:
    made = User.objects.bulk_create(User(username=f"u{number}") for number in range(30))
    found = newest()
    assert (found.action, found.row_count, len(found.keys)) == ("insert", 30, 20)
    assert set(found.keys) <= {str(user.pk) for user in made}


def test_an_update_names_the_columns_that_changed_and_no_value() -> None:
    user = User.objects.create(username="li", display_name="李伟")
    User.objects.filter(pk=user.pk).update(display_name="王芳", phone="")
    found = newest()
    assert (found.action, found.keys, found.detail) == (
        "update",
        [str(user.pk)],
        {"columns": ["display_name"]},
    )


def test_raw_sql_and_deletion_leave_their_entries_too() -> None:
    user = User.objects.create(username="li")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE staff_user SET is_superuser = true WHERE id = %s", [user.pk])
        assert newest().detail == {"columns": ["is_superuser"]}
        cursor.execute("DELETE FROM staff_user WHERE id = %s", [user.pk])
    assert (newest().action, newest().keys) == ("delete", [str(user.pk)])


def test_a_statement_that_changed_nothing_leaves_no_entry() -> None:
    before = AuditEntry.objects.count()
    User.objects.filter(username="nobody").update(phone="1")
    User.objects.filter(username="nobody")._raw_delete("default")
    assert AuditEntry.objects.count() == before


def test_an_upsert_is_told_by_what_it_did() -> None:
    User.objects.create(username="li")
    before = newest().pk
    User.objects.bulk_create(
        [User(username="li", phone="1"), User(username="wang")],
        update_conflicts=True,
        unique_fields=["username"],
        update_fields=["phone"],
    )
    found = AuditEntry.objects.filter(noun="staff_user", pk__gt=before)
    assert sorted(found.values_list("action", "row_count")) == [("insert", 1), ("update", 1)]
