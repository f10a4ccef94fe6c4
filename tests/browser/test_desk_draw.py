"""A parcel drawn on the map of its case, in a real browser: by mouse and by keyboard, snapping to the parcel beside it."""

import json

import pytest
import shapely
from playwright.sync_api import Page, expect

from geo.area import hectares, planar_area_m2
from tests.browser.test_desk_case import DESKTOP, PHONE, axe
from tests.harness.signing_in import log_in

pytestmark = pytest.mark.browser


def parcel_row(page: Page, number: str):
    page.get_by_role("button", name="再加一行地块").click()
    row = page.locator('[data-rows="parcels"] > .row-list > [data-row]').last
    row.get_by_label("地块编号").fill(number)
    row.get_by_label("拟用途").fill("工业用地")
    row.get_by_label("申报面积（公顷）").fill("1.6")
    return row


def taps(page: Page, *places: tuple[int, int]) -> None:
    for x, y in places:
        page.locator("#map").click(position={"x": x, "y": y})


def second_corner(page: Page, row) -> tuple[int, int]:
    """Where it lies on the map: its parcel is opened for drawing, which shows the corners, and left as it is."""
    row.get_by_role("button", name="在图上画").click()
    corner, box = (page.locator(what).bounding_box() for what in (".draw-corner >> nth=1", "#map"))
    page.locator("#draw-tools").get_by_role("button", name="不画了").click()
    return tuple(
        round(corner[at] + corner[side] / 2 - box[at]) for at, side in (("x", "width"), ("y", "height"))
    )


def ring(row):
    return json.loads(row.locator("[data-drawn]").input_value())


def test_two_parcels_are_drawn_beside_one_another(page: Page, sample_site):
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
        page.wait_for_function("!document.querySelector('.leaflet-zoom-anim')")
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

    # Beside it: a tap some pixels from a corner of the first one takes that very corner.
    second = parcel_row(page, "DK-02")
    spot = second_corner(page, first)
    second.get_by_role("button", name="在图上画").click()
    taps(page, (spot[0] + 7, spot[1] - 6), (spot[0] + 120, spot[1] - 90), (spot[0] + 120, spot[1] + 40))
    tools.get_by_role("button", name="闭合").click()
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    tools.get_by_role("button", name="用这个范围").click()
    expect(tools).to_be_hidden()
    assert ring(second)[0] == drawn[1]
    assert ring(second)[1] not in drawn
