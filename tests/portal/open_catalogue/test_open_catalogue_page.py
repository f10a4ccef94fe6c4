"""/open/: the catalogue of disclosure as people and feed readers get it."""

import re

import pytest
from django.utils import timezone

from layers import publication
from layers.policies.models import Policy
from layers.search import index
from layers.search.models import OpenEntry
from layers.search.registry import KINDS
from portal.pages.search import KINDS as SHOWN
from tests.harness.cast import make_cast
from tests.layers.foi.making import foi_answer
from tests.layers.policies.making import policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def two(cast):
    """A policy that was repealed, and an answer of another bureau."""
    ended = timezone.localdate()
    repealed = policy(
        cast.bureau,
        "稳岗补贴办法",
        issued_on="2024-01-05",
        validity="repealed",
        ended_on=ended,
        ended_reason="新文件",
    )
    told = foi_answer(cast.other_bureau, "东村征收公告")
    index.rebuild(["policy", "foi_answer"])
    return repealed, told


def names(answer):
    _, _, listed = answer.content.decode().partition('<ul class="rows">')
    return re.findall(r"<strong>([^<]+)</strong>", listed)


def text(answer):
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_each_line_tells_number_office_days_and_whether_it_holds(client, two):
    words = text(client.get("/open/"))
    entry = OpenEntry.objects.get(genre="ZC")
    today = timezone.localdate().isoformat()
    assert f"政策文件·博兴县自然资源和规划局·2024-01-05生成·{today}公开·已废止索引号{entry.number}" in words
    assert "共2条" in words


def test_facets_and_words_narrow_it_together_and_lead_back(client, cast, two):
    _, told = two
    query = f"organisation={cast.other_bureau.public_id}&theme=government&genre=DF&year=2026&q=征收"
    page = client.get(f"/open/?{query}")
    assert names(page) == [told.question] and "“征收”共1条" in text(page)
    assert names(client.get(f"/open/?{query}&year=2024")) == []
    assert 'name="genre" value="DF"' in page.content.decode()
    off = re.search(r'href="(/open/\?[^"]*)" aria-current="true">依申请公开答复', page.content.decode())[1]
    assert "genre=" not in off and "year=2026" in off


def test_what_no_entry_can_have_chooses_nothing_and_punctuation_is_refused(client, two):
    page = client.get("/open/?theme=x&genre=%E4%B8%AD&year=20x6&organisation=zzz&from=singlemessage")
    assert len(names(page)) == 2
    assert client.get("/open/?q=。").status_code == 400
    assert "翻页的位置不正确" in client.get("/open/?after=1").content.decode()


def test_the_second_page_goes_on_where_the_first_ended(client, cast, monkeypatch):
    monkeypatch.setattr("portal.pages.open_catalogue.PAGE_SIZE", 2)
    for number in range(3):
        policy(cast.bureau, f"第{number}号")
    index.rebuild(["policy"])
    first = client.get("/open/?genre=ZC").content.decode()
    following = re.search(r'href="(/open/\?[^"]*after=[^"]*)" rel="next"', first)[1].replace("&amp;", "&")
    assert names(client.get(following)) == ["第0号"] and "genre=ZC" in following


def test_the_feed_of_a_choice_tells_that_choice_by_index_numbers(client, cast, two):
    feed = client.get(f"/open/feed.atom?genre=DF&organisation={cast.other_bureau.public_id}")
    words = feed.content.decode()
    assert feed["Content-Type"].startswith("application/atom+xml")
    number = OpenEntry.objects.get(genre="DF").number
    assert words.count("<entry>") == 1 and f"<id>urn:x-cuntu:open:{number}</id>" in words
    assert "政府信息公开目录 · 博兴县教育和体育局 · 依申请公开答复" in words
    assert f"{two[1].get_absolute_url()}" in words


def test_the_withdrawn_one_is_gone_from_list_and_feed_and_its_address_says_why(client, two):
    repealed, _ = two
    publication.take_back(Policy, [(repealed.public_id, "登记有误", "")], "政策")
    index.remove("policy", [repealed.public_id])
    assert names(client.get("/open/")) == ["东村征收公告"]
    assert "稳岗补贴办法" not in client.get("/open/feed.atom").content.decode()
    gone = client.get(repealed.get_absolute_url())
    assert gone.status_code == 410 and "登记有误" in gone.content.decode()


def test_the_page_asks_as_little_whatever_it_lists(client, cast, two, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):  # lines, validity, four sums, names of organisations
        client.get("/open/")


def test_footer_and_site_map_lead_there(client):
    assert client.get("/sitemap/").content.decode().count('href="/open/"') == 2


def test_the_one_search_box_has_a_group_for_each_kind_that_it_finds():
    assert set(KINDS) == set(SHOWN)
