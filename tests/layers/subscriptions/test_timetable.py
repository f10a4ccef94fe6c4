"""Quiet hours, one message a day, and so many a day at most, by a clock that the test moves."""

import datetime as dt

import pytest
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.subscriptions import sending
from layers.subscriptions.city import of_the_city
from layers.subscriptions.expanding import expand_waiting
from layers.subscriptions.models import Outbox, State
from layers.subscriptions.timetable import timetable
from tests.harness.cast import make_cast
from tests.harness.clock import Clock
from tests.layers.subscriptions.gateway import fake_gateway
from tests.layers.subscriptions.making import subscriber, tell

pytestmark = pytest.mark.django_db
NUMBER = "13812345678"


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def clock(monkeypatch, settings):
    settings.SUBSCRIPTION_QUIET, settings.SUBSCRIPTION_DIGEST_AT = "21:00-08:00", "09:00"
    settings.SUBSCRIPTION_MESSAGES_A_DAY = 2
    return Clock(monkeypatch)


@pytest.fixture
def gateway(settings):
    with fake_gateway() as server:
        settings.SMS_BACKEND, settings.SMS_GATEWAY, settings.SMS_A_SECOND = "http", server.address, 0
        yield server


def told(gateway, clock, moment):
    """What has come out when it is that time."""
    clock.set(moment)
    expand_waiting()
    sending.drain("sms", 10)
    return len(gateway.taken)


def at(moment):
    return timezone.make_aware(dt.datetime.fromisoformat(moment))


def test_what_is_released_at_night_wakes_nobody_and_comes_in_the_morning(cast, clock, gateway):
    subscriber(cast, NUMBER)
    clock.set("2026-03-02 21:00")
    tell(cast)
    assert told(gateway, clock, "2026-03-02 21:00") == told(gateway, clock, "2026-03-03 07:59") == 0
    assert Outbox.objects.get().due_at == at("2026-03-03 08:00")
    assert told(gateway, clock, "2026-03-03 08:00") == 1


def test_a_second_try_waits_for_the_morning_too_and_a_code_does_not(cast, clock, gateway, client):
    subscriber(cast, NUMBER)
    clock.set("2026-03-02 20:59")
    tell(cast)
    gateway.answer = lambda messages: {}
    assert told(gateway, clock, "2026-03-02 20:59") == 1
    assert told(gateway, clock, "2026-03-02 23:00") == 1
    wanted = {"kind": "village", "key": cast.village.code, "way": "sms"}
    client.post("/subscriptions/new", wanted | {"number": "13900000000"})
    assert told(gateway, clock, "2026-03-02 23:00") == 2
    assert told(gateway, clock, "2026-03-03 08:00") == 3 and gateway.of(NUMBER)[1] == gateway.of(NUMBER)[0]


def test_who_wants_one_message_a_day_gets_all_of_them_in_one_at_its_hour(cast, clock, gateway):
    subscriber(cast, NUMBER, is_daily=True)
    clock.set("2026-03-02 09:00")
    for event in ("a", "b", "c"):
        tell(cast, event, title=f"公告{event}")
    assert told(gateway, clock, "2026-03-02 09:00") == told(gateway, clock, "2026-03-03 08:59") == 0
    assert told(gateway, clock, "2026-03-03 09:00") == 1
    (message,) = gateway.taken
    assert message["text"].startswith("东村：公告c等 3 条。以村里张贴的公告为准。")
    assert set(Outbox.objects.values_list("state", flat=True)) == {State.SENT}
    assert Outbox.objects.count() == 3


def test_a_digest_without_an_answer_comes_back_under_its_key_with_nothing_new_in_it(cast, clock, gateway):
    subscriber(cast, NUMBER, is_daily=True)
    clock.set("2026-03-02 08:00")
    tell(cast, "a")
    tell(cast, "b")
    gateway.answer = lambda messages: {}
    assert told(gateway, clock, "2026-03-02 09:00") == 0
    clock.set("2026-03-03 08:30")
    assert told(gateway, clock, "2026-03-03 09:00") == 1
    tell(cast, "late")
    gateway.answer = lambda messages: {"results": [{"key": one["key"], "accepted": True} for one in messages]}
    assert told(gateway, clock, "2026-03-03 20:00") == 2
    assert gateway.taken[0] == gateway.taken[1] and "等 2 条" in gateway.taken[0]["text"]
    # What came meanwhile is another message, the next day.
    assert told(gateway, clock, "2026-03-04 09:00") == 3
    assert gateway.taken[2]["key"] != gateway.taken[0]["key"] and "条。" not in gateway.taken[2]["text"]
    assert Outbox.objects.filter(state=State.SENT).count() == 3


def test_beyond_so_many_a_day_the_rest_comes_in_one_the_next_morning(cast, clock, gateway):
    subscriber(cast, NUMBER)
    for event in "abcd":
        clock.set("2026-03-02 10:00")
        tell(cast, event)
        told(gateway, clock, "2026-03-02 10:00")
    assert len(gateway.taken) == 2
    assert told(gateway, clock, "2026-03-03 09:00") == 3 and "等 2 条" in gateway.taken[2]["text"]
    # A new day has room again, and a digest is none of its single messages.
    tell(cast, "e")
    assert told(gateway, clock, "2026-03-03 09:01") == 4


def test_a_box_has_no_hours(cast, clock):
    subscriber(cast, "", "in_site", is_daily=True)
    clock.set("2026-03-02 23:00")
    tell(cast)
    expand_waiting()
    sending.drain("in_site", 10)
    assert Outbox.objects.get().state == State.SENT


def test_who_leaves_before_the_digest_gets_none(cast, clock, gateway):
    from layers.subscriptions.leaving import erase

    made = subscriber(cast, NUMBER, is_daily=True)
    clock.set("2026-03-02 10:00")
    tell(cast, "a")
    tell(cast, "b")
    told(gateway, clock, "2026-03-02 10:00")
    with acting(None, scope=of_the_city()):
        erase(made)
    assert told(gateway, clock, "2026-03-03 09:00") == 0
    assert set(Outbox.objects.values_list("state", flat=True)) == {State.CANCELLED}


@pytest.mark.parametrize(
    ("quiet", "digest"),
    [("9-17", "09:00"), ("21:00-25:00", "09:00"), ("", "9"), ("21:00-08:00", "07:00")],
)
def test_hours_that_are_none_are_refused(settings, quiet, digest):
    settings.SUBSCRIPTION_QUIET, settings.SUBSCRIPTION_DIGEST_AT = quiet, digest
    with pytest.raises(BadInput):
        timetable()
