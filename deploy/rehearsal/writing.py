"""Citizens who report a mistake, one after the other, and note the number that they were given: it may not get lost."""

import contextlib
import http.client
import random
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from deploy.rehearsal.arrivals import ANY_CERTIFICATE

FIELD = re.compile(r'name="(csrfmiddlewaretoken|token)" value="([^"]*)"')
NUMBER = re.compile(r'receipt-number">([^<]+)<')
PAUSE_S = 0.1


@dataclass
class Writers:
    """``acknowledged``: (time.monotonic, number); ``failed``: (time, what came instead), whose report may be there or not."""

    site: str
    things: Sequence[str]
    acknowledged: list[tuple[float, str]] = field(default_factory=list)
    failed: list[tuple[float, str]] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self, many: int) -> None:
        for number in range(many):
            thread = threading.Thread(target=self._write, args=(number,), daemon=True)
            thread.start()
            self.threads.append(thread)

    def stop(self) -> None:
        self.is_over.set()
        for thread in self.threads:
            thread.join()

    def _write(self, number: int) -> None:
        chosen = random.Random(number)  # noqa: S311
        while not self.is_over.is_set():
            try:
                said = self._report(
                    chosen.choice(self.things), f"127.1.{number + 1}.{chosen.randrange(1, 250)}"
                )
                self.acknowledged.append((time.monotonic(), said))
            except (OSError, http.client.HTTPException, LookupError) as problem:
                self.failed.append((time.monotonic(), f"{type(problem).__name__} {problem}"[:80]))
            self.is_over.wait(PAUSE_S)

    def _report(self, thing: str, source: str) -> str:
        """The number on the receipt. Raises LookupError with the status when there is none."""
        return hand_in(self.site, fetched(self.site, thing, source))


@dataclass(frozen=True)
class Form:
    """As it lies in a browser; it can be handed in again."""

    address: str
    cookie: str
    fields: dict[str, str]
    source: str


def fetched(site: str, thing: str, source: str) -> Form:
    with contextlib.closing(connected(site, source)) as connection:
        address = f"/report/place/{thing}"
        connection.request("GET", address)
        form = connection.getresponse()
        fields = dict(FIELD.findall(form.read().decode()))
        if form.status != 200:
            raise LookupError(f"form {form.status}")
        cookie = (form.headers.get("Set-Cookie") or "").split(";")[0]
        return Form(address, cookie, {**fields, "fault": "position"}, source)


def hand_in(site: str, form: Form) -> str:
    with contextlib.closing(connected(site, form.source)) as connection:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": form.cookie,
            "Referer": site + form.address,
        }
        connection.request("POST", form.address, urlencode(form.fields), headers)
        receipt = connection.getresponse()
        found = NUMBER.search(receipt.read().decode())
        if receipt.status != 200 or found is None:
            raise LookupError(f"receipt {receipt.status}, again after {receipt.headers.get('Retry-After')}")
        return found[1].strip()


def connected(site: str, source: str) -> http.client.HTTPSConnection:
    parts = urlsplit(site)
    return http.client.HTTPSConnection(
        str(parts.hostname), parts.port, timeout=20, context=ANY_CERTIFICATE, source_address=(source, 0)
    )
