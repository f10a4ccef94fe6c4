"""Through WeChat: a template message or a subscription message (订阅通知), one question to WeChat a letter.

What the message shows is the city's template; settings.WECHAT_TEMPLATE_FIELDS says which part of a notice stands in which of
its fields.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from layers.outbound import Unanswered, Unreachable
from layers.subscriptions.channels import Letter, Result
from layers.subscriptions.outbox import State
from layers.wechat.asking import NotUnderstood, Refused
from layers.wechat.credentials import call

# 返回码: nothing but a decision of the recipient will change these.
FOR_GOOD = {40003, 43004, 43101}
QUOTA = 45009
# Of this one letter: its words do not go into the fields of the template.
WORDS_OF_ONE = 47003
# 参数值内容限制: a field thing.DATA holds twenty characters, phrase.DATA five.
LONGEST = {"thing": 20, "phrase": 5}


class Wechat:
    def send(self, letters: Sequence[Letter]) -> list[Result]:
        """One after the other, until one shows that the next would fare no better."""
        results: list[Result] = []
        for letter in letters:
            result, goes_on = _sent(letter)
            results.append(result)
            if not goes_on:
                break
        left = letters[len(results) :]
        last = results[-1] if results else None
        return results + [
            Result(one.key, State.QUEUED, last.problem, last.not_before) for one in left if last
        ]


def _sent(letter: Letter) -> tuple[Result, bool]:
    """What became of it, and whether to go on with the others."""
    try:
        call(*message(letter))
    except Refused as refused:
        if refused.code == QUOTA:
            return Result(letter.key, State.QUEUED, str(refused), _tomorrow()), False
        if refused.code in FOR_GOOD:
            return Result(letter.key, State.FAILED, str(refused)), True
        # All else is of the account, its template or its token, and would meet the next letter too.
        return Result(letter.key, State.QUEUED, str(refused)), refused.code == WORDS_OF_ONE
    except Unreachable as problem:
        return Result(letter.key, State.QUEUED, f"微信服务器连不上（{problem}）"), False
    except Unanswered as problem:
        return Result(letter.key, State.UNKNOWN, f"微信服务器没有答复（{problem}）"), False
    except NotUnderstood as problem:
        return Result(letter.key, State.UNKNOWN, str(problem)), False
    return Result(letter.key, State.SENT), True


def message(letter: Letter) -> tuple[str, dict[str, Any]]:
    """Path and body, as the two interfaces want them. WeChat sends one client_msg_id once within ten minutes."""
    fields = {
        name: {"value": _fitting(name, letter.parts[part])}
        for name, part in settings.WECHAT_TEMPLATE_FIELDS.items()
    }
    body = {"touser": letter.to, "template_id": settings.WECHAT_TEMPLATE, "data": fields}
    if settings.WECHAT_MESSAGE == "subscribe":
        return "/cgi-bin/message/subscribe/bizsend", body | {"page": letter.parts["link"]}
    return "/cgi-bin/message/template/send", body | {
        "url": letter.parts["link"],
        "client_msg_id": letter.key,
    }


def _fitting(name: str, text: str) -> str:
    longest = LONGEST.get(name.rstrip("0123456789"), len(text))
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _tomorrow() -> dt.datetime:
    """The numbers of a day begin anew at midnight (接口调用频次限制)."""
    day = timezone.localtime() + dt.timedelta(days=1)
    return day.replace(hour=0, minute=10, second=0, microsecond=0)
