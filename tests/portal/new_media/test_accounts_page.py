"""/media/: whose account on which platform, my county's first, and one account with its code."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from layers.channels.models import OfficialAccount
from tests.harness.cast import make_cast
from tests.layers.channels.making import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    made = make_cast()
    account(made.city_office, "市发布")
    account(made.city_office, "市微博", platform="weibo")
    account(made.bureau, "东县发布")
    account(made.neighbour_bureau, "西县发布")
    return made


def names(answer):
    return re.findall(
        r"<strong>([^<]+)</strong>", answer.content.decode().split('<ul class="code-cards">')[1]
    )


def test_the_county_of_my_village_comes_first_then_the_city(client, cast):
    assert names(client.get("/media/"))[:2] == ["市发布", "市微博"]
    client.cookies["village"] = cast.village.code
    assert names(client.get("/media/")) == ["东县发布", "市发布", "市微博", "西县发布"]


def test_a_list_is_narrowed_by_platform_and_by_area_and_counts_both(client, cast):
    page = client.get("/media/", {"platform": "weibo"})
    assert names(page) == ["市微博"]
    page = client.get("/media/", {"area": cast.county.code})
    assert names(page) == ["东县发布"] and 'aria-current="true">博兴县 <b>1</b>' in page.content.decode()
    assert names(client.get("/media/", {"area": "city"})) == ["市发布", "市微博"]


def test_words_that_others_add_to_the_address_change_nothing(client, cast):
    assert len(names(client.get("/media/", {"from": "timeline", "area": "<b>", "page": "x"}))) == 4


def test_the_list_costs_the_same_for_any_number_of_accounts(client, cast, django_assert_max_num_queries):
    for number in range(40):
        account(cast.bureau, f"东县{number}")
    with django_assert_max_num_queries(6):
        page = client.get("/media/")
    assert len(names(page)) == 24 and "第 1 / 2 页" in page.content.decode()
    assert len(names(client.get("/media/", {"page": 2}))) == 20


def test_an_account_shows_its_code_its_number_and_its_silence(client, cast):
    last = timezone.localdate() - dt.timedelta(days=40)
    one = account(cast.bureau, "东县问政", handle="dx-wz", last_post_on=last, address="https://example.com/w")
    html = client.get(f"/media/{one.public_id}").content.decode()
    for said in (
        "dx-wz",
        "已 40 天没有更新",
        "打开手机微信，扫一扫",
        "会离开本站，去往 example.com",
        "东县发布",
    ):
        assert said in html, said


def test_a_kiosk_offers_the_code_and_no_way_out(client, cast):
    one = OfficialAccount.objects.get(name="东县发布")
    html = client.get(f"/media/{one.public_id}", {"device": "kiosk"}).content.decode()
    assert 'class="qr"' in html and f'href="{one.address}"' not in html


def test_a_withdrawn_account_answers_410_with_the_new_one(client, cast):
    old, new = OfficialAccount.objects.get(name="东县发布"), OfficialAccount.objects.get(name="西县发布")
    OfficialAccount.objects.filter(pk=old.pk).update(
        withdrawn_at=timezone.now(), withdrawal_reason="账号注销", successor=new
    )
    answer = client.get(f"/media/{old.public_id}")
    assert answer.status_code == 410
    assert "账号注销" in answer.content.decode() and f"/media/{new.public_id}" in answer.content.decode()
    assert "东县发布" not in names(client.get("/media/"))
