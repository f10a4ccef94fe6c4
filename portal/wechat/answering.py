"""The answer to one letter of the chat. It reads as everybody reads, so nothing that is not public can be asked for."""

import re

from django.http import HttpRequest

from layers.reads import reading_publicly
from layers.search.query import LONGEST
from layers.subscriptions.chat import end_in_chat
from portal.wechat import subscribing
from portal.wechat.finding import found
from portal.wechat.letters import Letter
from portal.wechat.nearby import near
from portal.wechat.words import help_text, welcome

HELP = {"", "帮助", "?", "？", "你好", "您好"}
# The word first, with or without a space or colon: 订阅 柳王村, 订阅柳王村.
SUBSCRIBE = re.compile(r"订阅[\s:：]*(.*)", re.DOTALL)
LEAVE = re.compile(r"(?:退订|取消订阅)[\s:：]*(.*)", re.DOTALL)
# Of a QR code that was scanned before following: the prefix that WeChat writes.
SCENE = "qrscene_"


def answer(request: HttpRequest, letter: Letter) -> str:
    """The text to reply; "" for what wants no answer, such as a tap that opened a page."""
    with reading_publicly():
        match letter.kind:
            case "text" | "click" | "scan":
                return _said(request, letter.sender, letter.text)
            case "location" if letter.pin is not None:
                return near(letter.pin)
            case "subscribe" if letter.text:
                return _said(request, letter.sender, letter.text.removeprefix(SCENE))
            case "subscribe":
                return welcome()
            case "unsubscribe":
                # Who leaves the account can be told nothing any more (个人信息保护法 47).
                end_in_chat(request, letter.sender)
                return ""
            case "image" | "voice" | "video" | "shortvideo" | "link":
                return help_text()
            case _:
                return ""


def _said(request: HttpRequest, sender: str, text: str) -> str:
    text = text[:LONGEST]
    if text in HELP:
        return help_text()
    if text == "确认":
        return subscribing.confirm(request, sender)
    if text in ("我的订阅", "订阅列表"):
        return subscribing.mine(request, sender)
    if asked := SUBSCRIBE.fullmatch(text):
        return subscribing.ask(request, sender, asked[1].strip())
    if asked := LEAVE.fullmatch(text):
        return subscribing.leave(request, sender, asked[1].strip())
    return found(text) or f"没有找到。\n{help_text()}"
