"""What the callback believes: signed, sealed, new and short. Nothing of what is refused is repeated."""

import time

import pytest

from layers.wechat.envelope import Envelope, signature
from layers.wechat.models import SeenCall
from tests.harness.clock import Clock
from tests.layers.wechat.fake import APP_ID
from tests.portal.wechat.chat import FOLLOWER, KEY, letter, post, signed

pytestmark = pytest.mark.django_db
CANARY = "金丝雀甲乙丙"
HELLO = letter("text", Content=CANARY)


def echo(client, token="spamtest", timestamp=None):
    timestamp = str(timestamp or int(time.time()))
    words = {"timestamp": timestamp, "nonce": "1320562132", "echostr": "5837397576500011341"}
    return client.get("/wechat/callback", words | {"signature": signature(token, timestamp, "1320562132")})


def refused(answer, status):
    assert answer.status_code == status, answer.content
    assert CANARY not in answer.content.decode() and FOLLOWER not in answer.content.decode()
    return True


def test_the_address_is_proved_by_echostr_to_who_knows_the_token_alone(client, wechat):
    shown = echo(client)
    assert shown.content == b"5837397576500011341" and shown["Content-Type"].startswith("text/plain")
    forged = echo(client, token="guessed")
    assert forged.status_code == 403 and b"5837397576500011341" not in forged.content
    assert echo(client, timestamp=time.time() - 301).status_code == 403


def test_a_forged_call_is_refused(client, wechat):
    address, body = signed(HELLO)
    assert refused(post(client, address, body.replace("<Encrypt><![CDATA[", "<Encrypt><![CDATA[A")), 403)
    assert refused(post(client, "/wechat/callback", body), 403)
    assert refused(post(client, *signed(HELLO, Envelope("guessed", KEY, APP_ID))), 403)
    assert refused(post(client, *signed(HELLO, Envelope("spamtest", KEY[::-1], APP_ID))), 403)
    assert refused(post(client, *signed(HELLO, Envelope("spamtest", KEY, "wx0000000000000000"))), 403)


def test_a_plain_call_is_signed_without_its_body_and_refused(client, wechat):
    address, _ = signed(HELLO)
    assert refused(post(client, address, HELLO), 403)


def test_a_call_counts_once_and_within_five_minutes(client, wechat, cast, monkeypatch):
    address, body = signed(HELLO)
    assert post(client, address, body).status_code == 200
    assert refused(post(client, address, body), 403)
    for seconds in (-301, 301):
        assert refused(post(client, *signed(HELLO, timestamp=int(time.time()) + seconds)), 403)
    Clock(monkeypatch).move(minutes=11)
    assert post(client, *signed(HELLO, timestamp=int(time.time()) + 660)).status_code == 200
    assert SeenCall.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        "", "{}", "<xml><Encrypt>", "<xml>\x00</xml>", "<!DOCTYPE x [<!ENTITY a 'b'>]><xml><Encrypt>&a;</Encrypt></xml>",
        "<?xml version='1.0' encoding='utf-99'?><xml/>",
    ],
)  # fmt: skip
def test_what_is_no_xml_is_malformed(client, wechat, body):
    assert refused(post(client, signed(HELLO)[0], body), 400)


@pytest.mark.parametrize(
    "inner",
    [
        CANARY, "<xml/>", letter("text").replace("FromUserName", "Other"),
        letter("location", Location_X="91", Location_Y=CANARY), letter("location", Location_X="nan", Location_Y="118"),
        "<!DOCTYPE x [<!ENTITY a 'b'>]>" + HELLO,
    ],
)  # fmt: skip
def test_what_is_well_sealed_and_still_no_letter_is_malformed(client, wechat, inner):
    assert refused(post(client, *signed(inner)), 400)


def test_three_megabytes_are_refused_unread(client, wechat):
    assert refused(post(client, signed(HELLO)[0], "<xml>" + CANARY * 170_000), 413)


def test_without_an_account_there_is_no_such_address(client, settings):
    settings.WECHAT_APP_ID = ""
    assert echo(client).status_code == 404
