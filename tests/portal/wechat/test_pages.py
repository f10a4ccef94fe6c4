"""What the pages get of WeChat: a signature for our own pages alone, its script only where there is an account; the menu."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from layers.wechat.page_signing import signature
from portal.wechat.menu import FILE, menu
from tests.layers.policies.making import policy, policy_class
from tests.layers.wechat.fake import SECRET, no

TICKET = "bxLdikRXVbTPdHSM05e5u5sUoXNKd8-41ZO3MhKoyhjTw6Y0"
OWN = "http://testserver"
FROM_OUR_PAGE = {"sec-fetch-site": "same-origin"}


@pytest.mark.django_db
def test_a_page_of_ours_is_signed_whole_with_its_query(client, wechat):
    url = f"{OWN}/map/?group=medical"
    given = client.get("/wechat/config", {"url": url}, headers=FROM_OUR_PAGE)
    told = given.json()
    assert told["signature"] == signature(TICKET, told["nonceStr"], told["timestamp"], url)
    assert "no-store" in given["Cache-Control"] and "Access-Control-Allow-Origin" not in given
    assert client.get("/wechat/config", {"url": url}, headers={"referer": f"{OWN}/map/"}).status_code == 200


@pytest.mark.django_db
def test_nobody_else_is_given_a_signature_and_no_other_address_is_signed(client, wechat):
    url = f"{OWN}/map/"
    for headers in (
        {},
        {"sec-fetch-site": "cross-site"},
        {"referer": "https://evil.example/"},
        {"referer": "//["},
    ):
        assert client.get("/wechat/config", {"url": url}, headers=headers).status_code == 403
    for other in (
        "",
        "https://evil.example/",
        f"{OWN}.evil.example/",
        f"{OWN}@evil.example/",
        "http://[",
        "//testserver/",
    ):
        refused = client.get("/wechat/config", {"url": other}, headers=FROM_OUR_PAGE)
        assert refused.status_code == 400 and "evil" not in refused.content.decode()
    assert not wechat.asked


@pytest.mark.django_db
def test_a_wechat_that_says_no_leaves_the_page_without_it(client, wechat, caplog):
    wechat.instead["/cgi-bin/stable_token"] = [no(40125, SECRET)]
    refused = client.get("/wechat/config", {"url": f"{OWN}/map/"}, headers=FROM_OUR_PAGE)
    assert refused.status_code == 503 and "AppSecret 不对" in caplog.text
    assert SECRET not in caplog.text + refused.content.decode()


@pytest.mark.django_db
def test_without_an_account_no_page_knows_of_wechat(client, settings):
    settings.WECHAT_APP_ID = ""
    page = client.get("/about/")
    assert "jweixin" not in page.content.decode() + page["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_kiosk_never_loads_it(client, wechat):
    assert "jweixin" in client.get("/about/").content.decode()
    assert "jweixin" not in client.get("/about/?device=kiosk").content.decode()


@pytest.mark.django_db
def test_the_page_of_a_subscription_says_what_to_send_and_a_class_leads_to_it(client, wechat, cast):
    policy(cast.bureau, classes=[policy_class()])
    shown = client.get("/policies/?class=employment").content.decode()
    address = "/subscriptions/new?kind=policy_class&amp;key=employment"
    assert f'href="{address}"' in shown and address not in client.get("/policies/").content.decode()
    shown = client.get(address.replace("&amp;", "&")).content.decode()
    assert "公众号“示例公众号”" in shown and "订阅 稳岗就业" in shown


def test_the_menu_goes_to_wechat_whole_and_with_whole_addresses(wechat, db):
    call_command("wechat_menu", stderr=StringIO())
    ((_, sent),) = wechat.asked_for("/cgi-bin/menu/create")
    assert [len(one["sub_button"]) for one in sent["button"]] == [3, 5, 3]
    assert sent["button"][0]["sub_button"][0] == {
        "name": "找我的村", "type": "view", "url": "https://xxgk.example.gov.cn/land/",
    }  # fmt: skip
    shown = StringIO()
    call_command("wechat_menu", "--show", stdout=shown)
    assert json.loads(shown.getvalue()) == sent


@pytest.mark.django_db
def test_every_page_of_the_menu_is_there(client, wechat):
    buttons = [one for button in menu(FILE.read_text())["button"] for one in button["sub_button"]]
    paths = [one["url"].removeprefix("https://xxgk.example.gov.cn") for one in buttons if "url" in one]
    assert len(paths) == 7
    assert {client.get(path).status_code for path in paths} == {200}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[button]\n", "不是 TOML"),
        ("", "一级菜单应为 1 至 3 个"),
        ('[[button]]\nname="五个汉字啊"\npath="/"', "应为 1 至 4 个字"),
        ('[[button]]\nname="外"\npath="https://evil.example/"', "没有写 path"),
        ('[[button]]\nname="空"\nsub=[]', "“空”的子菜单应为"),
    ],
)
def test_a_faulty_menu_names_its_button_and_is_not_sent(wechat, tmp_path, text, words):
    (tmp_path / "menu.toml").write_text(text)
    with pytest.raises(CommandError, match=words):
        call_command("wechat_menu", f"--file={tmp_path / 'menu.toml'}")
    assert not wechat.asked
