"""/services/: items by theme, by area, by words; the offices and what one comes to them for."""

import re

import pytest

from layers.search import index
from layers.services.models import ServiceItem
from tests.harness.cast import make_cast
from tests.layers.places.making import place
from tests.layers.services.making import item

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    made = make_cast()
    item(made.city_office, "身份证换领", theme_id="household", promised_limit=5, visits=0)
    item(made.bureau, "不动产登记", theme_id="housing", aliases="办房产证")
    item(made.bureau, "开店登记", theme_id="set-up")
    index.update("item", ServiceItem.objects.all())
    return made


def names(answer):
    return re.findall(r"<strong>([^<]+)</strong>", answer.content.decode().split('<ul class="rows">')[1])


def test_items_are_narrowed_by_who_one_is_and_by_theme(client, cast):
    assert names(client.get("/services/", {"served": "enterprise"})) == ["开店登记"]
    assert names(client.get("/services/", {"theme": "housing"})) == ["不动产登记"]
    assert len(names(client.get("/services/", {"theme": "no-such", "served": "<b>"}))) == 3


def test_items_are_found_by_what_people_call_them_and_by_pinyin(client, cast):
    assert names(client.get("/services/", {"q": "房产证"})) == ["不动产登记"]
    assert names(client.get("/services/", {"q": "sfzhl"})) == ["身份证换领"]
    html = client.get("/services/", {"q": "没有这件事"}).content.decode()
    assert "没有找到这样的事项" in html and "12345" in html
    assert "请输入要找的名称" in client.get("/services/", {"q": "。。"}).content.decode()


def test_a_row_says_how_long_and_how_often(client, cast):
    html = client.get("/services/", {"theme": "household"}).content.decode()
    assert "5 个工作日 · 不用跑" in html


def test_the_list_costs_the_same_for_any_number_of_items(client, cast, django_assert_max_num_queries):
    for number in range(40):
        item(cast.bureau, f"事项{number}", theme_id="housing")
    with django_assert_max_num_queries(7):
        assert len(names(client.get("/services/"))) == 30


def test_an_office_says_where_it_sits_and_what_it_does(client, cast):
    seat = place("政务服务中心", cast.county, (118.1, 37.2), seat_of=cast.bureau)
    html = client.get("/services/offices/").content.decode()
    assert "博兴县自然资源和规划局" in html and "2 个事项" in html and "教育和体育局" not in html
    page = client.get(f"/services/offices/{cast.bureau.public_id}")
    assert f'href="/map/{seat.public_id}"' in page.content.decode()
    assert "不动产登记" in page.content.decode() and "身份证换领" not in page.content.decode()
