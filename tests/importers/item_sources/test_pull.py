"""pull_items: from the address of the settings and no other, within limits, by the way of a push."""

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from geo.errors import BadInput
from importers.item_sources import fetching
from importers.item_sources.models import Push
from tests.importers.item_sources.test_push import item

LOOPBACK = ["127.0.0.0/8"]


class Other(BaseHTTPRequestHandler):
    """A platform; what it does is in the path."""

    asked: list[str] = []

    def do_GET(self):
        Other.asked.append(self.path)
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "/list")
            self.end_headers()
            return
        self.send_response(200 if self.path != "/ill" else 503)
        self.end_headers()
        if self.path == "/list":
            self.wfile.write(json.dumps([item()]).encode())
        elif self.path == "/much":
            self.wfile.write(b" " * (fetching.MOST_BYTES + 1))
        elif self.path == "/slow":
            for _ in range(100):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.1)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def other():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Other)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def named(settings, other):
    def name(path, networks=LOOPBACK, root=other):
        settings.ITEM_PULLS = {"platform": {"address": f"{root}{path}", "networks": networks}}

    Other.asked.clear()
    return name


def test_a_pull_becomes_a_change_set_like_a_push(named, source):
    named("/list")
    out = StringIO()
    call_command("pull_items", "platform", stdout=out, stderr=StringIO())
    assert json.loads(out.getvalue())["counts"]["new"] == 1
    assert (Push.objects.get().how, Push.objects.get().outcome) == ("pulled", "drafted")


@pytest.mark.parametrize(
    ("path", "said"), [("/away", "302，应为 200；不跟随转向"), ("/ill", "503"), ("/much", "8 MB")]
)
def test_a_redirection_a_fault_and_a_body_without_end_are_refused(named, path, said):
    named(path)
    with pytest.raises(BadInput, match=said):
        fetching.fetch("platform")
    assert Other.asked == [path]


def test_a_side_that_drips_is_left_when_the_time_is_over(named, monkeypatch):
    named("/slow")
    monkeypatch.setattr(fetching, "WHOLE_S", 0.3)
    begun = time.monotonic()
    with pytest.raises(BadInput, match="及时答完"):
        fetching.fetch("platform")
    assert time.monotonic() - begun < 5


def test_our_own_network_is_asked_only_where_the_settings_list_it(named):
    named("/list", networks=[])
    with pytest.raises(BadInput, match="内部网络"):
        fetching.fetch("platform")
    named("/list", networks=["10.0.0.0/8"])
    with pytest.raises(BadInput, match="内部网络"):
        fetching.fetch("platform")
    assert Other.asked == []


def test_a_name_that_leads_into_our_network_is_looked_through(named, other):
    named("/list", networks=[], root=other.replace("127.0.0.1", "localhost"))
    with pytest.raises(BadInput, match="内部网络"):
        fetching.fetch("platform")
    assert Other.asked == []


def test_plain_http_to_the_open_net_and_other_schemes_are_refused(named, settings, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **given: [(2, 1, 6, "", ("203.0.113.80", 80))])
    named("/list", root="http://open.example.org")
    with pytest.raises(BadInput):
        fetching.fetch("platform")
    for address in ("file:///etc/passwd", "ftp://127.0.0.1/", "https://user@127.0.0.1/", "nothing"):
        settings.ITEM_PULLS = {"platform": {"address": address, "networks": LOOPBACK}}
        with pytest.raises(BadInput, match="https://"):
            fetching.fetch("platform")


def test_a_certificate_that_is_nobody_s_is_refused(named, other):
    named("/list", root=other.replace("http:", "https:"))
    with pytest.raises(BadInput, match="连不上对方"):
        fetching.fetch("platform")


def test_only_a_source_that_the_settings_name_is_fetched(settings, source):
    settings.ITEM_PULLS = {}
    with pytest.raises(CommandError, match="设置里没有"):
        call_command("pull_items", "platform")
    with pytest.raises(CommandError, match="没有登记来源"):
        call_command("pull_items", "nobody")
