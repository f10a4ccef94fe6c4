"""Who is outside during a run: a reader who looks again and again, and a citizen who reports over HTTP."""

import http.client
import json
import random
import re
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from deploy.rehearsal.arrivals import ANY_CERTIFICATE
from deploy.rehearsal.writing import FIELD, NUMBER
from tests.faults.log import Event, note

PAUSE_S = 0.1
PATIENCE_S = 20
VERSION = re.compile(rb"v=(\d+)-")


def get(site: str, path: str) -> tuple[int, bytes]:
    """Status 0: nobody answered."""
    parts = urlsplit(site)
    connection = _connected(parts.scheme, str(parts.hostname), parts.port)
    try:
        connection.request("GET", path, headers={"X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def _connected(
    scheme: str, host: str, port: int | None, source: str = "127.0.0.1"
) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(
            host, port, timeout=PATIENCE_S, context=ANY_CERTIFICATE, source_address=(source, 0)
        )
    return http.client.HTTPConnection(host, port, timeout=PATIENCE_S)


@dataclass
class Reader:
    """``feed`` is asked past nginx, ``page`` of nginx. ``samples``: names in the feed, version of the layer, and the
    status of the page."""

    site: str
    front: str
    feed: str
    page: str
    samples: list[tuple[list[str] | None, int | None, int]] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Reader":
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.is_over.set()
        self.thread.join()

    def _read(self) -> None:
        while not self.is_over.is_set():
            status, body = get(self.site, self.feed)
            names = None
            if status == 200:
                names = sorted(one["properties"]["name"] for one in json.loads(body)["features"])
            status, body = get(self.site, "/tiles/places.json")
            found = VERSION.search(body) if status == 200 else None
            self.samples.append((names, int(found[1]) if found else None, get(self.front, self.page)[0]))
            self.is_over.wait(PAUSE_S)


@dataclass
class Citizen:
    """Reports what is wrong with a place; each report keeps its form, so that it can be sent once more."""

    front: str
    place: str
    log: Path
    seed: int
    forms: dict[str, tuple[dict[str, str], dict[str, str], str]] = field(default_factory=dict)

    def report_all(self, many: int) -> None:
        for number in range(many):
            self._noted(f"{self.seed}-report{number}", False)

    def report_again(self) -> None:
        for key in self.forms:
            self._noted(key, True)

    def _noted(self, key: str, is_retry: bool) -> None:
        event: dict[str, Any] = {
            "seed": self.seed,
            "key": key,
            "kind": "report",
            "of": "",
            "is_retry": is_retry,
        }
        note(self.log, Event(**event, state="begun"))
        try:
            number = self._sent(key)
        except (OSError, http.client.HTTPException, LookupError) as problem:
            if is_retry:
                raise
            note(self.log, Event(**event, state="unknown", problem=f"{problem!r}"[:300]))
        else:
            note(self.log, Event(**event, state="ok", told={"number": number}))

    def _sent(self, key: str) -> str:
        """The number on the receipt."""
        chosen = random.Random(key)
        source = f"127.{chosen.randrange(2, 250)}.{chosen.randrange(250)}.{chosen.randrange(1, 250)}"
        parts, address = urlsplit(self.front), f"/report/place/{self.place}"
        connection = _connected(parts.scheme, str(parts.hostname), parts.port, source)
        try:
            if key not in self.forms:
                connection.request("GET", address)
                form = connection.getresponse()
                body = form.read().decode()
                if form.status != 200:
                    raise LookupError(f"form {form.status}")
                cookie = (form.headers.get("Set-Cookie") or "").split(";")[0]
                self.forms[key] = dict(FIELD.findall(body)), {"Cookie": cookie}, key
            fields, headers, text = self.forms[key]
            headers = headers | {
                "Content-Type": "application/x-www-form-urlencoded", "Referer": self.front + address,
            }  # fmt: skip
            connection.request(
                "POST", address, urlencode({**fields, "fault": "position", "text": text}), headers
            )
            receipt = connection.getresponse()
            found = NUMBER.search(receipt.read().decode())
            if receipt.status != 200 or found is None:
                raise LookupError(f"receipt {receipt.status}")
            return found[1].strip()
        finally:
            connection.close()


def until(site: str, path: str, patience_s: float = 30) -> float:
    """Seconds until that address answers with 200."""
    began = time.monotonic()
    while get(site, path)[0] != 200:
        if time.monotonic() - began > patience_s:
            raise AssertionError(f"{path} does not come back: {get(site, path)}"[:600])
        time.sleep(0.05)
    return time.monotonic() - began
