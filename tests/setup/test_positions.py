"""Nobody's position is kept: asked of the real stack in every way, right and wrong, it stands in no log, file or table."""

import contextlib
import http.client
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
import pytest

from deploy.stack.account import server_account
from deploy.stack.address import listen, wait_until_healthy
from deploy.stack.cluster import cluster_folder
from deploy.stack.command import database
from deploy.stack.environment import base_environment
from deploy.stack.paths import ROOT
from deploy.stack.processes import Child
from deploy.stack.roles import Logins
from tests.harness.newcomer import environment
from tests.setup.conftest import copy_of, new_folder

LNG, LAT, OTHER = "118.0271828", "37.3141592", "118.0577215"
ID_NUMBER = "11010519491231002X"
# What would give a position away, however it was rounded or cut: its digits, and the bytes of a stored double.
DIGITS = [b"0271828", b"3141592", b"0577215"]
# Nor may what only logs are asked for: a refusal may repeat to the asker the path that was typed.
KEPT_NOWHERE = [*DIGITS, b"9491231002"]
STORED = [struct.pack("<d", float(text)).hex().upper() for text in (LNG, LAT, OTHER)]
BOX = f"{LNG},{LAT},{OTHER},37.41"

ASKED = [
    ("/api/here", {"lng": LNG, "lat": LAT, "accuracy": "12"}),
    ("/api/here", {"lng": LNG, "lat": "-" + LAT + "e99"}),
    ("/api/here", {"lng": LNG + "x", "lat": LAT}),
    ("/api/here", {"lng": LNG, "lat": LAT, "near": LNG}),
    ("/api/here", {"lng": LNG + "\0", "lat": LAT}),
    ("/api/layers/parcels.geojson", {"bbox": BOX}),
    ("/api/layers/places.geojson", {"bbox": f"{OTHER},{LAT},{LNG},37.41"}),
    ("/api/layers/regions.geojson", {"bbox": BOX, "limit": "1"}),
    ("/api/places/", {"bbox": BOX}),
    ("/api/places/", {"bbox": f"{LNG},nan,{OTHER},1"}),
    ("/api/route", {"from": f"{LNG},{LAT}", "to": f"{OTHER},{LAT}"}),
    ("/api/reach", {"from": f"{LNG},{LAT}", "mode": "walk"}),
    ("/api/search", {"q": "卫生院", "near": f"{LNG},{LAT}"}),
    ("/land/here", {"lng": LNG, "lat": LAT, "accuracy": "5"}),
    ("/land/here", {"lng": LNG, "lat": "north of " + LAT}),
    ("/map/", {"lng": LNG, "lat": LAT, "open": "1"}),
    ("/map/list", {"lng": LNG, "lat": LAT, "group": "medical"}),
    ("/map/points.json", {"lng": LNG, "lat": LAT}),
    ("/map/000000000", {"lng": LNG, "lat": LAT}),
    ("/go/000000000", {"from": f"{LNG},{LAT}"}),
    ("/look/", {"size": "large", "next": f"/map/?lng={LNG}&lat={LAT}"}),
    ("/nosuch", {"near": f"{LNG},{LAT}", "to": OTHER}),
    ("/healthz", {"lng": LNG}),
    ("/readyz", {"lng": LNG}),
    ("/metrics", {"lng": LNG}),
    # Not a position; it must not stand in a log either.
    ("/nosuch/" + ID_NUMBER, {}),
]


@dataclass
class Stack:
    """The private cluster with the settings it is served with, gunicorn, and everything they write."""

    host: tuple[str, int]
    logins: Logins
    var: Path

    def ask(
        self, path: str, query: dict[str, str], body: str | None = None, cookie: str = ""
    ) -> tuple[int, bytes]:
        address = f"{path}?{urlencode(query, quote_via=quote)}" if query else path
        headers = {"Referer": f"http://{self.host[0]}:{self.host[1]}/map/?lng={LNG}&lat={LAT}"}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        with contextlib.closing(http.client.HTTPConnection(*self.host, timeout=30)) as connection:
            connection.request("GET" if body is None else "POST", address, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def files(self) -> Iterator[Path]:
        for root in (self.var, cluster_folder(self.var, server_account())):
            yield from (path for path in root.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def stack(started_once: Path) -> Iterator[Stack]:
    var = new_folder()
    copy_of(started_once, var)
    with database(var) as logins, listen(0) as listener:
        ours = environment(var) | base_environment(var) | logins.environment() | {"CUNTU_VAR": str(var)}
        ours |= {"CUNTU_DEMO": "0", "CUNTU_HTTPS": "0", "CUNTU_WEB_WORKERS": "1"}
        steps = ["migrate", "reference", "divisions", "static"]
        subprocess.run([sys.executable, "manage.py", "prepare", *steps], cwd=ROOT, env=ours, check=True)
        port = listener.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.py"]
        command += ["--bind", f"fd://{listener.fileno()}"]
        web = Child.start(
            "web", command, environment=ours, output=var / "web.log", pass_fds=[listener.fileno()]
        )
        try:
            wait_until_healthy(port, web)
            yield Stack(("127.0.0.1", port), logins, var)
        finally:
            web.stop()


@pytest.fixture(scope="module")
def asked(stack: Stack) -> list[tuple[str, int, bytes]]:
    """Every question once, then those that fail because a table is away; (address, status, body) of each."""
    answers = [(f"{path} {query}", *stack.ask(path, query)) for path, query in ASKED]
    with psycopg.connect(stack.logins.owner, autocommit=True) as owner:
        owner.execute("ALTER TABLE land_parcel RENAME TO away; ALTER TABLE places_place RENAME TO away_too")
        broken = [("/api/here", ASKED[0][1]), ("/land/here", ASKED[0][1]), ("/map/", {"lng": LNG, "lat": LAT}),
                  ("/api/layers/parcels.geojson", {"bbox": BOX})]  # fmt: skip
        failed = [(f"{path} broken", *stack.ask(path, query)) for path, query in broken]
        owner.execute("ALTER TABLE away RENAME TO land_parcel; ALTER TABLE away_too RENAME TO places_place")
    assert {status for _, status, _ in failed} == {500}, failed
    form = urlencode({"lng": LNG, "lat": LAT, "accuracy": "9"})
    answers.append(("POST without a token", *stack.ask("/land/here", {}, form)))
    with socket.create_connection(stack.host, timeout=10) as connection:
        connection.sendall(f"GET /api/here?lng={LNG}&lat={LAT} HTTP/9.9\r\nHost: x\r\n\r\n".encode())
        connection.recv(4096)
    return answers + failed


def test_questions_of_every_kind_were_asked(asked: list[tuple[str, int, bytes]]) -> None:
    assert {200, 302, 400, 403, 404, 500} <= {status for _, status, _ in asked}


def test_no_refusal_repeats_the_position(asked: list[tuple[str, int, bytes]]) -> None:
    told = [
        (what, status)
        for what, status, body in asked
        if status >= 400 and any(digits in body for digits in DIGITS)
    ]
    assert told == []


def test_no_log_and_no_file_holds_it(stack: Stack, asked: list[tuple[str, int, bytes]]) -> None:
    log = (stack.var / "web.log").read_bytes()
    assert b"land_parcel" in log, "the failures were to be logged"
    assert "Not Found: /nosuch/…".encode() in log, "with the path, and without the number in it"
    kept = []
    for path in stack.files():
        with contextlib.suppress(FileNotFoundError):  # the database removes files of its own
            content = path.read_bytes()
            kept += [(os.fspath(path), digits) for digits in KEPT_NOWHERE if digits in content]
    assert kept == []


def test_no_table_holds_it(stack: Stack, asked: list[tuple[str, int, bytes]]) -> None:
    given_away = [*(digits.decode() for digits in KEPT_NOWHERE), *STORED]
    with psycopg.connect(stack.logins.owner, autocommit=True) as owner:
        tables = owner.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE tableowner = current_user"
        ).fetchall()
        assert len(tables) > 40
        patterns = [f"%{text}%" for text in given_away]
        kept = [
            table
            for (table,) in tables
            if owner.execute(
                f"SELECT 1 FROM {table} t WHERE t::text LIKE ANY(%s) LIMIT 1", [patterns]
            ).fetchone()
        ]
    assert kept == []
