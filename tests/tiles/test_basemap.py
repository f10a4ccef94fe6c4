"""/tiles/base/: pictures of 天地图 through the site, against a service of ours on this machine."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.layers.api.world import refusal

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
ADDRESS = "/tiles/base/vec/14/13562/6354"
KEY = "key-of-the-site"


@pytest.fixture
def service():
    """Answers with ``service.status``, ``service.body``; ``service.asked`` are the addresses that came."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            server.asked.append(self.path)
            self.send_response(server.status)
            for name, value in server.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(server.body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.status, server.body, server.headers = [], 200, PNG, {"Content-Type": "image/png"}
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def offered(settings, service, kept):
    base = {**settings.CITY["basemap"], "kind": "tianditu", "approval_no": "GS(2026)0001号"}
    settings.CITY = {**settings.CITY, "basemap": base}
    settings.TIANDITU_KEY, settings.TIANDITU_A_DAY = KEY, 3
    settings.TIANDITU_URL = f"http://127.0.0.1:{service.server_address[1]}"
    return service


def test_a_picture_is_asked_for_with_our_key_and_kept(client, db, offered, django_assert_num_queries):
    with django_assert_num_queries(0):
        first, again = client.get(ADDRESS), client.get(ADDRESS)
    assert (first.status_code, first["Content-Type"], first.content) == (200, "image/png", PNG)
    assert again.content == PNG
    (address,) = offered.asked
    query = parse_qs(urlsplit(address).query)
    assert urlsplit(address).path == "/vec_w/wmts"
    assert {name: query[name][0] for name in ("LAYER", "TILEMATRIX", "TILECOL", "TILEROW", "tk")} == {
        "LAYER": "vec", "TILEMATRIX": "14", "TILECOL": "13562", "TILEROW": "6354", "tk": KEY,
    }  # fmt: skip
    assert KEY not in str(first.headers)


@pytest.mark.parametrize("missing", ["kind", "approval_no", "datum", "key"])
def test_nothing_leaves_the_house_unless_city_approval_and_key_are_named(
    client, db, offered, settings, missing
):
    if missing == "key":
        settings.TIANDITU_KEY = ""
    else:
        base = {**settings.CITY["basemap"], missing: {"kind": "own", "datum": "gcj02"}.get(missing, "")}
        settings.CITY = {**settings.CITY, "basemap": base}
    assert refusal(client.get(ADDRESS), 404)
    assert offered.asked == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("base/other/14/1/1", 404),
        ("base/vec/19/1/1", 404),
        ("base/vec/99/1/1", 400),
        ("base/vec/2/9/1", 400),
        ("base/vec/2/1/1?url=x", 400),
    ],
)
def test_an_address_that_is_none_is_refused_before_anybody_is_asked(client, db, offered, path, status):
    refusal(client.get(f"/tiles/{path}"), status)
    assert offered.asked == []


def test_the_quota_of_the_day_holds_and_what_was_fetched_still_comes(client, db, offered):
    for x in range(3):
        assert client.get(f"/tiles/base/vec/14/{x}/1").status_code == 200
    response = client.get("/tiles/base/vec/14/3/1")
    assert "配额" in refusal(response, 503)["message"] and "Retry-After" in response
    assert len(offered.asked) == 3
    assert client.get("/tiles/base/vec/14/0/1").content == PNG


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (418, PNG, {}),
        (200, b"<html>error</html>", {"Content-Type": "image/png"}),
        (302, b"", {"Location": "http://127.0.0.1:1/"}),
        (200, PNG + b"x" * (1 << 20), {}),
    ],
    ids=["error", "no picture", "redirection", "too large"],
)
def test_what_is_no_picture_is_not_passed_on_and_not_kept(
    client, db, offered, kept, caplog, status, body, headers
):
    offered.status, offered.body, offered.headers = status, body, headers
    assert refusal(client.get(ADDRESS), 503)
    assert KEY not in caplog.text
    offered.status, offered.body = 200, PNG
    assert client.get(ADDRESS).content == PNG


def test_a_service_that_is_away_is_told_in_chinese_and_the_key_stays_out_of_the_log(
    client, db, offered, settings, caplog
):
    settings.TIANDITU_URL = "http://127.0.0.1:1"
    assert "天地图" in refusal(client.get(ADDRESS), 503)["message"]
    assert KEY not in caplog.text
