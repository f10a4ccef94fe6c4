"""What is not answered is a 503 that says when to come again, and it is over when its cause is."""

import http.client
import io
import os
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from layers.documents.models import StoredFile
from layers.documents.store import put
from tests.harness.databases import EMPTY, Database, cloned, sample_template
from tests.harness.relay import Relay
from tests.harness.site import served
from tests.setup.conftest import new_folder

# Asks the database, and nothing of it is kept by the site itself.
PAGE = "/map/"


@pytest.fixture(scope="module")
def database(worker: str) -> Iterator[Database]:
    with cloned(sample_template(), f"faults_{worker}") as clone:
        yield clone


@pytest.fixture(scope="module")
def relay(database: Database) -> Iterator[Relay]:
    folder = new_folder()
    query = urlsplit(database.url("default")).query
    found = Relay(folder, f"{query.removeprefix('host=')}/.s.PGSQL.5432")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_READ_URL"):
            patch.setenv(name, os.environ[name].replace(query, f"host={folder}"))
        yield found
    found.close()


@pytest.fixture(scope="module")
def site(relay: Relay, database: Database) -> Iterator[tuple[str, int]]:
    with served(database) as url:
        parts = urlsplit(url)
        yield str(parts.hostname), int(parts.port or 0)


def ask(site: tuple[str, int], path: str) -> tuple[int, str | None, float]:
    """Status, Retry-After, seconds."""
    began = time.monotonic()
    connection = http.client.HTTPConnection(*site, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.headers.get("Retry-After"), time.monotonic() - began


def until(site: tuple[str, int], path: str, status: int, patience_s: float = 10) -> float:
    began = time.monotonic()
    while ask(site, path)[0] != status:
        assert time.monotonic() - began < patience_s, f"{path} is not {status}"
        time.sleep(0.1)
    return time.monotonic() - began


@pytest.mark.long
def test_a_cut_between_site_and_database_is_said_at_once_and_is_over_with_it(
    relay: Relay, site: tuple[str, int], record_property: Callable[[str, object], None]
) -> None:
    assert ask(site, PAGE)[0] == 200
    relay.cut()
    try:
        answers = [ask(site, path) for path in (PAGE, "/", "/api/places/", "/staff/login/") for _ in range(3)]
        assert {status for status, _, _ in answers} <= {200, 503}, "a page that asks no database stays"
        assert {retry for status, retry, _ in answers if status == 503} == {"5"}
        assert ask(site, PAGE)[0] == 503 and ask(site, "/healthz")[0] == 503
        assert max(seconds for _, _, seconds in answers) < 4
    finally:
        relay.mend()
    record_property("figure", f"network cut: good again after {until(site, PAGE, 200):.1f} s")


def limit(database: Database, many: int) -> None:
    with Database(EMPTY).connect() as owner:
        owner.execute(f"ALTER DATABASE {database.name} CONNECTION LIMIT {many}".encode())


@pytest.mark.long
def test_when_all_connections_are_taken_the_others_are_told_and_it_ends_by_itself(
    relay: Relay, site: tuple[str, int], database: Database, record_property: Callable[[str, object], None]
) -> None:
    limit(database, 2)
    # Whoever was in has to come in again.
    relay.cut()
    relay.mend()
    try:
        with database.connect("default"), database.connect("public"):
            status, retry, seconds = ask(site, PAGE)
            assert (status, retry) == (503, "5") and seconds < 4
            assert ask(site, "/readyz")[0] == 503
    finally:
        limit(database, -1)
    record_property("figure", f"connections: good again after {until(site, PAGE, 200):.1f} s")


@pytest.mark.long
def test_a_table_that_somebody_holds_stops_its_own_pages_and_no_others(
    site: tuple[str, int], database: Database
) -> None:
    with database.connect() as holder, holder.transaction():
        holder.execute("LOCK TABLE places_place IN ACCESS EXCLUSIVE MODE")
        status, retry, seconds = ask(site, "/api/places/")
        assert (status, retry) == (503, "5") and seconds < 4
        assert ask(site, "/land/")[0] == 200 and ask(site, "/healthz")[0] == 200
    assert ask(site, "/api/places/")[0] == 200


@pytest.mark.django_db
def test_a_file_that_the_disk_has_no_room_for_leaves_neither_bytes_nor_row(settings, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "originals": {
            "BACKEND": "layers.documents.storage.WriteOnceStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        },
    }
    pdf = b"%PDF-1.4\n" + os.urandom(3 << 20) + b"\n%%EOF\n"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            put(io.BytesIO(pdf), "示例.pdf")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]
    assert not StoredFile.objects.exists()
    assert put(io.BytesIO(pdf), "示例.pdf").size == len(pdf)
