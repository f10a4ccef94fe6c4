"""Big text, high contrast, kiosk and the chosen village: cookies, read on the server."""

import pytest
from django.test import Client, override_settings

from layers.regions.models import Kind, Level, Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def village() -> Region:
    county = Region.objects.create(level=Level.COUNTY, kind=Kind.COUNTY, name="甲县", code="990001000000")
    town = Region.objects.create(
        level=Level.TOWN, kind=Kind.TOWN, name="乙镇", code="990001100000", manage_parent=county
    )
    return Region.objects.create(
        level=Level.VILLAGE, kind=Kind.VILLAGE, name="丙村", code="990001100201", manage_parent=town
    )


def page(client: Client, address: str = "/about/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_big_text_and_high_contrast_come_from_cookies_without_a_script(client: Client) -> None:
    assert "data-size" not in page(client)
    client.get("/look/?size=large")
    client.get("/look/?contrast=high")
    assert '<html lang="zh-CN" data-size="large" data-contrast="high">' in page(client)
    client.get("/look/?size=")
    assert '<html lang="zh-CN" data-contrast="high">' in page(client)


def test_a_cookie_with_an_unknown_value_changes_nothing(client: Client) -> None:
    client.cookies["size"] = 'huge" onload="x'
    client.cookies["device"] = "toaster"
    assert '<html lang="zh-CN">' in page(client)


def test_a_kiosk_is_named_once_and_stays_one(client: Client) -> None:
    response = client.get("/about/?device=kiosk")
    assert int(response.cookies["device"]["max-age"]) > 300 * 24 * 3600
    html = page(client)
    assert 'data-device="kiosk"' in html
    assert 'class="kiosk-bar"' in html
    client.get("/about/?device=")
    assert "kiosk-bar" not in page(client)


def test_a_kiosk_forgets_big_text_with_the_browser_and_ones_own_phone_keeps_it(client: Client) -> None:
    assert client.get("/look/?size=large").cookies["size"]["max-age"]
    client.get("/about/?device=kiosk")
    assert client.get("/look/?size=large").cookies["size"]["max-age"] == ""


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_the_switch_leads_back_to_own_pages_only(client: Client, elsewhere: str) -> None:
    assert client.get("/look/", {"size": "large", "next": elsewhere})["Location"] == "/"


def test_the_switch_leads_back_to_the_page_it_stood_on(client: Client) -> None:
    assert client.get("/look/", {"size": "large", "next": "/about/"})["Location"] == "/about/"


def test_every_page_varies_by_cookie(client: Client) -> None:
    assert "Cookie" in client.get("/about/")["Vary"]


def test_the_chosen_village_is_named_with_town_and_county_and_can_be_forgotten(
    client: Client, village: Region
) -> None:
    client.cookies["village"] = village.code
    html = page(client)
    assert "甲县 · 乙镇 ·" in html
    assert "<strong>丙村</strong>" in html
    assert f'href="/v/{village.code}"' in html
    client.get("/look/?village=")
    assert "选我的村" in page(client)


def test_a_village_cannot_be_chosen_by_a_link_to_the_switch(client: Client, village: Region) -> None:
    assert "village" not in client.get(f"/look/?village={village.code}").cookies


@pytest.mark.parametrize("code", ["990001100299", "1", "99000110020x", "' OR 1=1 --"])
def test_a_village_that_is_not_there_shows_the_choice_again(
    client: Client, village: Region, code: str
) -> None:
    client.cookies["village"] = code
    assert "选我的村" in page(client)


def test_the_village_costs_one_query_and_none_while_nothing_is_chosen(
    client: Client, village: Region, django_assert_num_queries
) -> None:
    with django_assert_num_queries(0):
        page(client)
    client.cookies["village"] = village.code
    with django_assert_num_queries(1):
        page(client)


def test_a_page_ignores_the_parameters_that_wechat_adds(client: Client) -> None:
    assert page(client, "/about/?from=singlemessage&isappinstalled=0&lng=x&device[]=1")


def test_the_footer_names_what_the_city_filled_in_and_nothing_else(client: Client, settings) -> None:
    assert "ICP备案号" not in page(client)
    site = {
        "sponsor": "甲县人民政府",
        "icp": "鲁ICP备00000000号",
        "fault_report": "https://fault.example.gov.cn/",
    }
    with override_settings(CITY={**settings.CITY, "site": site}):
        html = page(client)
    assert "主办单位" in html
    assert "甲县人民政府" in html
    assert "鲁ICP备00000000号" in html
    assert "公安备案号" not in html
    assert 'href="https://fault.example.gov.cn/"' in html


def test_the_demo_says_so_on_every_page_and_production_does_not(client: Client) -> None:
    with override_settings(DEMO=True):
        html = page(client)
        assert "演示环境" in html
        assert '<meta name="robots" content="noindex">' in html
        assert 'class="watermark"' in html
    with override_settings(DEMO=False):
        html = page(client)
        assert "演示环境" not in html
        assert "noindex" not in html
        assert "watermark" not in html


def test_the_qr_code_carries_the_public_address_of_this_very_page(client: Client, settings) -> None:
    from portal.templatetags.cuntu import qr

    with override_settings(CITY={**settings.CITY, "site": {"url": "https://zq.example.gov.cn/"}}):
        html = page(client, "/about/?from=singlemessage")
    assert "https://zq.example.gov.cn/about/" in html
    assert str(qr("https://zq.example.gov.cn/about/", "这一页的二维码")) in html


@pytest.mark.parametrize("skin", [{}, {"size": "large"}, {"contrast": "high"}, {"device": "kiosk"}])
def test_the_style_page_shows_every_part_in_the_skin_of_who_looks(
    client: Client, skin: dict[str, str]
) -> None:
    client.cookies.load(skin)
    html = page(client, "/look/")
    for part in (
        "button-primary",
        "badge-red",
        "note-amber",
        "card",
        "facts",
        "rows",
        "tile",
        "<table",
        "<details",
        "field",
        "qr",
    ):
        assert part in html, part
    assert all(f'data-{name}="{value}"' in html for name, value in skin.items())
    assert html.count("next=/look/") >= 4


def test_a_link_of_the_style_page_changes_the_skin_and_comes_back(client: Client) -> None:
    answer = client.get("/look/?size=large&contrast=&device=&next=/look/")
    assert answer["Location"] == "/look/" and 'data-size="large"' in page(client, "/look/")


def test_what_was_a_kiosk_lets_go_of_what_it_held_and_nobody_else_does(client: Client) -> None:
    assert "Clear-Site-Data" not in client.get("/look/?device=")
    client.get("/look/?device=kiosk")
    assert "Clear-Site-Data" not in client.get("/look/?size=large")
    assert client.get("/look/?size=&device=")["Clear-Site-Data"] == '"storage"'
