"""/q/<id>: 找谁办、怎么办、办多久, and where."""

import re

import pytest
from django.utils import timezone

from layers.organisations.models import Organisation
from layers.places.models import HandledItem
from layers.services import versions
from layers.services.material_lines import read_lines
from layers.services.models import Material, ServiceItem
from tests.layers.places.making import place

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(regions):
    owner = Organisation.objects.create(name="人社局", region=regions["county"], phone="0543-2300000")
    made = ServiceItem.objects.create(
        name="养老保险参保", kind="public_service", organisation=owner, handler="社保窗口", phone="0543-2300123",
        steps="取号\n递交", promised_limit=3, legal_limit=20, visits=0, basis="社会保险法",
        result="参保凭证", conditions="本市户籍",
    )  # fmt: skip
    for line in read_lines("身份证（原件，2 份）\n\n 户口簿 "):
        Material.objects.create(item=made, **line)
    return made


def test_the_page_answers_who_how_and_how_long(client, item):
    html = client.get(f"/q/{item.public_id}").content.decode()
    for said in (
        "养老保险参保", "社保窗口", 'href="tel:05432300123"', "3 个工作日", "法定最长 20 个工作日", "不用跑，全程网办",
        "不收费", "要带什么（2 样）", "<b>身份证</b>", "原件，2 份", "<b>户口簿</b>", "<li>取号</li><li>递交</li>", "社会保险法",
        "参保凭证", "本市户籍", "办理网点尚未登记。可以问人社局，电话 0543-2300000",
    ):  # fmt: skip
        assert said in html, said


def test_one_may_be_told_when_the_item_changes(client, item):
    html = client.get(f"/q/{item.public_id}").content.decode()
    address = re.search(r'href="(/subscriptions/new\?[^"]+)"', html)[1].replace("&amp;", "&")
    answer = client.get(address)
    assert answer.status_code == 200
    assert "办事：养老保险参保" in answer.content.decode()


def test_places_that_handle_it_come_nearest_first(client, item, regions):
    for name, lng in (("远厅", 118.3), ("近厅", 118.01), ("别的", 118.0)):
        made = place(name, regions["village"], at=(lng, 37.0))
        if name != "别的":
            HandledItem.objects.create(place=made, item=item)
    html = client.get(f"/q/{item.public_id}", {"lng": "118", "lat": "37"}).content.decode()
    assert re.findall(r'<span class="row-main"><strong>([^<]+)</strong>', html) == ["近厅", "远厅"]


def test_a_withdrawn_item_names_its_successor(client, item):
    new = ServiceItem.objects.create(
        name="新参保登记", kind="public_service", organisation=item.organisation, handler="窗口"
    )
    ServiceItem.objects.filter(pk=item.pk).update(
        withdrawn_at=timezone.now(), withdrawal_reason="事项合并", successor=new
    )
    response = client.get(f"/q/{item.public_id}")
    assert response.status_code == 410
    assert "事项合并" in response.content.decode()
    assert f'href="/q/{new.public_id}"' in response.content.decode()


def test_the_home_tile_counts_the_town_of_the_chosen_village(client, regions):
    place("本镇一", regions["village"])
    place("本镇二", regions["town"])
    place("别县", regions["far"])
    assert "3 处" in client.get("/").content.decode()
    client.cookies["village"] = regions["village"].code
    assert "本镇 2 处" in client.get("/").content.decode()


def test_an_old_print_is_told_what_has_changed_since_and_what_has_not(client, item):
    versions.keep([item.public_id])
    ServiceItem.objects.filter(pk=item.pk).update(promised_limit=2)
    Material.objects.filter(name="户口簿").delete()
    versions.keep([item.public_id])
    html = client.get(f"/q/{item.public_id}", {"v": "1"}).content.decode()
    for said in (
        "您手里的是第 1 版，现在是第 2 版", "改了 2 处", "原来：3 个工作日", "现在：2 个工作日", "户口簿</del>",
    ):  # fmt: skip
        assert said in html, said
    for now in ("", "2", "7", "x"):
        html = client.get(f"/q/{item.public_id}", {"v": now}).content.decode()
        assert "您手里的是" not in html and "第 2 版" in html
    assert f"/q/{item.public_id}?v=2" in html


def test_a_kiosk_gets_the_code_of_the_online_desk_and_a_phone_its_link(client, item):
    ServiceItem.objects.filter(pk=item.pk).update(online_address="https://example.com/do")
    assert 'href="https://example.com/do"' in client.get(f"/q/{item.public_id}").content.decode()
    html = client.get(f"/q/{item.public_id}", {"device": "kiosk"}).content.decode()
    assert 'href="https://example.com/do"' not in html and "网上办理的二维码" in html
