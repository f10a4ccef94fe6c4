"""Personal rows as the real logins see them: nothing for who forgot to say who acts, nothing at all for the public."""

import os
import subprocess
from dataclasses import dataclass

import pytest
from django.db import connection, connections
from django.db.utils import ProgrammingError

from layers.audit.acting import acting
from layers.personal.models import PersonalKey, StaffContact
from layers.personal.policy import personal_models
from layers.staff.models import User
from tests.layers.places.making import tree

pytestmark = pytest.mark.logins


@dataclass(frozen=True)
class Paths:
    region_paths: tuple[str, ...]


def test_a_personal_table_is_empty_but_for_who_acts_there(committed_database) -> None:
    places = tree()
    user = User.objects.create(username="li")
    village = places["village"]
    with acting(user, scope=Paths((village.path,))):
        StaffContact.objects.create(user=user, region=village, mobile="13812345678")
        assert StaffContact.objects.count() == 1
    assert StaffContact.objects.count() == 0
    with connection.cursor() as cursor:  # raw SQL has no more of it
        cursor.execute("UPDATE personal_staffcontact SET region_id = region_id")
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM personal_staffcontact")
        assert cursor.rowcount == 0
    with acting(user, scope=Paths(("0/",))):
        assert StaffContact.objects.count() == 0
    # A tree that was moved takes its rows along.
    type(village).objects.filter(pk=village.pk).update(path="8/8/")
    with acting(user, scope=Paths(("8/",))):
        assert StaffContact.objects.count() == 1
    # A backup is made as the owner, and has to have them.
    dump = ["pg_dump", "--data-only", "--table=personal_staffcontact", committed_database.url("owner")]
    made = subprocess.run(dump, capture_output=True, text=True, env=os.environ, check=True)
    assert made.stdout.count("\\\\x01") == 1 and "13812345678" not in made.stdout


def test_every_personal_table_has_its_policy(committed_database) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE c.relrowsecurity AND p.polname = 'in_scope_of_who_acts' AND p.polcmd = '*'"
        )
        assert {table for (table,) in cursor.fetchall()} == {
            model._meta.db_table for model in personal_models()
        }


@pytest.mark.parametrize("model", [StaffContact, PersonalKey])
def test_the_public_reads_neither_rows_nor_keys(committed_database, model) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connections["public"].cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {model._meta.db_table}")
