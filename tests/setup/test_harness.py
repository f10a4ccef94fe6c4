"""The harness keeps its promises: who the tests are logged in as, and that nothing of a test stays."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction

from layers.staff.models import User


def login(alias: str) -> str:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def test_code_under_test_is_logged_in_as_web_and_cannot_change_tables(db: None) -> None:
    assert login("default") == "web"
    with pytest.raises(ProgrammingError, match="permission denied for schema public"), transaction.atomic():
        connection.cursor().execute("CREATE TABLE mine (i int)")


def test_the_three_aliases_are_one_connection(db: None) -> None:
    User.objects.create_user("zhang")
    assert [User.objects.using(alias).count() for alias in ("default", "owner", "public")] == [1, 1, 1]


def test_nothing_of_the_test_before_is_left(db: None) -> None:
    assert not User.objects.exists()


def test_a_test_that_commits_has_a_database_of_its_own(committed_database: Any) -> None:
    with transaction.atomic():
        User.objects.create_user("zhang")
    with committed_database.connect("default") as outside:
        assert outside.execute("SELECT username FROM staff_user").fetchall() == [("zhang",)]
    assert login("owner") == "owner"
    connections["owner"].cursor().execute("ALTER TABLE staff_user ADD CHECK (username <> 'li')")
    with pytest.raises(IntegrityError):
        User.objects.create_user("li")


def test_what_another_test_committed_is_gone(committed_database: Any) -> None:
    assert not User.objects.exists()
    User.objects.create_user("li")


def test_after_a_committing_test_the_rolled_back_database_is_back(db: None) -> None:
    assert login("owner") == "web"
    assert not User.objects.exists()


@pytest.mark.logins
def test_marked_tests_use_the_real_logins() -> None:
    assert [login(alias) for alias in ("default", "owner", "public")] == ["web", "owner", "web_ro"]


def test_the_models_and_the_migrations_agree(db: None) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
