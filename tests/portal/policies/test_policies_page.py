"""/policies/: policies by what is urgent, by section, class and words; one with its validity, 解读 and application."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from layers.policies.models import Policy
from layers.search import index
from tests.harness.cast import make_cast
from tests.layers.policies.making import policy, policy_class, section

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def today():
    return timezone.localdate()


def names(answer):
    _, _, listed = answer.content.decode().partition('<ul class="rows">')
    return re.findall(r"<strong>([^<]+)</strong>", listed)


def text(answer):
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", answer.content.decode()))


def in_days(today, days):
    return today + dt.timedelta(days)


def test_my_county_comes_first_and_there_the_newest(client, cast):
    policy(cast.city_office, "市的", issued_on=dt.date(2025, 1, 1))
    policy(cast.neighbour_bureau, "邻县的", issued_on=dt.date(2025, 3, 1))
    policy(cast.bureau, "本县旧的", issued_on=dt.date(2023, 1, 1))
    policy(cast.bureau, "本县新的", issued_on=dt.date(2024, 1, 1))
    client.cookies["village"] = cast.village.code
    assert names(client.get("/policies/")) == ["本县新的", "本县旧的", "市的", "邻县的"]


def test_the_lists_of_what_is_urgent_hold_the_same_as_the_policies_say_of_themselves(client, cast, today):
    policy(cast.bureau, "三十天到期", expires_on=in_days(today, 30))
    policy(cast.bureau, "三十一天到期", expires_on=in_days(today, 31))
    policy(cast.bureau, "昨天到期", expires_on=in_days(today, -1))
    policy(cast.bureau, "尚未施行", effective_on=in_days(today, 1))
    policy(cast.bureau, "已废止", validity="repealed", ended_on=today, ended_reason="清理")
    policy(cast.bureau, "今天截止", is_applied_for=True, apply_where="窗口", apply_until=today)
    policy(cast.bureau, "昨天截止", is_applied_for=True, apply_where="窗口", apply_until=in_days(today, -1))
    every = list(Policy.objects.all())
    wanted = {
        "holds": {one.title for one in every if one.standing(today).holds},
        "expiring": {"三十天到期"},
        "apply": {one.title for one in every if one.may_be_applied_for(today)},
        "ended": {"昨天到期", "已废止"},
    }
    for state, titles in wanted.items():
        assert set(names(client.get("/policies/", {"state": state}))) == titles, state
    assert wanted["apply"] == {"今天截止"}


def test_a_class_without_a_name_is_for_staff(client, cast):
    named, unnamed = policy_class(), policy_class("class-8", "第 8 类（待确认）", is_confirmed=False)
    made = policy(cast.bureau, classes=[named, unnamed])
    policy(cast.bureau, "别的")
    page = client.get("/policies/", {"class": "employment"})
    assert names(page) == ["稳岗补贴办法"] and "待确认" not in page.content.decode()
    assert "待确认" not in client.get(made.get_absolute_url()).content.decode()
    assert len(names(client.get("/policies/", {"class": "class-8"}))) == 2


def test_words_are_looked_for_in_title_number_and_text(client, cast):
    policy(cast.bureau, doc_no_raw="政办字〔2024〕3号", body="<p>社会保险费返还</p>")
    policy(cast.bureau, "别的")
    index.rebuild(["policy"])
    for words in ("稳岗", "政办字[2024]3号", "保险费返还"):
        assert names(client.get("/policies/", {"q": words})) == ["稳岗补贴办法"], words


def test_a_retired_section_is_offered_no_more_and_its_address_and_feed_still_answer(client, cast, today):
    retired = section("epidemic", "疫情政策", retired_on=today)
    policy(cast.bureau, section=retired)
    assert "疫情政策" not in client.get("/policies/").content.decode()
    page = client.get("/policies/sections/epidemic")
    assert names(page) == ["稳岗补贴办法"] and "不再更新" in page.content.decode()
    feed = client.get("/policies/sections/epidemic.atom")
    assert feed["Content-Type"].startswith("application/atom+xml") and "稳岗补贴办法" in feed.content.decode()
    assert client.get("/policies/sections/nothing").status_code == 404


def test_a_repealed_policy_says_so_and_leads_to_the_new_one_and_back(client, cast, today):
    new = policy(cast.bureau, "新办法")
    old = policy(
        cast.bureau,
        "旧办法",
        validity="repealed",
        ended_on=today,
        ended_reason="由新办法废止",
        replaced_by=new,
    )
    page = text(client.get(old.get_absolute_url()))
    assert "已废止" in page and "由新办法废止" in page and "请看新办法" in page
    assert old.get_absolute_url() in client.get(new.get_absolute_url()).content.decode()
    Policy.objects.filter(pk=new.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="错")
    assert new.get_absolute_url() not in client.get(old.get_absolute_url()).content.decode()


def test_original_and_readings_lead_to_each_other_and_share_the_validity(client, cast, today):
    original = policy(cast.bureau, "办法", expires_on=in_days(today, -1))
    one, two = (policy(cast.bureau, title, interprets=original) for title in ("一图读懂", "问答"))
    page = client.get(original.get_absolute_url()).content.decode()
    assert one.get_absolute_url() in page and two.get_absolute_url() in page
    page = client.get(one.get_absolute_url())
    assert f'href="{original.get_absolute_url()}"' in page.content.decode() and "原文已失效" in text(page)
    assert two.get_absolute_url() in page.content.decode()


def test_one_sees_how_long_one_may_apply_and_a_kiosk_shows_a_code_instead_of_a_link(client, cast, today):
    made = policy(
        cast.bureau, is_applied_for=True, apply_until=in_days(today, 6), apply_address="https://example.com/apply",
        body='<p><a href="https://example.com/a">办法</a></p>',
    )  # fmt: skip
    page = client.get(made.get_absolute_url())
    assert "还剩6天" in text(page) and 'href="https://example.com/apply"' in page.content.decode()
    client.cookies["device"] = "kiosk"
    page = client.get(made.get_absolute_url()).content.decode()
    assert 'href="https://example.com' not in page and "网上申报的二维码" in page
    assert "1 项可申报" in client.get("/").content.decode()


def test_what_stands_in_the_table_unclean_is_clean_on_the_page(client, cast):
    made = policy(cast.bureau, body="<p onclick=alert(1)>甲<script>alert(2)</script></p>")
    page = client.get(made.get_absolute_url()).content.decode()
    assert "<p>甲</p>" in page and "alert" not in page


def test_the_list_costs_the_same_for_any_number(client, cast, django_assert_max_num_queries):
    for number in range(40):
        policy(cast.bureau, f"办法{number}")
    with django_assert_max_num_queries(9):
        assert len(names(client.get("/policies/"))) == 30
