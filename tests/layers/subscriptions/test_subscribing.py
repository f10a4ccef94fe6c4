"""Codes, limits, boxes and erasure as a visitor meets them; what the gateway may answer; the words of a message."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.changes.case_news import what_is_new
from layers.personal.models import PersonalKey
from layers.subscriptions import sending
from layers.subscriptions.channels import Letter
from layers.subscriptions.city import of_the_city
from layers.subscriptions.codes import code_of, new_token
from layers.subscriptions.expanding import expand_waiting
from layers.subscriptions.gateway import Gateway
from layers.subscriptions.leaving import erase
from layers.subscriptions.models import Notice, NoticeKind, Outbox, State, Subscriber, Verification
from layers.subscriptions.retention import erase_old
from layers.subscriptions.wording import check
from tests.harness.cast import make_cast
from tests.harness.signing_in import sign_in
from tests.layers.subscriptions.gateway import fake_gateway
from tests.layers.subscriptions.making import tell

pytestmark = pytest.mark.django_db
NUMBER = "13812345678"


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def wanted(cast, settings, tmp_path):
    settings.SMS_BACKEND, settings.SMS_LOG, settings.SMS_A_SECOND = "console", tmp_path / "sms.log", 0
    return {"kind": "village", "key": cast.village.code}


def ask(client, wanted, number=NUMBER):
    return client.post("/subscriptions/new", wanted | {"way": "sms", "number": number})


def ticket(page):
    return re.search(r'name="ticket" value="([^"]+)"', page.content.decode())[1]


def confirm(client, page, code=None):
    code = code or code_of(Verification.objects.latest("pk"))
    return client.post("/subscriptions/confirm", {"ticket": ticket(page), "code": code})


def without_secrets(page):
    return re.sub(r'value="[^"]*"', "", page.content.decode())


def test_a_known_number_and_an_unknown_one_are_answered_alike(client, wanted):
    first = ask(client, wanted)
    confirm(client, first)
    again, other = ask(client, wanted), ask(client, wanted, "13900000000")
    assert without_secrets(first) == without_secrets(again) == without_secrets(other)
    assert NUMBER not in again.content.decode()


def test_the_sixth_code_of_a_number_within_an_hour_is_refused_and_says_when(client, wanted):
    assert [ask(client, wanted).status_code for _ in range(6)] == [200] * 5 + [429]
    assert ask(client, wanted)["Retry-After"] == "3600"
    assert ask(client, wanted, "13900000000").status_code == 200


def test_after_five_wrong_codes_the_right_one_opens_nothing(client, wanted):
    page = ask(client, wanted)
    assert {confirm(client, page, "00000x").status_code for _ in range(5)} == {422}
    refused = confirm(client, page)
    assert refused.status_code == 422 and "试错的次数太多" in refused.content.decode()
    with acting(None, scope=of_the_city()):
        assert not Subscriber.objects.get().subscriptions.exists()


def test_a_code_is_used_once_and_for_ten_minutes(client, wanted):
    page = ask(client, wanted)
    assert confirm(client, page).status_code == 200
    assert "已经用过" in confirm(client, page).content.decode()
    late = ask(client, wanted)
    made = Verification.objects.latest("pk")
    made.created_at -= dt.timedelta(minutes=11)
    made.save()
    assert "已经过期" in confirm(client, late, code_of(made)).content.decode()


@pytest.mark.parametrize("number", ["", "12345", "1381234567８", "13812345678;drop"])
def test_what_is_no_mobile_number_is_refused_in_words(client, wanted, number):
    page = ask(client, wanted, number)
    assert page.status_code == 422 and "应为 11 位手机号" in page.content.decode()


def test_what_is_not_public_can_not_be_subscribed_to(client, wanted):
    for kind, key in (("village", "000000000000"), ("case", "000000000"), ("policy_class", "x"), ("x", "y")):
        assert client.get("/subscriptions/new", {"kind": kind, "key": key}).status_code == 404


def test_a_box_is_read_by_number_and_code_and_holds_each_notice_once(client, cast, wanted):
    page = client.post("/subscriptions/new", wanted | {"way": "box"})
    number, code = re.findall(r'receipt-number">([^<]+)<', page.content.decode())
    tell(cast)
    tell(cast)
    expand_waiting()
    sending.drain("in_site", 10)
    shown = client.post("/subscriptions/box", {"box": number, "box_code": code}).content.decode()
    assert shown.count("东村：征地补偿安置公告") == 1 and "以在村里张贴的纸质公告为准" in shown
    wrong = [
        client.post("/subscriptions/box", {"box": number, "box_code": "1"}).status_code for _ in range(6)
    ]
    assert wrong == [422] * 5 + [429]


def test_a_notice_that_waits_for_confirmation_reaches_nobody_before(client, cast, wanted):
    client.post("/subscriptions/new", wanted | {"way": "box"})
    NoticeKind.objects.filter(code="land").update(goes_at_once=False)
    tell(cast)
    assert expand_waiting() == 0
    Notice.objects.update(confirmed_at=timezone.now(), confirmed_by=cast.county_publisher)
    assert (expand_waiting(), expand_waiting()) == (1, 0)


def test_a_number_that_nobody_confirmed_is_erased_the_next_night(client, wanted):
    ask(client, wanted)
    assert erase_old(timezone.now()) == 0
    assert erase_old(timezone.now() + dt.timedelta(days=2)) == 1
    assert not PersonalKey.objects.filter(purpose="subscriptions_subscriber", erased_at=None).exists()
    assert not Verification.objects.exists()


def test_with_the_last_topic_of_a_list_the_number_is_gone(client, wanted):
    page = confirm(client, ask(client, wanted)).content.decode()
    permit = re.search(r'name="permit" value="([^"]+)"', page)[1]
    (key,) = re.findall(r'name="end" value="(\d+)"', page)
    assert "没有勾选" in client.post("/subscriptions/change", {"permit": permit}).content.decode()
    ended = client.post("/subscriptions/change", {"permit": permit, "end": key})
    assert "已经销毁" in ended.content.decode()
    assert client.post("/subscriptions/change", {"permit": permit, "end": key}).status_code == 422


def test_what_is_queued_for_who_leaves_is_not_sent(client, cast, wanted, settings):
    confirm(client, ask(client, wanted))
    sending.drain("sms", 10)
    tell(cast)
    expand_waiting()
    with acting(None, scope=of_the_city()):
        erase(Subscriber.objects.get())
    sending.drain("sms", 10)
    assert Outbox.objects.get(notice__isnull=False).state == State.CANCELLED
    assert "征地补偿安置公告" not in settings.SMS_LOG.read_text()


def test_a_gateway_that_is_away_is_asked_again_later_and_at_last_given_up(client, wanted, settings):
    settings.SMS_BACKEND, settings.SMS_GATEWAY = "http", "http://127.0.0.1:9/send"
    ask(client, wanted)
    for attempt in range(1, 7):
        Outbox.objects.update(due_at=timezone.now())
        sending.drain("sms", 10)
        row = Outbox.objects.get()
        assert (row.attempts, row.unknowns) == (attempt, 0)
        assert row.state == (State.QUEUED if attempt < 6 else State.FAILED)
    assert row.due_at is None and "连不上" in row.problem and NUMBER not in row.problem


def answers(settings, told):
    with fake_gateway() as server:
        settings.SMS_GATEWAY, server.answer = server.address, lambda messages: told
        results = Gateway().send([Letter("cuntu-1", NUMBER, "一"), Letter("cuntu-2", NUMBER, "二")])
    return [(one.state, one.problem) for one in results]


def test_what_the_gateway_refuses_fails_and_what_it_does_not_name_is_unknown(settings):
    refused = {"results": [{"key": "cuntu-1", "accepted": False, "reason": f"空号 {NUMBER}"}]}
    assert answers(settings, refused) == [
        (State.FAILED, "短信网关拒收：空号 …"),
        (State.UNKNOWN, "短信网关没有说这一条"),
    ]
    for nonsense in ({}, [], {"results": [1]}, {"results": None}, "x"):
        assert {state for state, _ in answers(settings, nonsense)} == {State.UNKNOWN}


@pytest.mark.parametrize(
    "text",
    ["{place}", "{link}", "{link}{paper}{number}", "{link.__class__}{paper}", "{link", "{link}{paper}{}"],
)
def test_a_wording_names_only_what_there_is_and_always_the_way_out(text):
    with pytest.raises(BadInput):
        check("notice", text)
    check("notice", "{place}：{title} {paper}{link}")


def test_the_desk_counts_by_state_and_shows_no_number_and_the_neighbour_sees_nothing(client, cast, wanted):
    confirm(client, ask(client, wanted))
    tell(cast)
    expand_waiting()
    sending.drain("sms", 10)
    page = sign_in(client, cast.county_editor).get("/staff/notices/").content.decode()
    assert "短信：已发出 1" in page and NUMBER not in page and "138****" not in page
    assert (
        "东村：征地补偿安置公告"
        not in sign_in(client, cast.neighbour_editor).get("/staff/notices/").content.decode()
    )


def snapshot(stages=(), **given):
    told = [
        {"kind": {"regime": "R", "code": code}, "version": number, "posted_on": on}
        for code, number, on in stages
    ]
    return {"stages": told, "case_documents": [], "terminated_on": None, **given}


def test_what_is_news_of_a_case():
    names, today = {("R", "PLAN"): "公告"}, timezone.localdate().isoformat()
    public = snapshot([("PLAN", 1, today)])
    assert what_is_new(None, public, names) == "公告"
    assert what_is_new(None, snapshot([("PLAN", 1, "2004-01-01")]), names) == ""
    assert what_is_new(public, public, names) == ""
    assert what_is_new(public, snapshot([("PLAN", 1, today), ("PLAN", 2, today)]), names) == "公告（更正）"
    assert what_is_new(public, None, names) == "征地信息已撤回"
    assert what_is_new(public, snapshot([("PLAN", 1, today)], terminated_on=today), names) == "征地已终止"
    version = {"document__public_id": "d", "original__sha256": "s"}
    files = [{"audience": "public", "version": version}]
    assert what_is_new(public, {**public, "case_documents": files}, names) == "公布了 1 份新文件"
    inside = [{"audience": "village", "version": version}]
    assert what_is_new(public, {**public, "case_documents": inside}, names) == ""


def test_a_token_that_was_made_up_leads_nowhere(client, wanted):
    assert client.get(f"/u/{new_token()}").status_code == 410
    assert client.get("/u/x").status_code == 410
