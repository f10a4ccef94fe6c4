import datetime as dt
import re

import pytest
from django.utils import timezone

from layers.compensation.confirming import confirm
from layers.compensation.models import CompensationZone
from layers.land.models import Posting, Stage, StageKind
from layers.land.publish import withdraw
from layers.public_ids import ALPHABET, check_character
from tests.harness.cast import make_cast
from tests.layers.land.factories import approval, case, parcel, square

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return make_cast()


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def found(places, on):
    county, _, place = places
    given = approval("鲁政土字〔2024〕12号", dt.date(2024, 4, 15), dt.date(2024, 4, 30))
    on("2024-05-24")
    return case(
        county, [place], name="博兴县2024年第1批次建设用地", approval=given, compensation="区片综合地价 6.5 万元/亩",
        stages={"PRE_NOTICE": dt.date(2023, 12, 1), "PLAN_NOTICE": dt.date(2024, 1, 8), "SUBMIT": dt.date(2024, 3, 4)},
    )  # fmt: skip


def page_of(client, found):
    response = client.get(f"/c/{found.public_id}")
    assert response.status_code == 200
    return response


def test_the_status_is_one_plain_sentence_with_its_rule(client, found):
    page = text_of(page_of(client, found))
    assert "征收土地公告最迟应在 5 月 23 日贴出，已逾期 1 个工作日" in page
    assert "自收到批复" in page
    assert "鲁政土字〔2024〕12号" in page


def test_the_timeline_tells_done_late_and_not_yet_in_words(client, found):
    html = page_of(client, found).content.decode()
    steps = re.findall(r'<li class="step step-(\w+)".*?<strong>(.*?)</strong>', html, re.S)
    assert ("done", "征收土地预公告") in steps
    assert ("unrecorded", "社会稳定风险评估") in steps
    assert ("late", "征收土地公告") in steps
    assert ("waiting", "支付补偿费用") in steps
    assert [name for _, name in steps].index("征地批复") < [name for _, name in steps].index("征收土地公告")


def test_plain_words_stand_beside_official_ones(client, found):
    assert "政府打算征这块地，先告诉大家" in text_of(page_of(client, found))


def test_the_tabs_say_by_name_what_is_missing(client, found, publish_document):
    for kind in (
        "pre_notice",
        "plan_notice",
        "compensation_plan",
        "approval",
        "submission",
        "acquisition_application",
    ):
        publish_document(found, kind, f"文件 {kind}")
    publish_document(found, "conversion_plan_2021", "尚未公布", public=False)
    page = text_of(page_of(client, found))
    assert "7 份应公开，缺 1 份：农用地转用方案（含补充耕地）" in page
    assert "3 份应公开，缺 1 份：农用地转用方案（含补充耕地）" in page
    assert "尚未公布" not in page


def test_a_document_stands_at_its_stage_and_opens_at_its_page(client, found, publish_document):
    stage = Stage.objects.get(case=found, kind__code="PLAN_NOTICE")
    shown = publish_document(found, "plan_notice", "补偿安置公告", stage=stage, first_page=4, versions=2)
    html = page_of(client, found).content.decode()
    assert html.count(f'href="/d/{shown.public_id}#page-4"') == 2
    assert "第 2 版（共 2 版）" in html


def test_a_corrected_notice_names_its_earlier_version(client, found):
    kind = StageKind.objects.get(regime="R4_2021", code="PLAN_NOTICE")
    Stage.objects.create(case=found, kind=kind, version=2, posted_on=dt.date(2024, 1, 15))
    assert "第 1 版 2024-01-08" in text_of(page_of(client, found))


def test_parcels_give_bounds_area_and_land_classes(client, found):
    shown = parcel(
        found, square(0, 0, 100), area_ha="1.2345", east="张三路", north="水渠",
        area_by_class={"水浇地": "1.0000", "农村道路": "0.2345"},
    )  # fmt: skip
    html = page_of(client, found).content.decode()
    page = text_of(page_of(client, found))
    assert f'id="p{shown.public_id}"' in html
    assert "1.2345 公顷（合 18.52 亩）" in page
    assert "东至 张三路" in page
    assert "南至" not in page
    widths = [
        float(width) for width in re.findall(r'class="hue-\d+" x="[\d.]+" y="0" width="([\d.]+)"', html)
    ]
    assert widths == pytest.approx([81.004, 18.996])
    assert " style=" not in html


def test_an_approximate_survey_is_marked_and_the_exact_one_never_leaves(client, found):
    shown = parcel(found, square(0, 0, 100), quality="approximate")
    shown.survey.source_coordinates = "J1,1,4113800.000,39599400.000"
    shown.survey.save()
    page = page_of(client, found)
    assert "位置仅为示意" in text_of(page)
    assert "4113800" not in page.content.decode()


def test_a_withdrawn_case_is_410_for_everyone_with_date_reason_and_successor(
    client, admin_client, places, found
):
    other = case(places[0], [places[2]], name="替代的案件")
    withdraw(found, "面积有误", successor=other, at=dt.datetime(2024, 5, 20, 1, tzinfo=dt.UTC))
    for reader in (client, admin_client):
        response = reader.get(f"/c/{found.public_id}")
        assert response.status_code == 410
        page = text_of(response)
        assert "2024年5月20日" in page
        assert "面积有误" in page
        assert "替代的案件" in page
        assert f'href="/c/{other.public_id}"' in response.content.decode()


def test_a_wrong_check_character_says_that_it_may_be_mistyped(client, found):
    right = found.public_id
    wrong = right[:-1] + ALPHABET[(ALPHABET.index(right[-1]) + 1) % 32]
    response = client.get(f"/c/{wrong}")
    assert response.status_code == 404
    assert "编号可能输错" in response.content.decode()


def test_an_id_is_read_without_regard_to_case_and_lookalikes(client, found):
    assert client.get(f"/c/{found.public_id.lower()}").status_code == 200
    looks = found.public_id.replace("1", "I").replace("0", "O")
    assert client.get(f"/c/{looks}").status_code == 200


def test_what_never_was_public_is_404(client, places):
    payload = "ZZZZZZZZ"
    assert client.get(f"/c/{payload}{check_character(payload)}").status_code == 404
    tomorrow = case(places[0], published_at=timezone.now() + dt.timedelta(days=1))
    assert client.get(f"/c/{tomorrow.public_id}").status_code == 404


def test_eleven_queries_whatever_there_is(
    client, places, found, publish_document, django_assert_max_num_queries
):
    for number in range(40):
        parcel(found, square(number * 10, 0, 10), number=f"DK-{number}", area_by_class={"水浇地": "1.0000"})
        publish_document(found, "hearing_record", f"笔录{number}", versions=2)
    client.get("/v/371625104201")  # sets my village, which the header names
    with django_assert_max_num_queries(11):
        page_of(client, found)


def test_the_page_says_where_and_when_each_notice_hangs_and_not_who_hung_it(client, found, places, cast):
    _, town, place = places
    stage = found.stages.get(kind__code="PLAN_NOTICE")
    for kind, region, removed in (("town", town, dt.date(2024, 2, 20)), ("village", place, None)):
        Posting.objects.create(
            stage=stage, place_kind=kind, region=region, place="公示栏", posted_on=dt.date(2024, 1, 9),
            removed_on=removed, person=cast.village_clerk,
        )  # fmt: skip
    page = text_of(page_of(client, found))
    assert "湖滨镇 ：公示栏，2024-01-09 贴出，2024-02-20 取下" in page
    assert "东村 ：公示栏，2024-01-09 贴出" in page
    assert "东村的村民小组 ：还没有张贴记录" in page
    assert "没有逐处的张贴记录，按公告日期 2023-12-01 计算" in page
    assert str(cast.village_clerk) not in page


@pytest.mark.parametrize(
    ("today", "words"), [("2024-04-02", "剩余 1 天"), ("2024-04-03", "最后一天"), ("2024-04-04", "已期满")]
)
def test_e5_the_plan_of_4_march_2024_counts_down_and_says_how_to_object(client, places, on, today, words):
    county, _, place = places
    on(today)
    shown = case(county, [place], stages={"PLAN_NOTICE": dt.date(2024, 3, 4)})
    for address in (f"/c/{shown.public_id}", f"/v/{place.code}"):
        page = text_of(client.get(address))
        if today == "2024-04-04":
            assert "书面提出" not in page
        else:
            assert "在期满前按公告写明的渠道书面提出" in page
    assert words in text_of(client.get(f"/c/{shown.public_id}"))


def money_of(client, found):
    page = client.get(found.get_absolute_url()).content.decode()
    return page.split('id="money-title"')[1].split("</section>")[0]


def test_compensation_is_explained_by_zone_once_the_county_confirmed_its_table(client, places, on):
    county, _, place = places
    found = case(county, [place], stages={"PLAN_NOTICE": dt.date(2024, 3, 4)})
    parcel(found, square(0, 0, 400))
    CompensationZone.objects.create(
        county=county, number="Ⅱ", price_per_mu="62000", valid_from=dt.date(2024, 1, 1), document_no="示例〔2023〕1 号",
        area=square(-300, -300, 1000), land_share="40", resettlement_share="60",
    )  # fmt: skip
    assert "<table" not in money_of(client, found)
    confirm(county, dt.date(2024, 1, 1), None, found.organisation_id)
    page = money_of(client, found)
    for words in (
        "按 2024 年 3 月 4 日（补偿安置方案公告那天）有效的", "62,000", ">15<", "930,000", "372,000", "558,000",
        ">地上附着物<", "以批准的补偿安置方案为准", "示例〔2023〕1 号", "不是哪一户的",
    ):  # fmt: skip
        assert words in page
    # Exclusions and the day of the price are not in small print.
    assert 'class="quiet"' not in page
