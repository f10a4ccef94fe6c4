"""WeChat's side of a chat: seals and signs what a follower sends to the callback, and opens what comes back."""

import itertools
import time
from xml.etree import ElementTree

from layers.wechat.envelope import Envelope, signature
from tests.layers.wechat.fake import APP_ID

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
ENVELOPE = Envelope("spamtest", KEY, APP_ID)
ACCOUNT, FOLLOWER = "gh_10f6c3c3ac5a", "oyORnuP8q7ou2gfYjqLzSIWZf0rs"
_nonces = itertools.count(1_320_562_132)


def letter(kind, sender=FOLLOWER, **fields):
    """As the official documents write it: 普通消息, 事件推送."""
    given = {
        "ToUserName": ACCOUNT,
        "FromUserName": sender,
        "CreateTime": int(time.time()),
        "MsgType": kind,
        **fields,
    }
    return (
        "<xml>" + "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in given.items()) + "</xml>"
    )


def signed(xml, envelope=ENVELOPE, timestamp=None):
    """Address and body of the call."""
    timestamp, nonce = str(timestamp or int(time.time())), str(next(_nonces))
    sealed = envelope.sealed(xml.encode())
    words = {
        "signature": signature(envelope.token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce,
        "openid": FOLLOWER, "encrypt_type": "aes",
        "msg_signature": signature(envelope.token, timestamp, nonce, sealed),
    }  # fmt: skip
    body = f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    return "/wechat/callback?" + "&".join(f"{name}={value}" for name, value in words.items()), body


def post(client, address, body):
    return client.post(address, body, content_type="text/xml")


def send(client, kind, sender=FOLLOWER, **fields):
    """The text that comes back, "" when none does."""
    answer = post(client, *signed(letter(kind, sender, **fields)))
    assert answer.status_code == 200, answer.content
    if answer.content == b"success":
        return ""
    outer = ElementTree.fromstring(answer.content)
    sealed, timestamp, nonce = (outer.findtext(name) for name in ("Encrypt", "TimeStamp", "Nonce"))
    assert ENVELOPE.is_signed(outer.findtext("MsgSignature"), timestamp, nonce, sealed)
    inner = ElementTree.fromstring(ENVELOPE.opened(sealed))
    assert (inner.findtext("ToUserName"), inner.findtext("FromUserName")) == (sender, ACCOUNT)
    text = inner.findtext("Content")
    assert len(text.encode()) <= 2_048
    return text


def say(client, text, sender=FOLLOWER):
    return send(client, "text", sender, Content=text, MsgId=6054768590064713728)
