"""Requests that come when they come: at a constant rate, however slowly the one before is answered.

A closed loop (ask, wait, ask) slows down with the server and so hides that it is slow.
"""

import asyncio
import random
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

# No answer within so many seconds: the visitor is gone.
PATIENCE_S = 30.0
NO_ANSWER = 0


@dataclass(frozen=True)
class Answer:
    """``at``: when it was due (time.monotonic); ``seconds`` from then, waiting for a connection counts. ``status``
    is 0 when there was no answer; ``is_stale``: nginx said so."""

    at: float
    path: str
    status: int
    seconds: float
    is_stale: bool = False
    retry_after: str = ""


@dataclass
class Arrivals:
    """Of visitors at ``site`` (https, any certificate), each from one of many addresses of this machine."""

    site: str
    addresses: Sequence[str]
    rate: float
    cookie: str = ""
    chosen: random.Random = field(default_factory=lambda: random.Random(11))  # noqa: S311
    answers: list[Answer] = field(default_factory=list)
    is_over: bool = False

    def run(self, seconds: float) -> list[Answer]:
        """All answers to what arrived in so many seconds, or until ``is_over``."""
        asyncio.run(self._arrive(seconds))
        return self.answers

    async def _arrive(self, seconds: float) -> None:
        parts = urlsplit(self.site)
        idle: list[Connection] = []
        first, number = time.monotonic(), 0
        asked: set[asyncio.Task[None]] = set()
        while not self.is_over and (due := first + number / self.rate) < first + seconds:
            if (wait := due - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            path = self.chosen.choice(self.addresses)
            task = asyncio.create_task(
                self._ask(str(parts.hostname), int(parts.port or 443), path, due, idle)
            )
            asked.add(task)
            task.add_done_callback(asked.discard)
            number += 1
        await asyncio.gather(*asked)
        for connection in idle:
            connection.close()

    async def _ask(self, host: str, port: int, path: str, due: float, idle: list["Connection"]) -> None:
        status, headers = NO_ANSWER, dict[str, str]()
        connection = idle.pop() if idle else Connection(host, port, self._source(), self.cookie)
        try:
            async with asyncio.timeout(PATIENCE_S):
                status, headers = await connection.get(path)
            idle.append(connection)
        except (OSError, ValueError, asyncio.IncompleteReadError, TimeoutError):
            connection.close()
        seconds = time.monotonic() - due
        is_stale = headers.get("warning", "").startswith("110")
        self.answers.append(Answer(due, path, status, seconds, is_stale, headers.get("retry-after", "")))

    def _source(self) -> str:
        return f"127.0.{self.chosen.randrange(1, 250)}.{self.chosen.randrange(1, 250)}"


@dataclass
class Connection:
    """HTTP/1.1 over TLS, kept open. As the browser does, a request is sent again when the kept connection was closed."""

    host: str
    port: int
    source: str
    cookie: str = ""
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def get(self, path: str) -> tuple[int, dict[str, str]]:
        was_open = self.writer is not None
        try:
            return await self._get(path)
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            if not was_open:
                raise
            return await self._get(path)

    async def _get(self, path: str) -> tuple[int, dict[str, str]]:
        if self.reader is None or self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(
                self.host, self.port, ssl=ANY_CERTIFICATE, local_addr=(self.source, 0)
            )
        request = [f"GET {path} HTTP/1.1", f"Host: {self.host}:{self.port}", "Accept-Encoding: br, gzip"]
        request += [f"Cookie: {self.cookie}"] if self.cookie else []
        self.writer.write("\r\n".join([*request, "", ""]).encode("ascii"))
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])
        }
        status = int(head[0].split()[1])
        if headers.get("transfer-encoding") == "chunked":
            while length := int(await self.reader.readuntil(b"\r\n"), 16):
                await self.reader.readexactly(length + 2)
            await self.reader.readuntil(b"\r\n")
        elif status not in {204, 304}:
            await self.reader.readexactly(int(headers.get("content-length", "0")))
        return status, headers

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


def any_certificate() -> ssl.SSLContext:
    """For a front of our own on this machine, whose certificate nobody signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


ANY_CERTIFICATE = any_certificate()


def percentile_s(answers: Sequence[Answer], share: float) -> float:
    """The time within which that share of them was answered; 0 of none."""
    times = sorted(answer.seconds for answer in answers)
    return times[min(len(times) - 1, int(share * len(times)))] if times else 0.0
