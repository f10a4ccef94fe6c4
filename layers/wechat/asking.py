"""One question to WeChat's server interface. Its token stands in the address, as WeChat wants it, so no failure that leaves
this file carries an address, a body or a word of WeChat's, which repeats what it was sent."""

import json
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from layers import outbound

HEADERS = {"Content-Type": "application/json; charset=utf-8"}
# 返回码说明 of the official documents, for who reads the desk.
WORDS = {
    -1: "微信系统繁忙",
    40001: "接口凭证无效",
    40003: "不是本公众号的用户",
    40013: "AppID 不对",
    40014: "接口凭证无效",
    40037: "模板编号不对",
    40125: "AppSecret 不对",
    40164: "本机的 IP 不在公众号后台的白名单里",
    40243: "AppSecret 已被冻结",
    42001: "接口凭证已过期",
    43004: "没有关注公众号",
    43101: "用户拒收这类消息",
    45009: "超过微信每天的次数",
    47003: "模板的栏目与设置不符",
    48001: "公众号没有这个接口的权限",
}


class Refused(Exception):
    """WeChat said no. ``code`` is its 返回码; the message is a Chinese sentence of ours."""

    def __init__(self, code: int) -> None:
        super().__init__(f"微信答复 {code}" + (f"：{WORDS[code]}" if code in WORDS else ""))
        self.code = code


class NotUnderstood(Exception):
    """An answer that is none; what was asked may have been done. The message is a Chinese sentence."""


def ask(path: str, body: dict[str, Any] | None = None, **query: str) -> dict[str, Any]:
    """The answer to one question: a POST with ``body``, else a GET. Raises Refused, NotUnderstood, outbound.Unreachable,
    outbound.Unanswered."""
    address = settings.WECHAT_API.rstrip("/") + path + (f"?{urlencode(query)}" if query else "")
    if body is None:
        return read(outbound.send("GET", address))
    # ensure_ascii would have the names on the menu shown as \uXXXX.
    sent = json.dumps(body, ensure_ascii=False).encode()
    return read(outbound.send("POST", address, sent, HEADERS))


def read(answer: outbound.Answer) -> dict[str, Any]:
    if answer.status != HTTPStatus.OK:
        raise NotUnderstood(f"微信服务器答复 {answer.status}")
    try:
        told = json.loads(answer.body)
        code = int(told.get("errcode", 0))
    except (ValueError, TypeError, AttributeError):
        raise NotUnderstood("微信服务器的答复看不懂") from None
    if code:
        raise Refused(code)
    return dict(told)
