"""Who acts, as the database is told it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from layers.audit.acting import ActingAsAnother, acting, within_change_set
from layers.audit.models import AuditEntry
from layers.audit.record import record
from layers.organisations.models import Organisation
from layers.staff.models import User
from tests.layers.places.making import tree

pytestmark = pytest.mark.django_db


class Paths:
    region_paths = ("1/7/", "1/9/")


def entry(pk: int) -> AuditEntry:
    return AuditEntry.objects.get(pk=pk)


@pytest.fixture
def li() -> User:
    return User.objects.create(username="li", display_name="李伟")


def test_an_entry_says_who_from_where_in_which_request_and_why(li) -> None:
    with acting(li, scope=Paths, address="203.0.113.9", request_id="abc", purpose="督查"):
        made = entry(record("export", noun=User, keys=[1, 2], detail={"rows": 2}))
    assert (made.actor_id, made.actor_name, made.address, made.request_id) == (
        li.pk,
        "李伟",
        "203.0.113.9",
        "abc",
    )
    assert (made.action, made.noun, made.row_count, made.keys) == ("export", "staff_user", 2, ["1", "2"])
    assert made.detail == {"rows": 2, "purpose": "督查"} and made.region_path == "1/7/" and not made.refused


def test_without_acting_the_entry_is_in_the_name_of_the_login(li) -> None:
    made = entry(record("login", refused=True))
    assert (made.actor_id, made.actor_name, made.refused) == (None, "web", True)


def test_what_follows_in_a_wider_transaction_is_not_that_users(li) -> None:
    with acting(li):
        record("login")
    assert entry(record("job")).actor_name == "web"


def test_somebody_without_an_account_is_told_apart_from_nobody_having_said_who(li) -> None:
    with acting(AnonymousUser(), address="203.0.113.9"):
        made = entry(record("login", refused=True, detail={"username": "root"}))
        with pytest.raises(ActingAsAnother), acting(li):
            pass
    assert (made.actor_id, made.actor_name, made.address) == (None, "匿名", "203.0.113.9")


def test_acting_twice_as_the_same_user_is_harmless_and_as_another_is_a_mistake(li) -> None:
    wang = User.objects.create(username="wang")
    with acting(li, address="203.0.113.9"):
        with acting(li, address="192.0.2.1"):
            assert entry(record("export")).address == "203.0.113.9"
        assert entry(record("export")).actor_id == li.pk
        with pytest.raises(ActingAsAnother), acting(wang):
            record("export")
        assert entry(record("export")).actor_id == li.pk


def test_a_failure_takes_its_writes_and_its_entries_back(li) -> None:
    before = AuditEntry.objects.count()
    with pytest.raises(RuntimeError), acting(li):
        record("export")
        raise RuntimeError
    assert AuditEntry.objects.count() == before
    assert entry(record("job")).actor_name == "web"


def test_entries_of_a_release_point_to_their_change_set(li) -> None:
    place = tree()["village"]
    with acting(li):
        with within_change_set(77):
            Organisation.objects.create(name="甲局", region=place)
        after = record("export")
    found = AuditEntry.objects.get(noun="organisations_organisation")
    assert (found.change_set, found.actor_id, found.action) == (77, li.pk, "insert")
    assert entry(after).change_set is None


def test_a_hostile_name_is_kept_as_it_is_but_for_what_the_database_cannot_hold(li) -> None:
    li.display_name = "'); DROP TABLE audit_auditentry;--\0"
    with acting(li):
        made = entry(record("login"))
    assert made.actor_name == "'); DROP TABLE audit_auditentry;--"


def test_nobody_tells_of_a_statement_but_its_trigger(li) -> None:
    with pytest.raises(ValueError, match="triggers alone"):
        record("delete", noun=User)
    from django.db.utils import ProgrammingError

    with (
        pytest.raises(ProgrammingError, match="triggers alone"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT audit_record('delete', 'staff_user', 1, '{}', NULL, false, '{}')")
