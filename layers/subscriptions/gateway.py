"""SMS through the city's own gateway: one POST a batch, to the address of the settings and to no other.

    {"messages": [{"key": "cuntu-17", "number": "13…", "text": "…"}]}
    {"results":  [{"key": "cuntu-17", "accepted": true}, {"key": …, "accepted": false, "reason": "空号"}]}

A key that the gateway has taken before it takes again without sending (docs/subscriptions.md).
"""

import http.client
import json
import re
import socket
import ssl
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from layers.subscriptions.channels import Letter, Result
from layers.subscriptions.outbox import State

CONNECT_S = 3
ANSWER_S = 15
LONGEST_ANSWER = 2_000_000
LONGEST_REASON = 60
DIGITS = re.compile(r"\d{5,}")


class Gateway:
    def send(self, letters: Sequence[Letter]) -> list[Result]:
        body = json.dumps(
            {"messages": [{"key": one.key, "number": one.to, "text": one.text} for one in letters]}
        )
        try:
            connection = _connect()
        except OSError as problem:
            return _all(letters, State.QUEUED, f"短信网关连不上（{type(problem).__name__}）")
        try:
            connection.request("POST", _path(), body.encode(), _headers())
            answer = connection.getresponse()
            told = answer.read(LONGEST_ANSWER)
        except (OSError, http.client.HTTPException) as problem:
            return _all(letters, State.UNKNOWN, f"短信网关没有答复（{type(problem).__name__}）")
        finally:
            connection.close()
        if answer.status == http.client.OK:
            return _read(letters, told)
        # A fault of the gateway may have come after it took them; a refusal of the request did not.
        state = State.UNKNOWN if answer.status >= 500 else State.QUEUED
        return _all(letters, state, f"短信网关答复 {answer.status}")


def _connect() -> http.client.HTTPConnection:
    """Connected with a short time limit, so that what fails here is known not to have been sent."""
    parts = urlsplit(settings.SMS_GATEWAY)
    host = parts.hostname or ""
    connection = (
        http.client.HTTPSConnection(host, parts.port, timeout=CONNECT_S, context=ssl.create_default_context())
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, parts.port, timeout=CONNECT_S)
    )
    connection.connect()
    assert isinstance(connection.sock, socket.socket)
    connection.sock.settimeout(ANSWER_S)
    return connection


def _path() -> str:
    parts = urlsplit(settings.SMS_GATEWAY)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


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
