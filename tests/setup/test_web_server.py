"""gunicorn as bin/serve starts it: what it logs, and what it leaves to the site to answer."""

import http.client
import socket
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest

from tests.harness.databases import Database, cloned, run_folder, template
from tests.harness.site import served


@pytest.fixture(scope="module")
def database(worker: str) -> Iterator[Database]:
    with cloned(template(), f"web_server_{worker}") as clone:
        yield clone


@pytest.fixture(scope="module")
def site(database: Database) -> Iterator[tuple[str, int]]:
    with served(database) as url:
        parts = urlsplit(url)
        yield str(parts.hostname), int(parts.port or 0)


@pytest.mark.parametrize("line", ["GET /api/here?lng=118.0214&lat=37.3811 HTTP/9.9", "GET /?bbox=118.0214"])
def test_a_request_that_cannot_be_read_leaves_no_position_in_the_log(
    site: tuple[str, int], database: Database, line: str
) -> None:
    with socket.create_connection(site, timeout=10) as connection:
        connection.sendall(f"{line}\r\nHost: 127.0.0.1\r\n\r\n".encode())
        assert b" 400 " in connection.recv(4096).split(b"\r\n")[0]
    log = (run_folder() / f"{database.name}.log").read_text()
    assert "Invalid request" in log
    assert "118.0214" not in log


def test_a_parameter_of_5000_chinese_characters_reaches_the_site(site: tuple[str, int]) -> None:
    connection = http.client.HTTPConnection(*site, timeout=10)
    connection.request("GET", "/healthz?utm=" + quote("村" * 5000))
    assert connection.getresponse().status == 200
