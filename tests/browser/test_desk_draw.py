"""A parcel drawn on the map of its case, in a real browser: by mouse and by keyboard."""

import json

import pytest
import shapely
from playwright.sync_api import Page, expect

from geo.area import hectares, planar_area_m2
from tests.browser.test_desk_case import DESKTOP, PHONE, axe
from tests.harness.browser import sticks_out
from tests.harness.signing_in import log_in

pytestmark = [pytest.mark.browser, pytest.mark.long]


def parcel_row(page: Page, number: str):
    page.get_by_role("button", name="再加一行地块").click()
    rows = page.locator('[data-rows="parcels"] > .row-list > [data-row]')
    # By its number: "the last" would be another one as soon as there is one more.
    row = rows.nth(rows.count() - 1)
    row.get_by_label("地块编号").fill(number)
    row.get_by_label("拟用途").fill("工业用地")
    row.get_by_label("申报面积（公顷）").fill("1.6")
    return row


def taps(page: Page, *places: tuple[int, int]) -> None:
    for x, y in places:
        page.locator("#map").click(position={"x": x, "y": y})


CENTRES = """() => {
  const map = document.getElementById("map").getBoundingClientRect();
  const boxes = [...document.querySelectorAll(".draw-corner")].map((corner) => corner.getBoundingClientRect());
  return boxes.map(({ x, y, width, height }) => [x + width / 2 - map.x, y + height / 2 - map.y]);
}"""


def resting_corners(page: Page) -> list[list[float]]:
    """Where the corners of the drawing stand on the map, in its pixels, once it has come to rest."""
    seen: list[list[float]] = []
    for _ in range(50):
        before, seen = seen, page.evaluate(CENTRES)
        if seen and before == seen:
            return seen
        page.wait_for_timeout(200)
    raise AssertionError("the map does not come to rest")


def beside_is_snapped_to(page: Page, first, drawn: list[list[float]]) -> None:
    """A second parcel begun a few pixels beside the first has its very corner, and further on a place on its very edge."""
    second = parcel_row(page, "DK-02")
    # While something is drawn no save moves the map.
    first.get_by_role("button", name="在图上画").click()
    expect(page.locator(".draw-corner")).to_have_count(4)
    north, south = sorted(sorted(resting_corners(page))[:2], key=lambda at: at[1])
    second.get_by_role("button", name="在图上画").click()
    expect(page.locator(".draw-corner")).to_have_count(0)
    middle = (north[1] + south[1]) / 2
    taps(
        page,
        *(
            (round(x), round(y))
            for x, y in (
                (north[0] - 6, north[1] - 5),
                (north[0] - 7, middle),
                (north[0] - 40, middle),
                (north[0] - 40, north[1] - 5),
                (north[0], north[1]),
            )
        ),
    )
    page.locator("#draw-tools").get_by_role("button", name="用这个范围").click()
    corner, edge, *free = ring(second)
    south_west, north_west = sorted(sorted(drawn)[:2], key=lambda at: at[1])
    assert corner == north_west and len(free) == 2
    # A corner of a drawing is kept to seven decimals, a centimetre.
    assert shapely.LineString([south_west, north_west]).distance(shapely.Point(edge)) < 1e-7
    assert all(shapely.Polygon(drawn).distance(shapely.Point(one)) > 1e-6 for one in free)
    expect(page.locator("[data-preview=parcels]")).to_contain_text("地块 DK-02 坐标面积", timeout=20_000)
    # One boundary: neither a gap nor an overlap with the parcel beside it.
    expect(page.locator("[data-preview=parcels]")).not_to_contain_text("本案地块 DK-01 与 DK-02 重叠")


def ring(row):
    return json.loads(row.locator("[data-drawn]").input_value())


def test_a_parcel_is_drawn_by_mouse_and_by_key_and_measured_as_the_law_counts(page: Page, sample_site):
    page.set_viewport_size(DESKTOP)
    log_in(page, sample_site, "demo-county-editor")
    page.goto(f"{sample_site}/staff/cases/")
    page.get_by_role("button", name="新建").click()
    page.get_by_label("名称").first.fill("画一画的批次")
    first = parcel_row(page, "DK-01")
    first.get_by_role("button", name="在图上画").click()
    tools, told = page.locator("#draw-tools"), page.locator("[data-draw-area]")
    expect(tools.get_by_role("heading")).to_have_text("在图上画地块 DK-01")
    expect(page.locator("#map")).to_have_attribute("data-ready", "yes")
    for _ in range(3):
        page.get_by_role("button", name="放大").click()
        expect(page.locator(".leaflet-zoom-anim")).to_have_count(0)
    taps(page, (300, 100), (420, 100), (420, 220), (300, 220), (200, 160))
    expect(told).to_have_text("已有 5 个点，点第一个点或按“闭合”结束。")
    tools.get_by_role("button", name="撤销一步").click()
    expect(told).to_contain_text("已有 4 个点")
    taps(page, (300, 100))  # the first corner again: closed
    expect(told).to_contain_text("4 个点，")
    page.locator(".draw-corner").nth(1).focus()
    page.keyboard.press("ArrowRight")
    axe(page)
    tools.get_by_role("button", name="用这个范围").click()
    drawn = ring(first)
    assert len(drawn) == 4
    exact = planar_area_m2(shapely.Polygon(drawn))
    # What the page told is what the law counts, to the last decimal shown.
    expect(first.locator("[data-drawn-said]")).to_contain_text(f"合 {hectares(exact):,.4f} 公顷")
    expect(page.locator("[data-preview=parcels]")).to_contain_text("地块 DK-01 坐标面积", timeout=20_000)

    beside_is_snapped_to(page, first, drawn)
    page.set_viewport_size(PHONE)
    assert not sticks_out(page)
