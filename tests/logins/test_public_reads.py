"""What an anonymous reader can reach, asked of the real login web_ro."""

import pytest
from django.apps import apps
from django.db import connections
from django.db.utils import ProgrammingError

from layers.grants import all_tables, grant_public_reads, public_tables
from layers.reads import STAFF_APPS
from layers.staff.models import User
from tests.layers.api.world import AROUND, world

pytestmark = pytest.mark.logins


def readable(table):
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, %s, 'SELECT')", [table])
        return cursor.fetchone()[0]


def test_it_reads_the_tables_marked_public_and_no_other(committed_database):
    assert {table for table in all_tables() if readable(table)} == set(public_tables())


def test_no_table_of_people_sessions_and_jobs_is_public():
    staff = {model._meta.db_table for model in apps.get_models() if model._meta.app_label in STAFF_APPS}
    assert {"staff_user", "staff_assignment", "django_session", "procrastinate_jobs"} <= staff
    assert staff.isdisjoint(public_tables())


def test_the_database_itself_refuses_a_table_of_people(committed_database):
    with pytest.raises(ProgrammingError, match="permission denied"):
        list(User.objects.using("public").all())


def test_a_table_that_is_no_longer_public_is_taken_back_at_the_next_migration(committed_database):
    with connections["owner"].cursor() as cursor:
        cursor.execute("GRANT SELECT ON staff_user TO web_ro")
        cursor.execute("REVOKE SELECT ON places_place FROM web_ro")
    assert readable("staff_user") and not readable("places_place")
    grant_public_reads(sender=apps.get_app_config("layers"), using="owner")
    assert not readable("staff_user") and readable("places_place")


def test_every_address_of_the_api_is_answered_by_the_reader_alone(committed_database, client, monkeypatch):
    here = world()
    # Whatever an anonymous request asks of the writing login would fail here.
    writer = connections["default"]
    monkeypatch.setattr(writer, "cursor", lambda *args: pytest.fail("an anonymous read went to login web"))
    for address in [
        *[
            f"/api/layers/{layer}.geojson?bbox={AROUND}"
            for layer in ("regions", "places", "parcels", "cases")
        ],
        *[f"/api/{layer}/?limit=1" for layer in ("regions", "places", "parcels", "cases")],
        f"/api/places/?group=medical&within={here.county.code}&bbox={AROUND}",
        f"/api/places/{here.clinic.public_id}/",
        f"/api/cases/{here.case.public_id}/",
        f"/api/parcels/{here.plot.public_id}/",
        f"/api/regions/{here.east.code}/",
        "/api/here?lng=118.0001&lat=37.4001",
        "/api/schema",
        "/api/",
    ]:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.content)


def test_a_signed_in_request_goes_to_the_writing_login(committed_database, client):
    world()
    asked = []
    reader = connections["public"]
    reader.execute_wrappers.append(lambda execute, *rest: (asked.append(rest[0]), execute(*rest))[1])
    client.get("/api/places/")
    assert asked
    asked.clear()
    client.force_login(User.objects.create_user("clerk", password="correct horse battery"))
    client.get("/api/places/")
    assert asked == []
