"""A program that answers at a port of this machine, asked by one caller over a connection that is kept."""

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path

from deploy.stack.address import HOST, wait_until_healthy
from deploy.stack.errors import SetUpError
from deploy.stack.processes import Child


class Served:
    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection(HOST, port, timeout=60)

    def get(self, path: str, *, packed: bool = False) -> tuple[HTTPMessage, bytes]:
        """``packed`` asks for gzip and leaves it packed."""
        self.connection.request("GET", path, headers={"Accept-Encoding": "gzip" if packed else "identity"})
        response = self.connection.getresponse()
        content = response.read()
        # MapServer tells its errors as pages with status 200.
        told_well = response.status in (200, 204) and "html" not in response.headers.get("Content-Type", "")
        assert told_well, (path, response.status, content[-500:])
        return response.headers, content

    def timed(
        self, paths: list[str], *, packed: bool = False, before: Callable[[], None] = lambda: None
    ) -> Callable[[], float]:
        """Milliseconds an answer, ``before`` not counted."""

        def measured() -> float:
            before()
            begun = time.perf_counter()
            for path in paths:
                self.get(path, packed=packed)
            return (time.perf_counter() - begun) * 1000 / len(paths)

        return measured


@contextlib.contextmanager
def served(
    name: str, port: int, command: Sequence[str], environment: Mapping[str, str], log: Path
) -> Iterator[Served | None]:
    """``command`` while the block lasts; None and a line where it does not answer."""
    child = Child.start(name, command, environment=environment, output=log)
    try:
        try:
            wait_until_healthy(port, child)
            found = Served(port)
        except SetUpError:
            print(f"not run: {name} (does not start)", log.read_text(errors="replace")[-2000:], sep="\n")
            found = None
        yield found
    finally:
        child.stop()
