"""PostgreSQL is killed while people look at the map: what was kept is answered on, by nginx and by the site."""

import os
import re
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

import pytest
from django.conf import settings
from playwright.sync_api import Browser, expect

from deploy.backup import golden
from deploy.rehearsal.arrivals import ANY_CERTIFICATE
from deploy.rehearsal.front import Front
from deploy.rehearsal.node import Node
from deploy.rehearsal.stage import SERVED, free_ports
from deploy.stack.account import server_account
from deploy.stack.address import HOST
from deploy.stack.cluster import SERVICE, Cluster, cluster_folder
from deploy.stack.roles import prepare_database
from geo.tile import Tile
from tests.browser.test_kiosk import kiosk_page
from tests.browser.test_kiosk_offline import HAS_BUNDLE, until
from tests.harness.browser import settled
from tests.harness.databases import Database, sample_files, sample_template
from tests.setup.conftest import copy_of, filled, new_folder

pytestmark = pytest.mark.long

PAINTED = """(pane) => {
  const canvas = document.querySelector(`.leaflet-${pane}-pane canvas`);
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return pixels.filter((value, at) => at % 4 === 3 && value > 0).length;
}"""
BROWSERS = ({}, {"Accept-Encoding": "gzip, deflate, br, zstd"})
Answer = tuple[int, bytes, dict[str, str]]


@dataclass(frozen=True)
class Service:
    """The real site behind the committed front, with the samples; ``things`` are addresses of what people read."""

    cluster: Cluster
    node: str
    front: str
    things: list[str]

    def first(self, folder: str) -> str:
        return next(path for path in self.things if path.startswith(folder))

    @contextmanager
    def killed(self) -> Iterator[None]:
        """PostgreSQL is away, by -9, and answers again afterwards."""
        assert self.cluster.server
        self.cluster.server.process.kill()
        self.cluster.server.process.wait(30)
        # nginx counts whole seconds: what it has just been given is fresh for nearly two, and is not stale.
        time.sleep(2.1)
        try:
            yield
        finally:
            self.cluster.start()
        deadline = time.monotonic() + 60
        while ask(f"{self.front}/healthz")[0] != 200 and time.monotonic() < deadline:
            time.sleep(0.5)


def ask(address: str, **headers: str) -> Answer:
    asked = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=60, context=ANY_CERTIFICATE) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except HTTPError as refusal:
        return refusal.code, refusal.read(), dict(refusal.headers)


@pytest.fixture(scope="module")
def service(started_once: Path) -> Iterator[Service]:
    var, folder = new_folder(), new_folder()
    copy_of(started_once, var)
    sample = Database(sample_template())
    subprocess.run(["cp", "-a", f"{sample_files()}/media", f"{sample_files()}/static", str(var)], check=True)
    behind, port, plain_port = free_ports(3)
    with ExitStack() as stack:
        for made in (var, folder):
            stack.callback(shutil.rmtree, made)
        account = server_account()
        cluster = Cluster(cluster_folder(var, account), account=account)
        stack.callback(cluster.stop)
        cluster.start()
        logins = prepare_database(cluster, var / "secrets")
        filled(logins, sample)
        told = {**os.environ, **logins.environment(), **SERVED, "CUNTU_HTTPS": "0", "CUNTU_VAR": str(var)}
        node = Node(behind, told, var / "web.log")
        stack.callback(node.stop)
        node.start()
        front = Front(folder, var, port, plain_port, [behind])
        stack.callback(front.stop)
        front.start()
        yield Service(
            cluster,
            f"http://{HOST}:{behind}",
            front.url,
            golden.addresses(cluster.superuser_dsn(SERVICE), 60),
        )


def test_with_postgresql_killed_the_warmed_map_still_answers(service: Service) -> None:
    front, tile = service.front, Tile.at(*settings.CITY["centre"], 9)
    bare = f"{front}/tiles/places/{tile.z}/{tile.x}/{tile.y}.mvt"
    described = ask(f"{front}/tiles/places.json")
    version = re.search(rb"v=([0-9a-f-]+)", described[1])
    assert version
    warm = f"{bare}?v={version[1].decode()}"
    status, content, _ = ask(warm)
    assert status == 200 and content

    with service.killed():
        assert ask(warm)[:2] == (200, content)
        assert ask(f"{front}/tiles/places.json")[:2] == described[:2]
        status, stale, headers = ask(bare)
        assert (status, stale, headers["Warning"][:3]) == (200, content, "110")
        # Nobody kept this one; it says that it is for a moment.
        status, text, headers = ask(f"{front}/tiles/parcels/{tile.z}/{tile.x}/{tile.y}.mvt?v=1-0123abcd")
        assert status == 503 and "Traceback" not in text.decode(), text[:300]
        assert headers["Retry-After"]
        # Of a page people read that it is for a moment, if nobody has read the page before.
        status, text, headers = ask(f"{front}/services/")
        assert status == 503 and headers["Retry-After"] and "暂时无法服务" in text.decode(), text[:300]
    assert ask(f"{front}/services/")[0] == 200


def test_with_postgresql_killed_what_people_have_read_is_read_on_and_says_that_it_is_stale(
    service: Service,
) -> None:
    front, village, kiosk = service.front, service.first("/v/"), {"Cookie": "device=kiosk"}
    own = {"Cookie": "village=371600000001; sessionid=x; size=large"}
    pages = ["/", village, service.first("/c/"), "/map/", "/map/points.json", "/basemap.geojson"]
    warm = {(path, n): ask(front + path, **said) for path in pages for n, said in enumerate(BROWSERS)}
    assert {status for status, _, _ in warm.values()} == {200}
    assert {headers.get("Warning") for _, _, headers in warm.values()} == {None}

    with service.killed():
        for path in pages:
            for n, said in enumerate(BROWSERS):
                for cookie in ({}, own):
                    status, body, headers = ask(front + path, **said, **cookie)
                    assert (status, body) == (200, warm[path, n][1]), (path, said, cookie)
                    assert headers.get("Warning") == '110 - "Response is Stale"', (path, said, cookie)
        # What would be wrong for who asks is not shown: a kiosk's page withholds files, a question wants its answer.
        for path, said in ((village, kiosk), ("/map/?q=a", {}), ("/readyz", {}), (service.first("/d/"), {})):
            status, _, headers = ask(front + path, **said)
            assert (status, "Warning" in headers) == (503, False), path


@pytest.mark.browser
def test_with_postgresql_killed_the_warmed_map_is_still_used_in_a_browser(
    service: Service, browser: Browser
) -> None:
    somebody = browser.new_page(ignore_https_errors=True)
    somebody.goto(f"{service.front}/map/")
    settled(somebody)
    read, unread = (row.get_attribute("data-id") for row in somebody.locator(".place").all()[:2])
    somebody.locator(f'.place[data-id="{read}"] > .row').click()
    expect(somebody.locator("#place-detail h2")).to_be_visible()

    page = browser.new_page(ignore_https_errors=True, viewport={"width": 360, "height": 740})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(service.front + service.first("/v/"))
    with service.killed():
        answer = page.goto(f"{service.front}/map/")
        assert answer and answer.status == 200
        expect(page.get_by_role("complementary", name="不是最新的")).to_contain_text("正在恢复")
        settled(page)
        assert page.evaluate(PAINTED, "points") > 500, "the points"
        assert page.evaluate(PAINTED, "labels") > 500, "the names of the base"
        page.locator(f'.place[data-id="{unread}"] > .row').click()
        expect(page.get_by_role("alert")).to_contain_text("系统正忙或正在恢复")
        page.locator(f'.place[data-id="{read}"] > .row').click()
        expect(page.locator("#place-detail h2")).to_be_visible()
        page.locator("[data-to-list]").first.click()
        expect(page.get_by_role("alert")).to_be_hidden()
        page.locator(".chip").last.click()
        expect(page.get_by_role("alert")).to_contain_text("系统正忙或正在恢复")
    assert problems == []


@pytest.mark.browser
def test_with_postgresql_killed_the_browser_of_a_kiosk_shows_what_it_holds(
    service: Service, browser: Browser
) -> None:
    # Past nginx: the browser gives no service worker to a certificate of nobody, and nginx keeps no page for kiosks.
    page = kiosk_page(browser, service.node)
    page.goto(f"{service.node}/")
    page.evaluate("sessionStorage['kiosk-beat-at'] = '1'")
    page.goto(service.node + service.first("/v/"))
    until(page, "navigator.serviceWorker.ready.then((found) => found.active?.state === 'activated')")
    until(page, HAS_BUNDLE)
    with service.killed():
        page.goto(f"{service.node}/map/")
        expect(page.locator("#offline-note")).to_contain_text("数据截至")
        expect(page.locator('#offline-page .map[data-ready="yes"]')).to_be_visible()
    page.goto(f"{service.node}/map/")
    expect(page.locator("body.offline")).to_have_count(0)
