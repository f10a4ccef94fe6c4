"""Applications as the real logins see them: nobody reads what is not in scope, nobody changes what has happened."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections
from django.db.utils import IntegrityError, ProgrammingError

from layers.audit.acting import acting
from layers.changes.errors import Conflict
from layers.foi.models import Application, Event, EventKind, FoiReceipt, IdentityScan
from layers.foi.rules import Step
from layers.foi.steps import take
from layers.organisations.models import Organisation
from layers.receipts.door import OnlyThere
from layers.staff.models import User
from tests.layers.foi.making import application
from tests.layers.places.making import tree

pytestmark = pytest.mark.logins
TODAY = dt.date(2026, 2, 3)


@pytest.fixture
def row(committed_database) -> Application:
    office = Organisation.objects.create(name="示例局", region=tree()["village"])
    with acting(None, scope=OnlyThere(office.region.path)):
        return application(office, "2026-02-02")


def test_rows_and_what_happened_to_them_are_there_in_scope_alone_and_stay_as_they_are(row):
    for scope in (None, OnlyThere("0/")):
        with acting(None, scope=scope):
            assert (Application.objects.count(), Event.objects.count()) == (0, 0)
    with acting(None, scope=OnlyThere(row.region.path)):
        assert (Application.objects.count(), Event.objects.count()) == (1, 2)
    for statement in ("UPDATE foi_event SET detail = '{}'", "DELETE FROM foi_event"):
        refused = pytest.raises(IntegrityError, match="only ever added to")
        with refused, acting(None, scope=OnlyThere(row.region.path)), connection.cursor() as cursor:
            cursor.execute(statement)
    for model in (Application, Event, FoiReceipt, IdentityScan):
        refused = pytest.raises(ProgrammingError, match="permission denied")
        with refused, connections["public"].cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {model._meta.db_table}")


def test_of_two_clerks_at_the_same_moment_one_answers_and_the_other_is_told(row):
    both, said = threading.Barrier(2, timeout=20), []
    clerks = [User.objects.create(username=name) for name in ("li", "wang")]

    def answer(clerk: User, outcome: str) -> None:
        try:
            with acting(clerk, scope=OnlyThere(row.region.path)):
                both.wait()
                take(row.number, 2, Step(EventKind.ANSWERED, TODAY, {"outcome": outcome}, "见附件"), clerk)
            said.append("done")
        except Conflict:
            said.append("told")
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=answer, args=pair) for pair in zip(clerks, ("granted", "secret"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["done", "told"]
    with acting(None, scope=OnlyThere(row.region.path)):
        assert Event.objects.filter(kind="answered").count() == 1
