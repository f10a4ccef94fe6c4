"""Land information in a real browser, on a hand-made village: picking, map and list, three answers, without script."""

import datetime as dt
import gzip
import re
import threading
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from layers.documents.derive import derive
from layers.documents.models import Document
from layers.documents.publish import add_version, publish
from layers.land.models import Case, CaseDocument
from tests.harness.browser import settled, sticks_out
from tests.layers.documents.files import THREE_PAGES, pdf, stores_in
from tests.layers.land.factories import at, boxing, case, parcel, square, village

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1920, "height": 1080}


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def stores(settings, tmp_path):
    return stores_in(tmp_path, settings)


@pytest.fixture
def site(committed_database) -> Iterator[str]:
    """东村 with an open case of two parcels and an old one without geometry, served from this process."""
    _, county, town = boxing()
    place = village("东村村委会", "371625104201", town, area=square(-300, -300, 1000))
    for number in range(12):
        village(f"{'南北'[number % 2]}村{number}", f"3716251043{number:02d}", town)
    today = timezone.localdate()
    found = case(county, [place], name="新的案件", stages={"PLAN_NOTICE": today - dt.timedelta(days=3)})
    for number, west in (("DK-01", 0), ("DK-02", 400)):
        parcel(
            found,
            square(west, 0, 400),
            number=number,
            area_by_class={"水浇地": "0.8000", "沟渠": "0.2000"},
            east="路",
        )
    case(county, [place], name="老的案件", regime="R1_PRE2004", stages={"APPROVAL": dt.date(2003, 4, 1)})
    server: WSGIServer = make_server(
        "127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), handler_class=Quiet
    )

    def serve() -> None:
        server.serve_forever()
        connections.close_all()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")
    ]


def test_e1_three_taps_on_a_phone_show_both_cases_newest_first_in_plain_words(site, page):
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.set_viewport_size(PHONE)
    page.goto(f"{site}/")
    taps = [page.get_by_role("link", name="征地信息").first]
    taps += [page.get_by_role("link", name=name, exact=False) for name in ("博兴县", "湖滨镇", "东村")]
    # The tap on 征地 opens the list of counties; from there it is three.
    for tap in taps:
        tap.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("东村")
    expect(page.get_by_role("heading", name="现在要紧的")).to_be_visible()
    assert page.locator("#cases .case-row strong").all_inner_texts() == ["新的案件", "老的案件"]
    for row in page.locator("#cases .case-row").all():
        expect(row.locator(".case-plain")).to_have_text(re.compile("[\u4e00-\u9fff]{6,}"))
    assert not sticks_out(page)
    assert serious(page) == []
    page.locator("#cases").get_by_role("link", name="新的案件").click()
    expect(page.locator(".status-sentence")).to_contain_text("可以提意见")
    page.get_by_role("button", name="区片综合地价").click()
    expect(page.get_by_text("每一片每亩地征收补多少钱")).to_be_visible()
    page.keyboard.press("Escape")
    assert not sticks_out(page)
    assert serious(page) == []
    assert errors == []


def tabbed_to(page: Page, role: str, name: str) -> None:
    """Presses Tab until that control has the focus; everything on the way has a name and shows that it is focused."""
    wanted = page.get_by_role(role, name=name).first
    for _ in range(120):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        assert at["name"] and at["is_shown"], at
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"{name} is not reached by the keyboard")


FOCUSED = """() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const label = element.labels?.[0]?.innerText || "";
  const name = element.getAttribute("aria-label") || element.innerText || label || element.title;
  const isShown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
  return { html: element.outerHTML.slice(0, 200), name: (name || "").trim(), is_shown: isShown };
}"""


def test_e9_the_keyboard_alone_walks_from_village_to_case_to_document(site, page, stores):
    found = Case.objects.get(name="新的案件")
    document = Document.objects.create(is_sample=True)
    version = add_version(document, pdf(*THREE_PAGES), file_name="批复.pdf", title="关于新的案件的批复")
    derive(version)
    publish(version)
    CaseDocument.objects.create(case=found, document=document, kind_id="approval")
    connections.close_all()
    page.set_viewport_size(DESKTOP)
    page.goto(f"{site}/v/371625104201")
    # The map has its equal in the list: what is drawn is listed, and the keyboard leaves the map again.
    assert page.locator("#cases [data-id]").count() == 2
    expect(page.get_by_role("region", name=re.compile("图上的内容都在列表里"))).to_be_visible()
    tabbed_to(page, "link", "新的案件")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("新的案件")
    assert serious(page) == []
    tabbed_to(page, "tab", "征地批复")
    page.keyboard.press("Enter")
    tabbed_to(page, "link", "关于新的案件的批复")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("关于新的案件的批复")
    assert serious(page) == []
    # No trap: behind the last control comes the address bar, and then the page again.
    tabbed_to(page, "searchbox", "在本文件中查找")


def test_the_approval_of_a_case_is_read_page_by_page(site, page, stores):
    found = Case.objects.get(name="新的案件")
    document = Document.objects.create(is_sample=True)
    version = add_version(document, pdf(*THREE_PAGES), file_name="批复.pdf", title="关于新的案件的批复")
    derive(version)
    publish(version)
    CaseDocument.objects.create(case=found, document=document, kind_id="approval")
    connections.close_all()
    page.set_viewport_size(PHONE)
    page.goto(f"{site}/land/")
    for name in ("博兴县", "湖滨镇", "东村"):
        page.get_by_role("link", name=name).click()
    page.locator("#cases").get_by_role("link", name="新的案件").click()
    page.get_by_role("tab", name="征地批复").click()
    page.get_by_role("link", name="关于新的案件的批复").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("关于新的案件的批复")
    for number in (1, 2, 3):
        picture = page.locator(f"#page-{number} img")
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("(image) => image.naturalWidth") > 0


def test_a_parcel_picked_in_the_list_is_marked_on_the_map(site, page):
    page.set_viewport_size(DESKTOP)
    page.goto(f"{site}/v/371625104201")
    page.locator("#cases").get_by_role("link", name="新的案件").click()
    second = page.locator(".parcel").nth(1)
    second.get_by_role("button").click()
    expect(second).to_have_attribute("aria-current", "true")
    expect(page.locator(".parcel").nth(0)).not_to_have_attribute("aria-current", "true")
    expect(page.locator(".map-note")).to_be_visible()


@pytest.mark.parametrize(
    ("east_m", "accuracy", "words"),
    [(200, 10, "您站在已公开的征地地块内"), (-20, 50, "无法确定"), (-200, 20, "最近的征地地块离您约 200 米")],
)
def test_e3_where_i_stand_is_asked_once_and_answered_without_an_address(
    site, browser: Browser, east_m, accuracy, words
):
    lng, lat = at(east_m, 200)
    context = browser.new_context(
        viewport=PHONE, permissions=["geolocation"],
        geolocation={"longitude": lng, "latitude": lat, "accuracy": accuracy},
    )  # fmt: skip
    page = context.new_page()
    page.goto(f"{site}/land/here")
    page.get_by_role("button", name="查我站的地方").click()
    expect(page.locator("main")).to_contain_text(words)
    expect(page.get_by_role("link", name="东村")).to_be_visible()
    expect(page.locator("main")).to_contain_text("还有 1 件征地没有可用的地块坐标")
    assert page.url == f"{site}/land/here"
    context.close()


INSECURE = "Object.defineProperty(window, 'isSecureContext', { value: false })"


@pytest.mark.parametrize("script", ["", INSECURE], ids=["refused", "http"])
def test_e4_a_refused_position_or_a_page_without_tls_leads_to_picking_the_village(
    site, browser: Browser, script
):
    context = browser.new_context(viewport=PHONE, permissions=[])
    context.add_init_script(script)
    page = context.new_page()
    page.goto(f"{site}/land/here")
    page.get_by_role("button", name="查我站的地方").click()
    expect(page.locator("#here-say")).to_contain_text("按县、镇、村来找")
    page.get_by_role("link", name="按县、镇、村来找").click()
    expect(page.get_by_role("link", name="博兴县")).to_be_visible()
    context.close()


def test_without_script_everything_is_a_list(site, browser: Browser):
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/v/371625104201")
    for tab in ("征地批复", "征地公告", "征地方案", "一书四方案"):
        expect(page.get_by_role("heading", name=tab)).to_be_visible()
    page.locator("#cases").get_by_role("link", name="新的案件").click()
    expect(page.locator(".parcel")).to_have_count(2)
    context.close()


def test_the_village_page_is_light(site, page):
    sizes: dict[str, int] = {}
    packed: dict[str, int] = {}

    def weigh(response) -> None:
        sizes[response.url], packed[response.url] = len(response.body()), len(gzip.compress(response.body()))

    page.on("response", weigh)
    page.set_viewport_size(PHONE)
    page.goto(f"{site}/v/371625104201")
    settled(page)
    assert sizes[f"{site}/v/371625104201"] <= 60_000
    blocking = page.evaluate(
        "performance.getEntriesByType('resource').filter((one) => one.renderBlockingStatus === 'blocking').map((one) => one.name)"
    )
    in_head = page.evaluate(
        "[...document.head.querySelectorAll('link[rel=stylesheet]:not([media=print]), script:not([type=module])')].length"
    )
    assert in_head == 2, blocking
    # Here it comes as it is, the site sends it in gzip; half a minute of a slow line.
    assert sum(packed.values()) <= 120_000, sorted(packed.items(), key=lambda item: -item[1])


def test_a_field_is_drawn_with_taps_or_keys_and_answered(site, page):
    page.set_viewport_size(PHONE)
    page.goto(f"{site}/land/")
    page.get_by_role("link", name="我的地征了吗").click()
    expect(page.get_by_text("还没有画")).to_be_visible()
    # Typed first, so that the map stands over the field of 400 m at the origin.
    rows = [at(100, 100), at(200, 100), at(200, 200), at(100, 200)]
    page.get_by_label("各角的坐标，一行一个点").fill("\n".join(f"{lng:.7f}, {lat:.7f}" for lng, lat in rows))
    expect(page.get_by_text("围好了，4 个点")).to_be_visible()
    page.get_by_role("button", name="重新画").click()
    box = page.locator("#map").bounding_box()
    expect(page.locator(".leaflet-zoom-anim")).to_have_count(0)
    for number, (x, y) in enumerate(((0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7)), 1):
        page.locator("#map").click(position={"x": box["width"] * x, "y": box["height"] * y})
        expect(page.get_by_text(f"点了 {number} 个角")).to_be_visible()
    page.get_by_role("button", name="第 4 个点").press("ArrowUp")
    expect(page.get_by_role("button", name="第 4 个点")).to_be_focused()
    page.get_by_role("button", name="第 4 个点").press("Delete")
    expect(page.get_by_text("点了 3 个角")).to_be_visible()
    page.locator("#map").press("Backspace")
    page.get_by_role("button", name="第 1 个点").click()
    expect(page.get_by_text("围好了，4 个点")).to_be_visible()
    assert page.get_by_label("各角的坐标，一行一个点").input_value().count("\n") == 3
    page.get_by_role("button", name="查一查").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("您的地块碰到 1 件已公开的征地")
    expect(page.locator("#cases")).to_contain_text("占您地块的全部（大约）")
    assert page.url == f"{site}/land/mine"
    assert not sticks_out(page)
    assert serious(page) == []
    page.set_viewport_size(DESKTOP)
    assert not sticks_out(page)
