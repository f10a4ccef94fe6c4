import datetime as dt
import json
import re

import pytest
from django.utils import timezone

from layers.land.models import CaseVillage, ParcelVillage
from layers.places.publish import withdraw
from layers.regions.models import RegionName, Succession
from layers.search.index import rebuild
from tests.layers.land.factories import approval, case, parcel, square, village
from tests.layers.places.making import place as service_place

pytestmark = pytest.mark.django_db


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def shapes_of(client):
    html = client.get("/v/371625104201").content.decode()
    return json.loads(re.search(r'<script id="parcels" type="application/json">(.*?)</script>', html)[1])


@pytest.fixture
def open_case(places, on):
    county, _, place = places
    return case(
        county, [place], name="博兴县2024年第1批次建设用地", stages={"PLAN_NOTICE": dt.date(2024, 3, 4)}
    )


def test_it_says_first_what_is_pressing_and_what_one_can_do(client, places, open_case, on):
    on("2024-04-02")
    page = text_of(client.get("/v/371625104201"))
    assert "现在要紧的" in page
    assert "还剩 1 天" in page
    assert "您可以： 对方案有意见，在期满前按公告写明的渠道书面提出" in page
    on("2024-04-03")
    assert "今天 是最后一天" in text_of(client.get("/v/371625104201"))
    on("2024-04-04")
    assert "现在要紧的" not in text_of(client.get("/v/371625104201"))


def test_three_numbers_head_the_page(client, places, open_case):
    county, _, place = places
    case(county, [place], regime="R1_PRE2004", began_on=dt.date(2003, 1, 1))
    page = text_of(client.get("/v/371625104201"))
    assert "征地 2 件" in page
    assert "进行中 1 件" in page
    assert "2.0000 公顷 合 30.00 亩" in page


def test_cases_stand_newest_first_under_their_years(client, places, open_case):
    county, _, place = places
    case(county, [place], name="老案件", regime="R1_PRE2004", began_on=dt.date(2003, 1, 1))
    page = text_of(client.get("/v/371625104201"))
    page = page[page.index("本村的征地") :]
    wanted = ["2024 年", "博兴县2024年第1批次", "2003 年", "老案件"]
    assert sorted(wanted, key=page.index) == wanted
    assert "历史记录（旧程序）" in page


def test_no_case_of_another_village_or_county_and_none_withdrawn_leaks_in(client, places, open_case):
    county, town, place = places
    neighbour = village("西村村委会", "371625104202", town)
    case(county, [neighbour], name="邻村的案件")
    case(county, [place], name="已撤回的案件", withdrawn_at=timezone.now(), withdrawal_reason="重复")
    case(county, [place], name="明天才公布", published_at=timezone.now() + dt.timedelta(days=1))
    page = text_of(client.get("/v/371625104201"))
    assert "征地 1 件" in page
    for name in ("邻村的案件", "已撤回的案件", "明天才公布"):
        assert name not in page


def test_the_parcels_on_the_map_carry_the_ids_of_the_cases_in_the_list(client, places, open_case):
    parcel(open_case, square(0, 0, 200))
    html = client.get("/v/371625104201").content.decode()
    shapes = shapes_of(client)
    assert [feature["properties"]["id"] for feature in shapes["features"]] == [open_case.public_id]
    assert f'data-id="{open_case.public_id}"' in html
    assert "crs" not in shapes["features"][0]["geometry"]
    lng, lat = shapes["features"][0]["geometry"]["coordinates"][0][0][0]
    assert (lng, lat) == pytest.approx((118.0, 37.4), abs=0.01)


def test_a_parcel_of_the_case_in_another_village_is_not_drawn_here(client, places, open_case):
    _, town, place = places
    neighbour = village("西村村委会", "371625104202", town)
    CaseVillage.objects.create(case=open_case, village=neighbour)
    for number, where in (("A", place), ("B", neighbour)):
        found = parcel(open_case, square(0, 0, 200), number=number, name=f"地块{number}")
        ParcelVillage.objects.create(parcel=found, village=where, area_ha="1.0000")
    assert [feature["properties"]["name"] for feature in shapes_of(client)["features"]] == ["地块A"]


def test_documents_lie_under_four_tabs_and_only_public_ones(client, places, open_case, publish_document):
    shown = publish_document(open_case, "plan_notice", "补偿安置公告全文")
    publish_document(open_case, "compensation_plan", "未公布的方案", public=False)
    html = client.get("/v/371625104201").content.decode()
    assert f"/d/{shown.public_id}" in html
    assert "未公布的方案" not in html
    for tab in ("征地批复", "征地公告", "征地方案", "一书四方案"):
        assert re.search(f"<h3>{tab}[ <]", html)
    assert "还没有公开的征地批复" in html


def test_a_former_code_leads_to_its_one_successor(client, places, open_case):
    _, town, place = places
    former = village("西村村委会", "371625104202", town, valid_to=dt.date(2012, 1, 1))
    Succession.objects.create(predecessor=former, successor=place, on=dt.date(2012, 1, 1))
    response = client.get("/v/371625104202")
    assert (response.status_code, response["Location"]) == (302, "/v/371625104201")
    assert "原西村村委会" in text_of(client.get("/v/371625104201"))


@pytest.mark.parametrize("typed", ["西沙洼", "xsw"])
def test_e2_the_old_name_or_its_initials_lead_to_the_present_village_which_names_it(client, places, typed):
    _, _, place = places
    RegionName.objects.create(region=place, name="西沙洼村委会", kind="former", valid_to=dt.date(2012, 1, 1))
    rebuild(["region"])
    page = client.get("/search", {"q": typed})
    links = re.findall(r'href="(/v/\d{12})"', page.content.decode().split("<h1")[1])
    assert links
    opened = client.get(links[0], follow=True)
    assert opened.request["PATH_INFO"] == "/v/371625104201"
    assert "原西沙洼村委会" in text_of(opened)


def test_cases_from_before_a_merger_say_which_village_they_were_of(client, places, open_case):
    county, town, place = places
    former = village("西村村委会", "371625104202", town, valid_to=dt.date(2012, 1, 1))
    Succession.objects.create(predecessor=former, successor=place, on=dt.date(2012, 1, 1))
    case(
        county,
        [former],
        name="合并以前的案件",
        regime="R2_2004_2019",
        stages={"APPROVAL": dt.date(2008, 5, 6)},
    )
    rows = client.get("/v/371625104201").content.decode().split('id="cases"')[1].split("documents-title")[0]
    before, own = (
        rows.split("合并以前的案件")[1].split("</li>")[0],
        rows.split(open_case.name)[1].split("</li>")[0],
    )
    assert "当时是原西村村委会的" in before
    assert "当时是" not in own


def test_a_code_with_several_successors_lets_one_choose(client, places):
    _, town, place = places
    other = village("南村村委会", "371625104203", town)
    former = village("大村村委会", "371625104209", town, valid_to=dt.date(2012, 1, 1))
    for successor in (place, other):
        Succession.objects.create(predecessor=former, successor=successor, on=dt.date(2012, 1, 1))
    response = client.get("/v/371625104209")
    assert response.status_code == 200
    page = response.content.decode()
    assert "大村村委会" in page
    assert 'href="/v/371625104201"' in page
    assert 'href="/v/371625104203"' in page


@pytest.mark.parametrize(
    "code", ["371625104999", "37162510420", "3716251042011", "37162510420a", "３７１６２５１０４２０１"]
)
def test_an_unknown_code_is_404_in_chinese(client, places, code):
    response = client.get(f"/v/{code}")
    assert response.status_code == 404
    assert "编号可能输错" in response.content.decode()


def test_the_code_of_a_town_leads_to_the_town(client, places):
    assert client.get("/v/371625104000")["Location"] == "/land/371625104000"


def test_my_village_is_kept_on_a_phone_and_not_on_a_kiosk(client, places):
    assert client.get("/v/371625104201").cookies["village"].value == "371625104201"
    client.cookies.clear()
    client.cookies["device"] = "kiosk"
    assert "village" not in client.get("/v/371625104201").cookies


def test_only_a_cookie_that_the_address_says_may_be_given_to_everybody(client, places):
    """deploy/nginx.conf keeps the page of a village with its cookie."""
    assert client.get("/v/371625104201")["X-Cookie-Of-Address"] == "village"
    for page in ("/v/371625104201?device=kiosk", "/v/371625104201?device=", "/", "/look/?size=large"):
        assert "X-Cookie-Of-Address" not in client.get(page), page


def test_unknown_parameters_and_silly_pages_are_ignored(client, places, open_case):
    for query in ("from=singlemessage&isappinstalled=0", "page=x", "page=-1", "page=99999", "page=²"):
        assert client.get(f"/v/371625104201?{query}").status_code == 200


def test_the_poster_is_one_page_with_the_address_of_the_village(client, places, open_case):
    page = client.get("/v/371625104201/poster")
    assert "http://testserver/v/371625104201" in text_of(page)
    assert "/v/371625104201/poster</p>" not in page.content.decode()
    assert "到 2024 年 4 月 3 日为止" in text_of(page)


@pytest.mark.parametrize("cases", [1, 45])
def test_ten_queries_whatever_there_is(
    client, places, on, publish_document, django_assert_max_num_queries, cases
):
    county, _, place = places
    given = approval("鲁政土字〔2024〕1号", dt.date(2024, 2, 1), dt.date(2024, 2, 5))
    office = None
    for number in range(cases):
        stages = {"PRE_NOTICE": dt.date(2023, 3, 4 + number % 20), "PLAN_NOTICE": dt.date(2024, 3, 4)}
        found = case(
            county, [place], stages=stages, approval=given if number % 2 else None, organisation=office
        )
        office = found.organisation
        parcel(found, square(number * 10, 0, 10))
        for kind in ("pre_notice", "plan_notice", "compensation_plan"):
            publish_document(found, kind, f"文件{kind}{number}", versions=1 + number % 2)
    client.get("/v/371625104201")  # now the cookie is set, and the header names my village
    with django_assert_max_num_queries(10):
        page = client.get("/v/371625104201")
    assert len(page.content) < 60_000


def test_the_places_in_the_village_are_named_and_those_of_others_and_withdrawn_ones_are_not(
    client, places, on
):
    _, town, here = places
    elsewhere = village("西村村委会", "371625104209", town)
    own = service_place("东村卫生室", here, (118.1, 37.2), address="东村 1 号")
    service_place("西村卫生室", elsewhere, (118.1, 37.2))
    gone = service_place("东村旧卫生室", here, (118.1, 37.2))
    withdraw(gone, "停办")
    text = client.get("/v/371625104201").content.decode()
    assert "村里的办事地点" in text and own.get_absolute_url() in text and "东村 1 号" in text
    assert "西村卫生室" not in text and "东村旧卫生室" not in text
