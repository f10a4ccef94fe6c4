"""nginx in front: its own word on the committed settings, and what it answers when the site does not."""

import http.client
import re
import socket
import threading
import time

import pytest

from deploy.rehearsal.arrivals import ANY_CERTIFICATE
from deploy.rehearsal.front import Front
from deploy.rehearsal.stage import free_ports
from deploy.stack.address import HOST
from tests.setup.standing_in import Answer, Site, get


def test_nginx_itself_finds_no_fault_in_the_committed_settings(front: Front) -> None:
    assert front.faults() == ""
    site = front.folder / "site.conf"
    good = site.read_text()
    try:
        site.write_text(good.replace("limit_req_status 429", "limit_req_status 7"))
        assert "between 400 and 599" in front.faults()
    finally:
        site.write_text(good)


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
    while len(answers) < 44 and time.monotonic() < deadline:
        time.sleep(0.05)
    site.gate.set()
    for thread in asking:
        thread.join()
    refused = [answer for answer in answers if answer[0] == 503]
    assert len(answers) == 60 and len(refused) == 44, "16 at once"
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
