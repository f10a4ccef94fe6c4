"""A request that this service sends out: to an address of the settings and to no other.

Secrets stand in addresses, headers and bodies, so what is raised names the kind of the failure and nothing else.
"""

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

CONNECT_S = 3
ANSWER_S = 15
LONGEST_ANSWER = 2_000_000


class Unreachable(Exception):
    """No connection was made, so nothing was taken. The message is the name of the error."""


class Unanswered(Exception):
    """It may have been taken: no answer came, or half of one. The message is the name of the error."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


def send(
    method: str,
    address: str,
    body: bytes | None = None,
    headers: Mapping[str, str] = {},
    *,
    answer_s: float = ANSWER_S,
    most_bytes: int = LONGEST_ANSWER,
) -> Answer:
    """One request, without redirects; ``answer_s`` is for the whole answer. Raises Unreachable, Unanswered."""
    parts = urlsplit(address)
    try:
        connection = _connected(parts.scheme, parts.hostname or "", parts.port, answer_s)
    except OSError as problem:
        raise Unreachable(type(problem).__name__) from None
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, body, dict(headers))
        answer = connection.getresponse()
        return Answer(answer.status, _whole(answer, time.monotonic() + answer_s, most_bytes))
    except (OSError, http.client.HTTPException) as problem:
        raise Unanswered(type(problem).__name__) from None
    finally:
        connection.close()


def _whole(answer: http.client.HTTPResponse, until: float, most_bytes: int) -> bytes:
    """The limit of a socket holds for each piece; one that trickles needs a limit for all of it."""
    content = b""
    while piece := answer.read1(1 << 16):
        content += piece
        if len(content) > most_bytes:
            raise http.client.HTTPException("too long")
        if time.monotonic() > until:
            raise TimeoutError
    return content


def _connected(scheme: str, host: str, port: int | None, answer_s: float) -> http.client.HTTPConnection:
    """Connected with a short time limit, so that what fails here is known not to have been sent."""
    limit = min(CONNECT_S, answer_s)
    connection = (
        http.client.HTTPSConnection(host, port, timeout=limit, context=ssl.create_default_context())
        if scheme == "https"
        else http.client.HTTPConnection(host, port, timeout=limit)
    )
    connection.connect()
    assert isinstance(connection.sock, socket.socket)
    connection.sock.settimeout(answer_s)
    return connection
