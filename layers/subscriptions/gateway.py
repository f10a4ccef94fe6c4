"""SMS through the city's own gateway: one POST a batch, to the address of the settings and to no other.

    {"messages": [{"key": "cuntu-17", "number": "13…", "text": "…"}]}
    {"results":  [{"key": "cuntu-17", "accepted": true}, {"key": …, "accepted": false, "reason": "空号"}]}

A key that the gateway has taken before it takes again without sending (docs/subscriptions.md).
"""

import json
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.conf import settings

from layers import outbound
from layers.subscriptions.channels import Letter, Result
from layers.subscriptions.outbox import State

LONGEST_REASON = 60
DIGITS = re.compile(r"\d{5,}")


class Gateway:
    def send(self, letters: Sequence[Letter]) -> list[Result]:
        body = json.dumps(
            {"messages": [{"key": one.key, "number": one.to, "text": one.text} for one in letters]}
        )
        try:
            answer = outbound.send("POST", settings.SMS_GATEWAY, body.encode(), _headers())
        except outbound.Unreachable as problem:
            return _all(letters, State.QUEUED, f"短信网关连不上（{problem}）")
        except outbound.Unanswered as problem:
            return _all(letters, State.UNKNOWN, f"短信网关没有答复（{problem}）")
        if answer.status == HTTPStatus.OK:
            return _read(letters, answer.body)
        # A fault of the gateway may have come after it took them; a refusal of the request did not.
        state = State.UNKNOWN if answer.status >= 500 else State.QUEUED
        return _all(letters, state, f"短信网关答复 {answer.status}")


def _headers() -> dict[str, str]:
    named = {"Content-Type": "application/json; charset=utf-8"}
    return named | (
        {"Authorization": f"Bearer {settings.SMS_GATEWAY_KEY}"} if settings.SMS_GATEWAY_KEY else {}
    )


def _read(letters: Sequence[Letter], told: bytes) -> list[Result]:
    """What the gateway does not name may have been sent."""
    try:
        rows = {str(row["key"]): row for row in json.loads(told)["results"]}
    except (ValueError, KeyError, TypeError):
        return _all(letters, State.UNKNOWN, "短信网关的答复看不懂")
    return [_result(one.key, rows.get(one.key)) for one in letters]


def _result(key: str, row: dict[str, Any] | None) -> Result:
    if row is None or not isinstance(row.get("accepted"), bool):
        return Result(key, State.UNKNOWN, "短信网关没有说这一条")
    if row["accepted"]:
        return Result(key, State.SENT)
    # The gateway's own words are kept, but for a number that it may repeat in them.
    reason = DIGITS.sub("…", str(row.get("reason", "")))[:LONGEST_REASON]
    return Result(key, State.FAILED, f"短信网关拒收：{reason}" if reason else "短信网关拒收")


def _all(letters: Sequence[Letter], state: State, problem: str) -> list[Result]:
    return [Result(letter.key, state, problem) for letter in letters]
