"""Inside WeChat: its own map opens at the place in its own datum, what is shared carries neither position nor token; elsewhere
nothing of it is loaded. WeChat's script and server are stood in for: neither is reachable from a test."""

import json
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page

from geo.navigation import NavTarget, wechat_location
from tests.harness.browser import settled
from tests.harness.databases import cloned, sample_template
from tests.harness.site import served
from tests.layers.wechat.fake import APP_ID, SECRET, fake_wechat

pytestmark = [pytest.mark.browser, pytest.mark.long]
SDK = "https://res.wx.qq.com/open/js/jweixin-1.6.0.js"
ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
INSIDE = f"{ANDROID} MicroMessenger/8.0.47"
# What it does of the official one: tells ready after config, and keeps what it is asked.
SCRIPT = """
window.wx = { asked: {}, ready(told) { this.told = told; }, error() {} };
for (const name of ["config", "openLocation", "scanQRCode", "updateAppMessageShareData", "updateTimelineShareData"])
  window.wx[name] = function (given) { this.asked[name] = given; if (name === "config") setTimeout(this.told); };
"""


@pytest.fixture(scope="module")
def site(worker: str) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch, fake_wechat(SimpleNamespace()) as server:
        given = {"APP_ID": APP_ID, "SECRET": SECRET, "API": server.address, "TEMPLATE": "TEMPLATE_ID"}
        for name, value in given.items():
            patch.setenv(f"CUNTU_WECHAT_{name}", value)
        with cloned(sample_template(), f"wechat_{worker}") as database, served(database) as url:
            yield url


@pytest.fixture
def phone(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    agent = getattr(request, "param", INSIDE)
    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=site, user_agent=agent)
    page = context.new_page()
    page.loaded, page.complaints = [], []
    page.on("console", lambda told: page.complaints.append(told.text) if told.type == "error" else None)

    def answer(route) -> None:
        page.loaded.append(route.request.url)
        route.fulfill(body=SCRIPT, content_type="application/javascript")

    page.route("https://res.wx.qq.com/**", answer)
    yield page
    assert page.complaints == []
    context.close()


def a_place(page: Page) -> dict:
    (found,) = json.loads(page.request.get("/api/places/?limit=1").text())["features"]
    return found


def ready(page: Page) -> dict:
    """What WeChat's script was asked, the last of it when the page has finished with it."""
    settled(page)
    return page.evaluate("window.wx.asked")


def test_the_button_of_a_place_opens_wechats_map_and_leaves_the_page_where_it_is(phone: Page) -> None:
    place = a_place(phone)
    lng, lat = place["geometry"]["coordinates"]
    phone.goto(f"/map/{place['id']}?lng=118.1&mode=walk&lat=37.2")
    asked = ready(phone)
    assert asked["config"]["appId"] == APP_ID and len(asked["config"]["signature"]) == 40
    shared = asked["updateAppMessageShareData"]
    assert shared["link"].endswith(f"/map/{place['id']}?mode=walk") and "离您" not in str(shared)
    phone.get_by_role("link", name="导航", exact=True).click()
    given = phone.evaluate("window.wx.asked.openLocation")
    expected = wechat_location(NavTarget(lng, lat, place["properties"]["name"]))
    assert (given["longitude"], given["latitude"]) == pytest.approx(
        (expected["longitude"], expected["latitude"]), abs=2e-4
    )
    assert f"/map/{place['id']}" in phone.url


def test_who_shares_the_page_of_her_own_subscriptions_gives_away_no_token(phone: Page, site: str) -> None:
    phone.goto("/u/0000000000")
    assert ready(phone)["updateTimelineShareData"]["link"] == f"{site}/"
    # There is no such list (any more).
    assert "410" in phone.complaints.pop()


def test_the_buttons_that_only_wechat_can_do_appear_with_it(phone: Page) -> None:
    phone.goto(f"/go/{a_place(phone)['id']}")
    phone.get_by_role("button", name="在微信里看地图、导航").click()
    assert phone.evaluate("window.wx.asked.openLocation.scale") == 16
    phone.goto("/know/")
    phone.get_by_role("button", name="扫一扫").click()
    assert phone.evaluate("window.wx.asked.scanQRCode.needResult") == 0


@pytest.mark.parametrize("phone", [ANDROID], indirect=True)
def test_elsewhere_nothing_of_it_is_loaded_and_links_lead_where_they_always_lead(phone: Page) -> None:
    place = a_place(phone)
    phone.goto("/know/")
    settled(phone)
    assert not phone.get_by_role("button", name="扫一扫").is_visible()
    phone.goto(f"/map/{place['id']}")
    phone.get_by_role("link", name="导航", exact=True).click()
    phone.wait_for_url(f"**/go/{place['id']}")
    assert phone.loaded == []
