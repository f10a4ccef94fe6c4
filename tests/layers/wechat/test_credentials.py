"""One token for all, fetched by one while the others wait; refused once it is another; no secret in what fails."""

import logging
import threading
import traceback

import pytest
from django.db import connection, connections
from django.utils import timezone

from layers.outbound import Unanswered, Unreachable
from layers.wechat.asking import NotUnderstood, Refused
from layers.wechat.credentials import access_token, call, jsapi_ticket
from layers.wechat.models import Credential
from layers.wechat.page_signing import page_config, signature
from tests.harness.clock import Clock
from tests.layers.wechat.fake import APP_ID, OK, SECRET, fake_wechat, no

OPENID = "oyORnuP8q7ou2gfYjqLzSIWZf0rs"
TOKEN, MENU = "/cgi-bin/stable_token", "/cgi-bin/menu/create"


@pytest.fixture
def wechat(settings):
    with fake_wechat(settings) as server:
        yield server


@pytest.mark.django_db
def test_one_token_serves_all_questions_until_five_minutes_before_its_end(wechat, monkeypatch):
    clock = Clock(monkeypatch)
    assert access_token() == access_token() == "ACCESS_TOKEN_1"
    ((_, asked),) = wechat.asked_for(TOKEN)
    assert asked == {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}
    clock.move(minutes=114)
    assert access_token() == "ACCESS_TOKEN_1"
    clock.move(minutes=2)
    assert access_token() == "ACCESS_TOKEN_2"


@pytest.mark.django_db
def test_what_is_stored_does_not_show_the_token(wechat):
    access_token()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM wechat_credential")
        assert b"ACCESS_TOKEN" not in bytes(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_token_that_is_refused_is_replaced_once_and_the_question_asked_again(wechat):
    access_token()
    wechat.instead[MENU] = [no(40001)]
    assert call(MENU, {"button": []}) == OK
    assert [query["access_token"] for query, _ in wechat.asked_for(MENU)] == [
        "ACCESS_TOKEN_1",
        "ACCESS_TOKEN_2",
    ]
    wechat.instead[MENU] = [no(42001), no(42001)]
    with pytest.raises(Refused) as refused:
        call(MENU, {"button": []})
    assert refused.value.code == 42001 and len(wechat.asked_for(MENU)) == 4


@pytest.mark.django_db
def test_where_the_city_has_a_token_centre_the_secret_is_never_used(wechat, settings):
    settings.WECHAT_TOKEN_CENTRE, settings.WECHAT_TOKEN_CENTRE_KEY = f"{wechat.address}/centre", "key"
    call(MENU, {"button": []})
    assert [path for path, *_ in wechat.asked] == ["/centre", MENU]


def test_of_two_who_need_a_token_at_once_one_fetches_it(wechat, committed_database):
    got, ready = [], threading.Barrier(2)

    def need():
        ready.wait()
        got.append(access_token())
        connections.close_all()

    both = [threading.Thread(target=need) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(timeout=20)
    assert got == ["ACCESS_TOKEN_1"] * 2 and len(wechat.asked_for(TOKEN)) == 1


def test_a_page_is_signed_as_the_official_example_is():
    ticket = "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg"
    url = "http://mp.weixin.qq.com?params=value"
    expected = "0f9de62fce790f9a083d5c99e95740ceb90c27ed"
    assert signature(ticket, "Wm3WZYTPz0wzccnW", 1414587457, url) == expected
    assert signature(ticket, "Wm3WZYTPz0wzccnW", 1414587457, f"{url}#here") == expected


@pytest.mark.django_db
def test_pages_are_signed_with_one_ticket_and_a_nonce_each(wechat):
    first, second = page_config("https://a.example/map/1"), page_config("https://a.example/map/1")
    assert first["appId"] == APP_ID and first["nonceStr"] != second["nonceStr"]
    assert len(wechat.asked_for("/cgi-bin/ticket/getticket")) == 1
    expected = signature(jsapi_ticket(), first["nonceStr"], first["timestamp"], "https://a.example/map/1")
    assert first["signature"] == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (no(40001, f"{SECRET} ACCESS_TOKEN_1 {OPENID}"), Refused),
        (b"<html>ACCESS_TOKEN_1", NotUnderstood),
        (None, Unanswered),
    ],
)
def test_neither_token_nor_secret_nor_openid_stands_in_what_fails(wechat, caplog, answer, raised):
    caplog.set_level(logging.DEBUG)
    wechat.instead[MENU] = [answer, answer]
    with pytest.raises(raised) as failed:
        call(MENU, {"touser": OPENID})
    told = "".join(traceback.format_exception(failed.value)) + caplog.text + str(vars(failed.value))
    assert not [word for word in ("ACCESS_TOKEN", SECRET, OPENID) if word in told]


@pytest.mark.django_db
def test_a_server_that_is_away_shows_no_secret_and_leaves_no_token(settings):
    settings.WECHAT_APP_ID, settings.WECHAT_SECRET = APP_ID, SECRET
    settings.WECHAT_API, settings.WECHAT_TOKEN_CENTRE = "http://127.0.0.1:9", ""
    with pytest.raises(Unreachable) as failed:
        access_token()
    assert SECRET not in "".join(traceback.format_exception(failed.value))
    assert not Credential.objects.filter(expires_at__gt=timezone.now()).exists()
