"""PostgreSQL is killed while people look at the map: what was kept is answered on, by nginx and by the site."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError

import pytest

from deploy.rehearsal.arrivals import ANY_CERTIFICATE
from deploy.rehearsal.front import Front
from deploy.rehearsal.stage import free_ports
from deploy.stack.account import server_account
from deploy.stack.address import listen, wait_until_healthy
from deploy.stack.cluster import Cluster, cluster_folder
from deploy.stack.credentials import secret
from deploy.stack.environment import SECRETS
from deploy.stack.paths import ROOT
from deploy.stack.processes import Child
from deploy.stack.roles import prepare_database
from geo.tile import Tile
from tests.harness.newcomer import environment
from tests.setup.conftest import new_folder

pytestmark = pytest.mark.long

ONE_PLACE = """
from django.conf import settings
from django.contrib.gis.geos import Point
from layers.places.models import Category, Place
from layers.places.publish import publish
from layers.regions.models import Region
spot = Point(*settings.CITY["centre"], srid=4490)
county = Region.objects.create(level=2, kind="county", name="甲县", code="990100000000", path="990100000000/")
publish(Place(name="网点", source="测试", location=spot, region=county, category=Category.objects.first()))
print(*settings.CITY["centre"])
"""
Answer = tuple[int, bytes, dict[str, str]]


def ask(address: str) -> Answer:
    try:
        with urllib.request.urlopen(address, timeout=60, context=ANY_CERTIFICATE) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except HTTPError as refusal:
        return refusal.code, refusal.read(), dict(refusal.headers)


@contextmanager
def site(told: dict[str, str], log: Path) -> Iterator[int]:
    """The port of a web node."""
    with listen(0) as listener:
        port = listener.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.py",
                   "--bind", f"fd://{listener.fileno()}"]  # fmt: skip
        web = Child.start("web", command, environment=told, output=log, pass_fds=[listener.fileno()])
        try:
            wait_until_healthy(port, web, patience_s=300)
            yield port
        finally:
            web.stop()


@contextmanager
def nginx(var: Path, behind: int) -> Iterator[str]:
    folder = new_folder()
    port, plain_port = free_ports(2)
    front = Front(folder, var, port, plain_port, [behind])
    try:
        front.start()
        yield front.url
    finally:
        front.stop()
        shutil.rmtree(folder)


def run(told: dict[str, str], *words: str) -> str:
    command = [sys.executable, "manage.py", *words]
    made = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    return made.stdout


def test_with_postgresql_killed_the_warmed_map_still_answers(empty_var: Path) -> None:
    cluster = Cluster(
        cluster_folder(empty_var, account := server_account()), throw_away=True, account=account
    )
    cluster.start()
    try:
        logins = prepare_database(cluster, empty_var / "secrets")
        keys = {name: secret(empty_var / "secrets", file) for name, file in SECRETS.items()}
        told = environment(empty_var, DJANGO_SETTINGS_MODULE="portal.settings", **keys) | logins.environment()
        run(told, "prepare", "migrate", "area", "reference", "static")
        lng, lat = map(float, run(told, "shell", "-v0", "-c", ONE_PLACE).split())
        run(told, "warm_tiles", "--layers", "places")
        with (
            site(told, empty_var / "web.log") as behind,
            nginx(empty_var, behind) as front,
        ):
            look(cluster, front, lng, lat)
    finally:
        cluster.stop()


def look(cluster: Cluster, front: str, lng: float, lat: float) -> None:
    tile = Tile.at(lng, lat, 14)
    bare = f"{front}/tiles/places/{tile.z}/{tile.x}/{tile.y}.mvt"
    described = ask(f"{front}/tiles/places.json")
    version = re.search(rb"v=([0-9a-f-]+)", described[1])
    assert version
    warm = f"{bare}?v={version[1].decode()}"
    status, content, _ = ask(warm)
    assert status == 200 and "网点".encode() in content

    killed = cluster.running_pid()
    assert killed
    os.kill(killed, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while cluster.is_ready() and time.monotonic() < deadline:
        time.sleep(0.05)

    assert ask(warm)[:2] == (200, content)
    assert ask(f"{front}/tiles/places.json")[:2] == described[:2]
    status, stale, headers = ask(bare)
    assert (status, stale, headers["Warning"][:3]) == (200, content, "110")
    # Nobody kept this one; it says that it is for a moment.
    status, text, headers = ask(f"{front}/tiles/parcels/{tile.z}/{tile.x}/{tile.y}.mvt?v=1-0123abcd")
    assert status == 503 and "Traceback" not in text.decode(), text[:300]
    assert headers["Retry-After"]
    # Of a page people read that it is for a moment (a kept one is shown: test_front).
    status, text, headers = ask(f"{front}/map/")
    assert status == 503 and headers["Retry-After"] and "暂时无法服务" in text.decode(), text[:300]

    cluster.start()
    deadline = time.monotonic() + 60
    while ask(f"{front}/map/")[0] != 200 and time.monotonic() < deadline:
        time.sleep(0.5)
    assert ask(f"{front}/map/")[0] == 200
