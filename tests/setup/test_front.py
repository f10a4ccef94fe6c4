"""nginx in front: its own word on the committed settings, and what it answers when the site does not."""

import http.client
import http.server
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from deploy.rehearsal.arrivals import ANY_CERTIFICATE
from deploy.rehearsal.front import Front
from deploy.rehearsal.stage import free_ports
from deploy.stack.address import HOST
from tests.setup.conftest import new_folder


@dataclass
class Site:
    """What answers behind nginx: the status that is set, while its gate is open; and what it was asked."""

    port: int
    status: int = 200
    gate: threading.Event = field(default_factory=threading.Event)
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            found.gate.wait(20)
            body = f"{found.status} {self.path} {self.headers.get('Range', '')}".encode()
            self.send_response(found.status)
            headers = {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Length": str(len(body)),
            } | found.headers
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        request_queue_size = 256

    server = Server((HOST, 0), Handler)
    found = Site(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()


@pytest.fixture(scope="module")
def front(site: Site) -> Iterator[Front]:
    folder = new_folder()
    port, plain_port = free_ports(2)
    var = folder / "var"
    (var / "static/js").mkdir(parents=True)
    (var / "static/js/map.0123456789ab.js").write_text("kept")
    found = Front(folder, var, port, plain_port, [site.port])
    try:
        found.start()
        yield found
    finally:
        found.stop()


@pytest.fixture(autouse=True)
def as_new(site: Site) -> None:
    site.status, site.headers, site.asked = 200, {}, []
    site.gate.set()


Answer = tuple[int, dict[str, str], str]


def get(front: Front, path: str, **headers: str) -> Answer:
    connection = http.client.HTTPSConnection(HOST, front.port, timeout=10, context=ANY_CERTIFICATE)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.headers.items()}, body


def test_nginx_itself_finds_no_fault_in_the_committed_settings(front: Front) -> None:
    assert front.faults() == ""
    site = front.folder / "site.conf"
    good = site.read_text()
    try:
        site.write_text(good.replace("limit_req_status 429", "limit_req_status 7"))
        assert "between 400 and 599" in front.faults()
    finally:
        site.write_text(good)


# nginx counts whole seconds: what is fresh for one may be so for nearly two.
FRESH_S = 2.1


def test_while_the_site_fails_everybody_reads_its_last_answer_and_what_was_withdrawn_stays_so(
    front: Front, site: Site
) -> None:
    assert [get(front, path)[0] for path in ("/v/1", "/c/2")] == [200, 200]
    time.sleep(FRESH_S)
    site.status = 410
    assert get(front, "/c/2")[0] == 410
    for status in (500, 503):
        site.status = status
        answered, headers, body = get(front, "/v/1")
        assert (answered, body.split()[0], headers["warning"]) == (200, "200", '110 - "Response is Stale"')
        assert get(front, "/c/2")[0] == 410
    site.status = 200
    assert "warning" not in get(front, "/v/1")[1]


@pytest.mark.parametrize(
    ("path", "headers", "answers"),
    [
        ("/map/list?lng=1.5&lat=2.5", {}, {}),
        ("/v/3", {"Cookie": "village=1"}, {}),
        ("/v/4", {}, {"Set-Cookie": "csrftoken=x"}),
        ("/v/5", {}, {"Cache-Control": "no-store"}),
        ("/d/6", {}, {"Cache-Control": "private, max-age=60"}),
        ("/d/7", {}, {"Content-Type": "application/pdf"}),
    ],
)
def test_nothing_of_ones_own_is_kept(
    front: Front, site: Site, path: str, headers: dict[str, str], answers: dict[str, str]
) -> None:
    site.headers = answers
    assert [get(front, path, **headers)[0] for _ in range(2)] == [200, 200]
    assert site.asked == [path, path]
    site.status = 503
    assert get(front, path, **headers)[0] == 503
    kept = [file for file in (front.folder / "cache").rglob("*") if file.is_file()]
    assert not [file for file in kept if path.split("?")[0].encode() in file.read_bytes()]


def test_a_range_reaches_the_site(front: Front) -> None:
    assert get(front, "/d/8", Range="bytes=1-2")[2].endswith("bytes=1-2")


def test_too_many_at_once_are_told_to_come_again_and_the_others_are_answered(
    front: Front, site: Site
) -> None:
    site.gate.clear()
    answers: list[Answer] = []
    asking = [
        threading.Thread(target=lambda n=n: answers.append(get(front, f"/busy/{n}"))) for n in range(60)
    ]
    for thread in asking:
        thread.start()
    deadline = time.monotonic() + 10
    while len(answers) < 36 and time.monotonic() < deadline:
        time.sleep(0.05)
    site.gate.set()
    for thread in asking:
        thread.join()
    refused = [answer for answer in answers if answer[0] == 503]
    assert len(answers) == 60 and len(refused) == 36, "24 at once"
    assert {answer[1]["retry-after"] for answer in refused} == {"5"}
    assert all("请过几秒再试" in answer[2] for answer in refused)
    assert get(front, "/busy/again")[0] == 200


def test_a_site_that_is_away_is_said_in_chinese(front: Front, site: Site) -> None:
    (nobody,) = free_ports(1)
    front.nodes = [nobody]
    try:
        front.reload()
        answers = [
            get(front, path)
            for path in ("/nobody", "/static/js/none.0123456789ab.js", "/tiles/places/9/1/1.mvt")
        ]
    finally:
        front.nodes = [site.port]
        front.reload()
    for status, headers, body in answers:
        assert status == 503 and headers["retry-after"] == "5" and "请过几秒再试" in body


def test_static_files_with_a_hash_come_without_the_site_and_others_from_it(front: Front, site: Site) -> None:
    status, headers, body = get(front, "/static/js/map.0123456789ab.js")
    assert (status, body, site.asked) == (200, "kept", [])
    assert "immutable" in headers["cache-control"] and headers["x-content-type-options"] == "nosniff"
    for path in (
        "/static/js/other.0123456789ab.js",
        "/static/js/map.js",
        "/static/../secrets/x.0123456789ab.js",
    ):
        get(front, path)
    assert site.asked[:2] == ["/static/js/other.0123456789ab.js", "/static/js/map.js"]


def test_metrics_and_strangers_names_are_not_for_the_net(front: Front, site: Site) -> None:
    assert get(front, "/metrics")[0] == 404 and not site.asked
    connection = http.client.HTTPConnection(HOST, front.plain_port, timeout=5)
    connection.request("GET", "/", headers={"Host": "strange.example"})
    with pytest.raises(http.client.RemoteDisconnected):
        connection.getresponse()


def test_more_than_its_share_of_one_address_is_refused(front: Front) -> None:
    # All at once down one connection, for a file that needs no site: however slow the machine, this is a burst.
    many, asked = 400, f"GET /static/js/map.0123456789ab.js HTTP/1.1\r\nHost: {HOST}\r\n\r\n"
    plain = socket.create_connection((HOST, front.port), timeout=10, source_address=("127.0.8.8", 0))
    with ANY_CERTIFICATE.wrap_socket(plain) as connection:
        connection.sendall(asked.encode() * many)
        told = b""
        while told.count(b"HTTP/1.1 ") < many:
            told += connection.recv(65536)
    statuses = re.findall(rb"HTTP/1\.1 (\d+)", told)
    assert statuses[:150] == [b"200"] * 150 and statuses.count(b"429") > 20


def test_a_body_that_is_too_large_never_reaches_the_site(front: Front, site: Site) -> None:
    connection = http.client.HTTPSConnection(
        HOST, front.port, timeout=10, context=ANY_CERTIFICATE, source_address=("127.0.9.9", 0)
    )
    connection.putrequest("POST", "/foi/apply")
    connection.putheader("Content-Length", str(2 << 20))
    connection.endheaders()
    assert connection.getresponse().status == 413 and not site.asked


def test_no_log_holds_what_was_asked(front: Front) -> None:
    logs = [file.read_text() for file in front.folder.glob("*.log")]
    assert len(logs) >= 2 and not [text for text in logs if "lng=" in text or "1.5" in text]
