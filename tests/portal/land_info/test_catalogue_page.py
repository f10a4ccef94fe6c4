"""/land/catalogue: what is to be public, in plain words, and what is there; and what a case owes by when."""

import datetime as dt
import re

import pytest

from layers.land.models import CatalogueItem
from layers.land.publish import withdraw
from tests.layers.land.documents import shown
from tests.layers.land.factories import approval, case

pytestmark = pytest.mark.django_db


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def item(client, code):
    html = client.get("/land/catalogue").content.decode()
    return html[html.index(f'id="item-{code}"') :].split("</li>\n<li class=", 1)[0]


def test_each_item_says_when_by_whom_and_where_in_plain_words(client):
    found = item(client, "final_notice")
    assert "批准以后的正式公告" in found and "收到批复之日起 15 个工作日内" in found
    assert "《土地管理法实施条例》第三十一条" in found
    assert "实时公开" in item(client, "pre_notice")
    assert "不上网，在征收范围内公示" in item(client, "house_values")


def test_under_an_item_stand_its_newest_public_documents_and_no_others(client, places):
    county, _, place = places
    cases = [
        case(county, [place], name=f"批次{number}", began_on=dt.date(2024, 1, number))
        for number in range(1, 6)
    ]
    for one in cases:
        shown(one, "pre_notice", on=dt.date(2024, 1, 9), title=f"预公告{one.name}")
    shown(cases[0], "pre_notice", on=dt.date(2024, 1, 9), title="村里的", audience="village")
    withdraw(cases[4], "有误")
    found = item(client, "pre_notice")
    assert "本系统已公开 4 份" in found
    assert re.findall("预公告批次(.)", found) == ["4", "3", "2"]
    assert "村里的" not in found


def test_what_the_city_rewords_is_what_the_page_says(client):
    CatalogueItem.objects.filter(pk="approval").update(n=10, plain="批文本身")
    found = item(client, "approval")
    assert "收到批复之日起 10 个工作日内" in found and "批文本身" in found


def test_few_queries_whatever_is_there(client, places, django_assert_max_num_queries):
    county, _, place = places
    for number in range(20):
        shown(
            case(county, [place]),
            ("pre_notice", "approval", "submission")[number % 3],
            on=dt.date(2024, 1, 9),
        )
    with django_assert_max_num_queries(5):
        client.get("/land/catalogue")


def test_a_missing_document_says_by_when_it_had_to_be_public_and_how_that_was_counted(client, places, on):
    county, _, place = places
    given = approval("鲁政土字〔2024〕12号", dt.date(2024, 4, 15), dt.date(2024, 4, 30))
    on("2024-05-31")
    one = case(county, [place], approval=given, stages={"PRE_NOTICE": dt.date(2024, 1, 8)})
    shown(one, "pre_notice", on=dt.date(2024, 1, 8))
    page = text_of(client.get(f"/c/{one.public_id}"))
    # 20 working days after 30 April 2024: May Day, make-up Saturday 11 May.
    assert "征收土地申请 ：应于 5 月 30 日前公开，已逾期 1 个工作日" in page
    assert "自收到批复" in page and "征地批复 ：应于 5 月 30 日前公开" in page


def test_a_case_of_houses_has_its_own_words_tabs_and_clock_and_its_explanation_on_top(client, places, on):
    county, _, place = places
    on("2024-03-20")
    one = case(
        county, [place], regime="H_2011", kind="houses", name="示例片区房屋征收", stages={"PLAN_NOTICE": dt.date(2024, 3, 4)}
    )  # fmt: skip
    shown(one, "interpretation", on=dt.date(2024, 3, 5), title="示例片区政策解读")
    html = client.get(f"/c/{one.public_id}").content.decode()
    page = text_of(client.get(f"/c/{one.public_id}"))
    assert "把怎么补偿的方案公布出来，请大家提意见，还剩 14 天可以提意见（到 4 月 3 日）" in page
    assert "房屋征收（拆迁）" in page and "房屋按市场价评估" in page and "区片综合地价" not in page
    assert html.index("示例片区政策解读") < html.index("办到哪一步了")
    assert "征收决定" in page and "一书四方案" not in page
    assert "缺 1 份：征收补偿方案（征求意见稿）" in page
    village = text_of(client.get(f"/v/{place.code}"))
    assert "示例片区房屋征收" in village
