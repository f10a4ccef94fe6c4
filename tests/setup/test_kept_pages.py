"""What nginx keeps of the site for everybody, and who reads it while the site cannot answer."""

import re
import time

import pytest
from django.urls import reverse

from deploy.rehearsal.front import Front
from tests.setup.standing_in import Site, get

# nginx counts whole seconds: what is fresh for one may be so for nearly two.
FRESH_S = 2.1


def test_while_the_site_fails_everybody_reads_its_last_answer_and_what_was_withdrawn_stays_so(
    front: Front, site: Site
) -> None:
    site.headers = {"Cache-Control": "public, max-age=300"}
    assert [get(front, path)[0] for path in ("/v/1", "/c/2")] == [200, 200]
    time.sleep(FRESH_S)
    site.status = 410
    assert get(front, "/c/2")[0] == 410
    for status in (500, 503):
        site.status = status
        answered, headers, body = get(front, "/v/1")
        assert (answered, body.split()[0], headers["warning"]) == (200, "200", '110 - "Response is Stale"')
        assert re.fullmatch(r'stale;desc="\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT"', headers["server-timing"])
        assert get(front, "/c/2")[0] == 410
    assert get(front, "/v/1", Cookie="village=1")[1]["warning"] == '110 - "Response is Stale"'
    site.status = 200
    assert not {"warning", "server-timing"} & set(get(front, "/v/1")[1])


@pytest.mark.parametrize(
    ("path", "headers", "answers"),
    [
        ("/map/list?lng=1.5&lat=2.5", {}, {}),
        ("/v/3", {"Cookie": "village=1"}, {}),
        ("/v/4", {}, {"Set-Cookie": "csrftoken=x"}),
        ("/v/5", {}, {"Set-Cookie": "csrftoken=x", "X-Cookie-Of-Address": "village"}),
        ("/v/6", {}, {"Set-Cookie": "village=371600000001"}),
        ("/v/7", {}, {"Cache-Control": "no-store"}),
        ("/d/7", {}, {"Cache-Control": "private, max-age=60"}),
        ("/d/8", {}, {"Content-Type": "application/pdf"}),
        ("/ogc/9", {}, {"Vary": "Accept, Cookie"}),
        ("/go/10", {}, {"Vary": "User-Agent"}),
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


def test_who_comes_with_a_cookie_reads_the_page_of_everybody_while_the_site_fails(
    front: Front, site: Site
) -> None:
    page = get(front, "/own/1")[2]
    site.status = 503
    for cookie in ("village=1", "sessionid=x; size=large"):
        assert get(front, "/own/1", Cookie=cookie)[::2] == (200, page)
    assert [told.get("cookie") for told in site.told[1:]] == ["village=1", "sessionid=x; size=large"]


def test_a_kiosk_a_question_and_what_is_written_get_no_page_of_everybody(front: Front, site: Site) -> None:
    get(front, "/own/2")
    site.status, site.headers = 503, {"Retry-After": "5"}
    for cookie in ("device=kiosk", "village=1; device=kiosk"):
        status, headers, body = get(front, "/own/2", Cookie=cookie)
        assert (status, headers["retry-after"], body.split()[0]) == (503, "5", "503")
    assert get(front, "/own/2?q=1", Cookie="village=1")[0] == 503
    assert get(front, "/own/2", Authorization="Basic x", Cookie="village=1")[0] == 503
    asked = len(site.asked)
    assert get(front, "/own/2", "POST", Cookie="village=1")[::2] == (503, "503 /own/2 ")
    assert len(site.asked) == asked + 1, "what was handed in is handed in once"


def test_a_page_that_one_browser_has_read_is_kept_for_every_browser(front: Front, site: Site) -> None:
    site.headers = {"Vary": "Cookie, Accept-Encoding"}
    get(front, "/all/1", Accept_Encoding="gzip, deflate, br, zstd", User_Agent="Mobi")
    get(front, "/all/1", User_Agent="curl")
    assert [told["accept-encoding"] for told in site.told] == ["br", "gzip"]
    site.status = 503
    for accepted in ("br", "br;q=0.5, gzip", "gzip", "gzip, br;q=0", "identity"):
        assert get(front, "/all/1", Accept_Encoding=accepted, User_Agent="another")[0] == 200


def test_the_front_page_of_a_phone_is_not_shown_on_a_desk(front: Front, site: Site) -> None:
    site.headers = {"Vary": "User-Agent, Cookie, Accept-Encoding"}
    get(front, "/", User_Agent="Android Mobile")
    site.status = 503
    assert get(front, "/", User_Agent="iPhone Mobile")[0] == 200
    assert get(front, "/", User_Agent="Windows")[0] == 503


def test_the_page_that_makes_a_village_mine_is_kept_with_its_cookie(front: Front, site: Site) -> None:
    given = {"Set-Cookie": "village=371600000001; Path=/"}
    site.headers = given | {"X-Cookie-Of-Address": "village"}
    get(front, "/village/371600000001")
    site.status, site.headers = 503, {}
    status, headers, _ = get(front, "/village/371600000001")
    assert (status, headers["set-cookie"]) == (200, given["Set-Cookie"])
    assert "x-cookie-of-address" not in headers


@pytest.mark.parametrize("route", ["basemap", "convenience_map:points"])
def test_what_is_the_same_for_everybody_is_asked_without_cookies_and_kept(
    front: Front, site: Site, route: str
) -> None:
    site.headers = {"Content-Type": "application/json", "Cache-Control": "no-cache"}
    path = reverse(route)
    get(front, path, Cookie="village=1")
    assert "cookie" not in site.told[0]
    site.status = 503
    assert get(front, path, Cookie="village=2; device=kiosk")[0] == 200
