"""The shell in a real browser: phone, desktop, kiosk; keyboard, no script, paper."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.harness.browser import sticks_out

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1920, "height": 1080}
KIOSK = {"width": 1080, "height": 1920}
# Pages that ask no database.
PAGES = ["/about/", "/sitemap/", "/search", "/nowhere/", "/shell-map/"]


def open_page(page: Page, address: str, size: dict[str, int]) -> Page:
    page.set_viewport_size(size)
    page.goto(address)
    if "/shell-map/" in address:
        # The page's own rule forbids eval, so no wait_for_function.
        expect(page.locator("#map")).to_have_attribute("data-ready", "yes")
        page.wait_for_timeout(50)
    return page


@pytest.mark.parametrize(
    ("path", "size", "switch"),
    [
        *[(path, PHONE, "") for path in PAGES],
        ("/about/", PHONE, "?size=large"),
        ("/about/", DESKTOP, "?contrast=high"),
        ("/shell-map/", PHONE, "?size=large"),
        ("/shell-map/", DESKTOP, "?contrast=high"),
        ("/shell-map/", KIOSK, "?device=kiosk"),
    ],
)
def test_no_serious_violation_and_nothing_sticks_out(
    page: Page, shell: str, path: str, size: dict[str, int], switch: str
) -> None:
    open_page(page, shell + path + switch, size)
    serious = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
    assert serious == []
    assert not sticks_out(page)


@pytest.mark.parametrize(
    ("size", "switch", "least"),
    [(PHONE, "", 44), (PHONE, "?size=large", 60), (KIOSK, "?device=kiosk", 60)],
    ids=["phone", "large", "kiosk"],
)
def test_what_one_presses_is_large_enough(
    page: Page, shell: str, size: dict[str, int], switch: str, least: int
) -> None:
    open_page(page, f"{shell}/shell-map/{switch}", size)
    targets = page.locator(
        ".button:visible, .look a:visible, .map-button:visible, .search input:visible, .row:visible"
    )
    heights = {
        target.inner_text() or target.get_attribute("aria-label"): target.bounding_box()
        for target in targets.all()
    }
    assert len(heights) > 8
    assert {name: box for name, box in heights.items() if box and box["height"] < least} == {}


def test_the_first_tab_skips_to_the_content(page: Page, shell: str) -> None:
    open_page(page, f"{shell}/about/", DESKTOP)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_take_away_opens_a_dialog_that_esc_closes_and_the_focus_comes_back(page: Page, shell: str) -> None:
    open_page(page, f"{shell}/about/", PHONE)
    opener = page.locator(".actions [data-dialog]")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text(f"{shell}/about/")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(opener).to_be_focused()


def test_without_script_the_list_stands_the_code_shows_and_nothing_is_dead(
    browser: Browser, shell: str
) -> None:
    page = browser.new_page(java_script_enabled=False, viewport=PHONE)
    page.goto(f"{shell}/shell-map/#take")
    expect(page.get_by_text("甲卫生院")).to_be_visible()
    expect(page.get_by_text("第二")).to_be_visible()
    expect(page.locator("#take")).to_be_visible()
    expect(page.locator(".map")).to_be_hidden()
    expect(page.get_by_role("button", name="打印")).to_have_count(0)
    page.close()


def test_suggestions_are_walked_with_the_arrows_and_opened_with_enter(page: Page, shell: str) -> None:
    open_page(page, f"{shell}/about/", DESKTOP)
    box = page.get_by_role("combobox")
    box.press_sequentially("bx")
    expect(page.get_by_role("option")).to_have_text(["博兴县滨州市", "湖滨镇博兴县"])
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("湖滨镇")
    box.press("Enter")
    page.wait_for_url(f"{shell}/sitemap/")


def at(page: Page, lng: float, lat: float) -> tuple[float, float]:
    """The pixel of a coordinate in the page."""
    x, y = page.evaluate(
        "([lng, lat]) => { const p = map.leaflet.latLngToContainerPoint([lat, lng]); return [p.x, p.y]; }",
        [lng, lat],
    )
    box = page.locator("#map").bounding_box()
    assert box
    return box["x"] + x, box["y"] + y


def test_a_pick_on_the_map_marks_the_row_and_a_row_marks_the_map(page: Page, shell: str) -> None:
    open_page(page, f"{shell}/shell-map/", DESKTOP)
    page.mouse.click(*at(page, 118.10, 37.10))
    expect(page.locator("[data-id=A] .row")).to_have_attribute("aria-current", "true")
    page.locator("[data-id=B] .row").focus()
    assert page.evaluate("map.selected") == "B"
    expect(page.locator("[data-id=A] .row")).not_to_have_attribute("aria-current", "true")


def test_a_cluster_counts_its_points_and_parts_when_pressed(page: Page, shell: str) -> None:
    open_page(page, f"{shell}/shell-map/", DESKTOP)
    before = page.evaluate(
        "[map.leaflet.getZoom(), map.points.clusters(map.leaflet.getZoom()).map((c) => c.members.length)]"
    )
    assert sorted(before[1]) == [1, 2]
    page.mouse.click(*at(page, 118.2001, 37.2001))
    page.wait_for_timeout(600)
    assert page.evaluate("map.points.clusters(map.leaflet.getZoom()).length") == 3
    assert page.evaluate("map.leaflet.getZoom()") > before[0]


def test_no_marker_is_a_dom_element(page: Page, shell: str) -> None:
    open_page(page, f"{shell}/shell-map/", DESKTOP)
    assert page.locator(".leaflet-marker-icon, .leaflet-interactive").count() == 0
    assert page.locator(".map canvas").count() >= 2


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_note_of_the_map_stands_lower_left_and_nothing_covers_it(
    page: Page, shell: str, size: dict[str, int]
) -> None:
    open_page(page, f"{shell}/shell-map/", size)
    if size == PHONE:
        page.get_by_role("button", name="展开").click()
        page.wait_for_timeout(400)
    note, whole = page.locator(".map-note").bounding_box(), page.locator("#map").bounding_box()
    assert note and whole
    assert note["x"] - whole["x"] < 3
    middle = [note["x"] + note["width"] / 2, note["y"] + note["height"] / 2]
    assert middle[1] > whole["y"] + whole["height"] / 3
    assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).className", middle) == "map-note"


def test_the_sheet_has_three_stops(page: Page, shell: str) -> None:
    open_page(page, f"{shell}/shell-map/", PHONE)
    heights = []
    for _ in range(3):
        page.wait_for_timeout(300)
        heights.append(page.locator(".sheet").bounding_box()["height"])
        if (up := page.get_by_role("button", name="展开")).is_enabled():
            up.click()
    assert heights[0] < 90 < heights[1] < 400 < heights[2] < 740
    expect(up).to_be_disabled()


def test_tabs_are_walked_with_arrows_and_paper_shows_them_all(page: Page, shell: str) -> None:
    open_page(page, f"{shell}/shell-map/", DESKTOP)
    page.get_by_role("tab", name="征地批复").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("第二")).to_be_visible()
    expect(page.get_by_text("第一")).to_be_hidden()
    assert page.url.endswith("#two")
    page.emulate_media(media="print")
    expect(page.get_by_text("第一")).to_be_visible()


def test_paper_shows_the_watermark_and_the_way_back_and_no_buttons(page: Page, shell: str) -> None:
    open_page(page, f"{shell}/about/", DESKTOP)
    page.emulate_media(media="print")
    expect(page.locator(".watermark")).to_be_visible()
    expect(page.locator("#take .qr")).to_be_visible()
    expect(page.locator(".search")).to_be_hidden()
    expect(page.get_by_role("button", name="打印")).to_be_hidden()


def test_a_printed_map_shows_what_was_in_sight_and_comes_back(page: Page, shell: str) -> None:
    open_page(page, f"{shell}/shell-map/", DESKTOP)
    before = page.evaluate("map.box()")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    box = page.locator("#map").bounding_box()
    west, south, east, north = page.evaluate("map.box()")
    assert box and (box["width"], box["height"]) == (660, 430)
    assert west <= before[0] and south <= before[1] and east >= before[2] and north >= before[3]
    # Drawn at once: the point lies where the smaller map has it.
    assert (
        page.evaluate(
            "(({x, y}) => map.drawn.at(x, y)?.point.id)(map.leaflet.latLngToContainerPoint([37.10, 118.10]))"
        )
        == "A"
    )
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("map.box()") == pytest.approx(before, abs=0.02)


def test_names_to_pick_from_stand_apart_and_are_pressed_themselves(page: Page, shell: str) -> None:
    open_page(page, f"{shell}/shell-map/", DESKTOP)
    page.evaluate("""map.setNames([
        {id: "A", lng: 118.10, lat: 37.10, name: "柳王村", weight: 5},
        {id: "B", lng: 118.2000, lat: 37.2000, name: "柳白村", weight: 0},
        {id: "C", lng: 118.2002, lat: 37.2002, name: "东顺河一村", weight: 2}])""")
    page.wait_for_timeout(200)
    names = {one["point"]["id"]: one for one in page.evaluate("map.drawn.placed")}
    heavier, lighter = names["C"], names["B"]
    assert heavier["at"] == {"x": heavier["x"], "y": heavier["y"]}, (
        "the one with more cases stands on its point"
    )
    aside, above = (abs(heavier[way] - lighter[way]) for way in ("x", "y"))
    assert aside >= heavier["half"] + lighter["half"] or above >= heavier["tall"] + lighter["tall"]
    frame = page.locator("#map").bounding_box()
    assert frame
    # The canvas reaches a quarter of the map beyond it on every side.
    left, top = (round(side / 4) for side in (frame["width"] - 2, frame["height"] - 2))
    page.mouse.click(frame["x"] + 1 + lighter["x"] - left, frame["y"] + 1 + lighter["y"] - top)
    expect(page.locator("[data-id=B] .row")).to_have_attribute("aria-current", "true")
