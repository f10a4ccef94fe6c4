"""What the chat answers: a village, a 文号, a thing to do, a kind of place, a pin; and what it never does."""

import datetime as dt
import logging

import pytest
from django.db import connection
from django.utils import timezone

from geo.datum import wgs84_to_gcj02
from layers.places.models import Category
from layers.regions.models import Level
from layers.search.index import rebuild
from tests.layers.land.factories import case, region
from tests.layers.places.making import category, place
from tests.layers.policies.making import policy
from tests.layers.services.making import item
from tests.portal.wechat.chat import FOLLOWER, say, send
from tests.portal.wechat.conftest import SITE

pytestmark = pytest.mark.django_db
PIN = (118.123456, 37.150792)


def pin(client, lng, lat):
    return send(client, "location", Location_X=lat, Location_Y=lng, Scale=20, Label="某处", MsgId=1)


@pytest.fixture
def world(wechat, cast):
    wechat.cast = cast
    wechat.cases = [
        case(cast.county, [cast.village], name=f"第{n}批次", organisation=cast.bureau, began_on=dt.date(2024, n, 1),
             stages={"PRE_NOTICE": dt.date(2024, n, 2)})
        for n in range(1, 6)
    ]  # fmt: skip
    wechat.policy = policy(cast.bureau, doc_no_raw="政办字[2024]3号")
    wechat.item = item(cast.bureau)
    wechat.hospital = place("县医院", cast.village, at=(118.12, 37.15), address="胜利路 1 号")
    rebuild()
    return wechat


def test_the_name_of_a_village_gives_its_three_newest_cases_and_its_page(client, world):
    told = say(client, "东村")
    assert [name in told for name in ("第5批次", "第4批次", "第3批次", "第2批次")] == [
        True,
        True,
        True,
        False,
    ]
    assert "2024-05-02" in told and f"{SITE}/c/{world.cases[4].public_id}" in told
    assert f"{SITE}/v/{world.cast.village.code}" in told and f"订阅 {world.cast.village.code}" in told
    assert say(client, " 东村村委会 ") == told


def test_of_villages_of_one_name_each_is_named_with_its_town(client, world):
    region(Level.VILLAGE, "东村村委会", "371621101201", world.cast.neighbour_town)
    rebuild(["region"])
    told = say(client, "东村")
    assert "湖滨镇 东村" in told and "石庙镇 东村" in told and "/v/371621101201" in told


def test_a_number_in_any_brackets_gives_its_document_and_a_strange_one_the_way_to_apply(client, world):
    assert f"稳岗补贴办法\n{SITE}/policies/{world.policy.public_id}" in say(client, "政办字【2024】 003号")
    assert f"{SITE}/foi/" in say(client, "政办字〔2024〕4号")


def test_a_thing_to_do_and_a_kind_of_place_lead_to_the_nearest(client, world):
    told = say(client, "养老保险参保")
    assert f"{SITE}/q/{world.item.public_id}" in told
    assert f"{SITE}/map/nearest?item={world.item.public_id}" in told
    told = say(client, "示例医院")
    assert f"离您最近的示例医院\n{SITE}/map/nearest?category=t-hospital" in told


def test_a_pin_of_the_chats_map_finds_the_three_that_are_nearest_to_where_it_truly_is(client, world):
    # Four places: the pin, taken as WGS 84, would stand 540 m to the east, before the door of the fourth.
    for east, name in ((0.001, "药店"), (0.002, "小学"), (0.0062, "远处的店")):
        place(name, world.cast.village, at=(118.12 + east, 37.15))
    lng, lat = wgs84_to_gcj02(118.12, 37.15)
    told = pin(client, lng, lat)
    assert [told.index(name) for name in ("县医院", "药店", "小学")] == sorted(
        told.index(name) for name in ("县医院", "药店", "小学")
    )
    assert "县医院（约 10 米，胜利路 1 号）" in told and "远处的店" not in told
    assert f"{SITE}/map/{world.hospital.public_id}" in told and f"{SITE}/land/here" in told


def test_a_pin_is_neither_stored_nor_logged_nor_in_an_address(client, world, caplog):
    caplog.set_level(logging.DEBUG)
    told = pin(client, *PIN)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'spatial_ref_sys'"
        )
        tables = [table for (table,) in cursor.fetchall()]
        stored = ""
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")
            stored += cursor.fetchone()[0]
    for text in (told, caplog.text, stored):
        assert not [part for part in ("118.1234", "37.1507", FOLLOWER) if part in text]


def test_a_pin_outside_of_the_city_is_said_to_be(client, world):
    assert pin(client, 116.4, 39.9) == "这个位置不在滨州市。"


def test_what_is_not_public_is_not_found(client, world):
    case(world.cast.county, [world.cast.village], name="未公布批次", organisation=world.cast.bureau,
         withdrawn_at=timezone.now(), withdrawal_reason="有误", began_on=dt.date(2024, 12, 1))  # fmt: skip
    rebuild()
    assert "未公布" not in say(client, "东村") and "未公布批次" not in say(client, "未公布批次")


def test_what_was_typed_is_never_repeated(client, world):
    for text in ("<script>alert(1)</script>", "', ''); DROP TABLE x; --", "%_\\", "。。。", "村" * 600):
        told = say(client, text)
        assert text not in told and told


def test_a_name_with_marks_in_it_stays_a_name(client, world):
    Category.objects.filter(pk=category().pk).update(name="]]><b>&医院")
    assert "离您最近的]]><b>&医院\n" in say(client, "<b>&医院")


def test_following_is_welcomed_pictures_get_help_and_a_tap_on_a_page_no_answer(client, world):
    assert send(client, "event", Event="subscribe", EventKey="").startswith("谢谢关注")
    assert "您可以发送" in send(client, "image", PicUrl="https://x.example/1", MediaId="1")
    assert "您可以发送" in send(client, "event", Event="CLICK", EventKey="帮助")
    for event in ("VIEW", "LOCATION", "TEMPLATESENDJOBFINISH", "nothing"):
        assert send(client, "event", Event=event, EventKey="https://x.example/") == ""
