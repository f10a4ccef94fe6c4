import datetime as dt
from importlib.util import find_spec

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from layers.regions.chosen import AREA_COOKIE
from portal.module import Module, modules
from portal.pages.home import newest
from tests.harness.cast import make_cast
from tests.layers.land.factories import case
from tests.layers.places.making import place

pytestmark = pytest.mark.django_db

NINE = [
    "征地信息公开",
    "便民服务地图",
    "码上知道",
    "政策一窗通",
    "政务服务",
    "宣传视频",
    "政务新媒体矩阵",
    "惠企政策平台",
    "政府网站",
]
LATER = [name for name in settings.MODULES if not find_spec(f"portal.modules.{name}.urls")]


def test_the_nine_blocks_are_named_in_the_order_of_the_settings(client: Client) -> None:
    html = client.get("/").content.decode()
    places = [html.index(f"<strong>{name}</strong>") for name in NINE]
    assert places == sorted(places)
    assert [module.slug for module in modules()] == settings.MODULES


def test_large_text_offers_six_choices_that_work_and_the_way_to_the_others(client: Client) -> None:
    client.cookies["size"] = "large"
    html = client.get("/").content.decode()
    six = html.split('class="tiles tiles-six"')[1].split("</ul>")[0]
    assert six.count("<li>") == 6 and "建设中" not in six and "tiles-small" not in html
    assert 'href="/sitemap/"' in html.split("tiles-six")[1].split("</ul>")[1]
    assert "data-read" in html and "js/aloud.js" in html


def test_land_and_map_are_where_their_fixed_addresses_say() -> None:
    routes = {module.slug: module.href for module in modules()}
    assert routes["land_info"] == "/land/"
    assert routes["convenience_map"] == "/map/"
    assert len(set(routes.values())) == 9


@pytest.mark.parametrize("slug", LATER)
def test_a_block_that_is_not_built_says_so_and_says_where_to_go(client: Client, slug: str) -> None:
    module = next(module for module in modules() if module.slug == slug)
    response = client.get(module.href)
    html = response.content.decode()
    assert response.status_code == 200
    assert "建设中" in html
    assert "还没有建好" in html
    assert module.coming
    assert module.meanwhile
    assert all(line in html for line in (*module.coming, module.meanwhile))
    assert 'href="/land/"' in html
    assert 'href="/map/"' in html


def test_what_one_may_still_answer_comes_first_then_the_newest() -> None:
    rows = [
        {"title": "2020", "date": dt.date(2020, 1, 1)},
        {"title": "还剩 9 天", "days_left": 9},
        {"title": "2024", "date": dt.date(2024, 8, 12)},
        {"title": "今天截止", "days_left": 0},
    ]
    titles = [row["title"] for row in newest([(Module(), {"latest": rows}), (Module(), {})])]
    assert titles == ["今天截止", "还剩 9 天", "2024", "2020"]


def test_the_last_day_is_shown_as_a_deadline() -> None:
    rows = [{"title": "预公告", "url": "/c/x", "days_left": 0}, {"title": "已批复", "url": "/c/y"}]
    html = render_to_string("parts/rows.html", {"rows": rows})
    assert "今天截止" in html
    assert html.count("days-left") == 1


def test_the_front_page_needs_few_queries(client: Client, django_assert_num_queries) -> None:
    cast = make_cast()
    for number in range(3):
        case(cast.county, [cast.village], stages={"PRE_NOTICE": dt.date(2024, 1, 1 + number)})
    place("镇卫生院", cast.village)
    with django_assert_num_queries(
        5
    ):  # cases with stages, kinds of stages, calendar, all figures, local modules
        html = client.get("/").content.decode()
    assert '<span class="tile-figure">1 处</span>' in html
    client.cookies[AREA_COOKIE] = cast.village.code
    with django_assert_num_queries(6):  # and the village
        html = client.get("/").content.decode()
    assert "我村 3 件" in html
    assert "本镇 1 处" in html


def test_a_village_without_cases_says_so_and_a_town_without_places_counts_those_of_all(
    client: Client,
) -> None:
    cast = make_cast()
    place("邻镇卫生院", cast.neighbour_town)
    client.cookies[AREA_COOKIE] = cast.village.code
    html = client.get("/").content.decode()
    assert "我村暂无" in html
    assert "1 处" in html
    assert "本镇" not in html


def test_search_without_words_asks_for_words_and_a_miss_says_what_else_to_try(client: Client) -> None:
    assert "在上面的搜索框里写几个字" in client.get("/search").content.decode()
    html = client.get("/search", {"q": "没有这样的村" * 60}).content.decode()
    assert "没有找到" in html
    assert "按县、镇、村一级一级找" in html


def test_what_is_typed_into_the_search_box_comes_back_harmless(client: Client) -> None:
    html = client.get("/search", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
