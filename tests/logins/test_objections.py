"""Objections as the real logins see them, and two taps of one form at the same moment."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections
from django.db.models.signals import post_save
from django.db.utils import ProgrammingError
from django.test import RequestFactory
from django.utils import timezone

from layers.audit.acting import acting
from layers.land.models import Case
from layers.objections.filing import Letter, file
from layers.objections.models import Membership, Objection, Receipt
from layers.organisations.models import Organisation
from layers.receipts.door import OnlyThere
from layers.regions.models import Region
from tests.layers.places.making import tree

pytestmark = pytest.mark.logins


@pytest.fixture
def letter(committed_database) -> Letter:
    village = tree()["village"]
    county = Region.objects.filter(level=2).first() or village
    office = Organisation.objects.create(name="示例局", region=county)
    case = Case.objects.create(
        name="示例批次", regime="R4_2021", kind="batch", year=2024, county=county, organisation=office, purpose="工业用地",
        total_area_ha="1.0000", began_on=dt.date(2024, 1, 1), published_at=timezone.now(),
    )  # fmt: skip
    return Letter(
        case=case, region=village, stage_code="PLAN_NOTICE", kind="opinion", name="张三", phone="13812345678", address="",
        text="补偿偏低", channel="online", received_on=dt.date(2024, 3, 4),
    )  # fmt: skip


def tap(letter, token="t"):
    return file(RequestFactory().post("/", REMOTE_ADDR="192.0.2.1"), letter, token)


def test_an_anonymous_write_opens_no_other_row_and_the_public_login_none(letter):
    tap(letter)
    assert Objection.objects.count() == 0
    with acting(None, scope=OnlyThere("0/")):
        assert Objection.objects.count() == 0
    with acting(None, scope=OnlyThere(letter.region.path)):
        assert Objection.objects.count() == 1
    with connection.cursor() as cursor:  # raw SQL has no more of it
        cursor.execute("UPDATE objections_objection SET state = state")
        assert cursor.rowcount == 0
    for model in (Objection, Receipt, Membership):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            connections["public"].cursor() as cursor,
        ):
            cursor.execute(f"SELECT 1 FROM {model._meta.db_table}")


def test_of_two_taps_at_one_moment_the_slower_is_shown_the_receipt_of_the_quicker(letter):
    both, issued = threading.Barrier(2, timeout=20), []

    def meet(**_):
        both.wait()  # each has stored its objection, and neither its receipt

    def one():
        try:
            issued.append(tap(letter))
        finally:
            connections.close_all()

    post_save.connect(meet, sender=Objection)
    try:
        taps = [threading.Thread(target=one) for _ in range(2)]
        for thread in taps:
            thread.start()
        for thread in taps:
            thread.join()
    finally:
        post_save.disconnect(meet, sender=Objection)
    assert len(issued) == 2 and issued[0] == issued[1]
    with acting(None, scope=OnlyThere(letter.region.path)):
        assert [row.number for row in Objection.objects.all()] == [issued[0].number]
    assert Receipt.objects.count() == 1
