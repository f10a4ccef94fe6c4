"""/map/<id>: what a visitor needs to know about one place; and what answers when it is not there."""

import datetime as dt
import re
from itertools import pairwise

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone

from layers.organisations.models import Organisation
from layers.places.models import Entrance, HandledItem, Place, Post, Question
from layers.places.publish import withdraw
from layers.public_ids import check_character, new_public_id
from layers.services.models import ServiceItem
from tests.layers.places.making import OFFICE, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(regions):
    owner = Organisation.objects.create(name="行政审批局", region=regions["county"], phone="0543-2300000")
    made = place(
        "湖滨镇便民服务中心",
        regions["village"],
        hours=OFFICE,
        phone="0543-2123456",
        organisation=owner,
        address="胜利路 1 号",
        way_there="乘 12 路到胜利路口",
        introduction="办理各类便民事项。",
        has_parking=True,
        is_accessible=False,
        verified_on=dt.date(2026, 10, 1),
    )
    item = ServiceItem.objects.create(
        name="居住证办理", kind="public_service", organisation=owner, handler="综合窗口", promised_limit=15
    )
    HandledItem.objects.create(place=made, item=item, window="3 号窗口")
    gone = ServiceItem.objects.create(
        name="已取消事项", kind="public_service", organisation=owner, handler="无"
    )
    ServiceItem.objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="取消")
    HandledItem.objects.create(place=made, item=gone)
    Post.objects.create(place=made, title="导办员", duties="引导取号", phone="0543-2300001")
    Question.objects.create(place=made, question="周末能办吗？", answer="调休上班的周六能办。")
    Entrance.objects.create(place=made, name="东门", location=Point(118, 37, srid=4490), is_main=True)
    return made


@pytest.mark.parametrize("address", ["/map/{}", "/map/{}/part"])
def test_the_page_and_the_part_say_the_same(client, hall, address):
    html = client.get(address.format(hall.public_id)).content.decode()
    for said in (
        "湖滨镇便民服务中心", "示例医院", "胜利路 1 号", 'href="tel:05432123456"', f'href="/go/{hall.public_id}"',
        "<b>工作日</b> 08:30–12:00、13:30–17:00", "乘 12 路到胜利路口", "东门（主入口）", "有停车位", "轮椅进出不便",
        "办理各类便民事项。", "居住证办理", "3 号窗口", "综合窗口", "15 个工作日", "导办员", "引导取号", "周末能办吗？",
        "调休上班的周六能办。", "来源：示例数据", "2026-10-01", "请打 0543-2300000 告诉行政审批局",
    ):  # fmt: skip
        assert said in html, said
    assert "已取消事项" not in html
    assert html.count("（今天）") == 1


def test_the_distance_is_told_when_the_position_is_known(client, hall):
    near = client.get(f"/map/{hall.public_id}", {"lng": "118.01", "lat": "37"})
    assert "离您约 890 米（直线）" in near.content.decode()
    assert near["Cache-Control"] == "no-store"
    assert "离您" not in client.get(f"/map/{hall.public_id}").content.decode()


def test_a_kiosk_shows_numbers_but_dials_none(client, hall):
    html = client.get(f"/map/{hall.public_id}?device=kiosk").content.decode()
    assert "0543-2123456" in html
    assert "tel:" not in html


def test_a_mistyped_number_is_told_apart_from_one_that_never_was(client, hall):
    wrong = hall.public_id[:-1] + ("0" if hall.public_id[-1] != "0" else "1")
    for address in ("/map/{}", "/go/{}", "/q/{}", "/map/{}/part"):
        response = client.get(address.format(wrong))
        assert response.status_code == 404
        assert "编号可能输错" in response.content.decode()
        never = client.get(address.format(new_public_id()))
        assert never.status_code == 404
        assert "从来没有公布过" in never.content.decode()


def test_small_letters_and_lookalikes_lead_to_the_one_address(client, hall):
    payload = "01AB0CD1"
    canonical = payload + check_character(payload)
    Place.objects.filter(pk=hall.pk).update(public_id=canonical)
    typed = canonical.lower().replace("0", "o").replace("1", "l")
    assert client.get(f"/go/{typed}")["Location"] == f"/go/{canonical}"
    assert client.get(f"/map/{typed}")["Location"] == f"/map/{canonical}"


def test_a_withdrawn_place_says_when_why_and_what_instead(client, hall, regions):
    new = place("新便民服务中心", regions["village"])
    withdraw(hall, "已搬迁", new)
    for address in ("/map/{}", "/go/{}", "/map/{}/part"):
        response = client.get(address.format(hall.public_id))
        assert response.status_code == 410
        html = response.content.decode()
        assert "已搬迁" in html
        assert f'href="/map/{new.public_id}"' in html
        assert "新便民服务中心" in html
        today = timezone.localdate()
        assert f"{today.year}年{today.month}月{today.day}日" in html


def test_what_is_published_later_is_not_there_yet(client, hall):
    Place.objects.filter(pk=hall.pk).update(published_at=timezone.now() + dt.timedelta(days=1))
    assert client.get(f"/map/{hall.public_id}").status_code == 404


@pytest.mark.parametrize(("part", "first"), [("", 1), ("/part", 2)])
def test_headings_go_down_one_level_at_a_time(client, hall, part, first):
    page = client.get(f"/map/{hall.public_id}{part}").content.decode()
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]
    assert levels[0] == first and max(levels) == first + 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
