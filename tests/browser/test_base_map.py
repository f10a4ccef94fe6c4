"""What lies beneath the points: roads and names of our own, and 天地图 where the city offers it."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
ROADS = (118.15, 37.15)
LABELS = "map.base.labels.map(({ name }) => name)"


def opened(page: Page, address: str) -> Page:
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url.partition("/shell-")[2]))
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(address)
    expect(page.locator("#map")).to_have_attribute("data-ready", "yes")
    page.wait_for_timeout(300)
    return page


def look(page: Page, lng: float, lat: float, zoom: float) -> None:
    page.evaluate(f"map.leaflet.setView([{lat}, {lng}], {zoom}, {{ animate: false }})")
    page.wait_for_timeout(400)


def colours(page: Page) -> set[tuple[int, ...]]:
    """In the middle of the map, five pixels wide."""
    box = page.locator("#map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    shot = page.screenshot(clip={"x": x - 2, "y": y - 2, "width": 5, "height": 5})
    return {colour for _, colour in Image.open(BytesIO(shot)).convert("RGB").getcolors()}


def test_roads_and_villages_come_with_nearness_each_square_once_and_the_note_names_them(page, shell):
    opened(page, f"{shell}/shell-map/")
    expect(page.locator(".map-note")).to_contain_text("示例路网")
    look(page, *ROADS, 9)
    assert set(page.evaluate("map.base.near.map(({ properties }) => properties.road)")) == {"trunk"}
    look(page, 118.16, 37.15, 13)
    labels = page.evaluate(LABELS)
    assert "G205" in labels and any(name.startswith("示例村") for name in labels)
    assert (251, 232, 189) in colours(page)  # --road-main

    asked = [address for address in page.asked if address.startswith("square/")]
    look(page, *ROADS, 9)
    look(page, 118.16, 37.15, 13)
    assert [address for address in page.asked if address.startswith("square/")] == asked
    assert len(asked) == len(set(asked))


def test_a_square_that_fails_is_asked_for_again_and_what_was_seen_stays(page, shell):
    opened(page, f"{shell}/shell-map/")
    page.route("**/shell-square/12/**", lambda route: route.abort())
    look(page, *ROADS, 13)
    assert page.evaluate("map.base.near.length") == 0
    page.unroute("**/shell-square/12/**")
    look(page, 118.151, 37.15, 13)
    assert page.evaluate("map.base.near.length") > 0


def test_the_pictures_of_the_city_lie_over_our_base_and_their_names_take_the_place_of_ours(page, shell):
    opened(page, f"{shell}/shell-map/?pictures=whole")
    expect(page.locator(".map-note")).to_contain_text("天地图")
    look(page, 118.15, 37.18, 13)
    assert colours(page) == {(180, 220, 180)}
    assert page.evaluate(LABELS) == []


def test_without_their_names_ours_are_written(page, shell):
    opened(page, f"{shell}/shell-map/?pictures=names-away")
    assert "博兴县" in page.evaluate(LABELS)


def test_in_high_contrast_no_picture_is_asked_for(page, shell):
    opened(page, f"{shell}/shell-map/?pictures=whole&contrast=high")
    assert [address for address in page.asked if address.startswith("picture/")] == []
    assert "博兴县" in page.evaluate(LABELS)
