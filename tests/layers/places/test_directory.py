"""Which places, how many of which kind, in what order."""

import pytest
from django.db import connection

from geo.errors import BadInput
from layers.organisations.models import Organisation
from layers.places.directory import counts
from layers.places.models import HandledItem, Place
from layers.search import index
from layers.services.models import ServiceItem
from tests.layers.places.making import category, place

pytestmark = pytest.mark.django_db


def names(places):
    return [made.name for made in places]


def test_nearest_is_measured_on_the_ground_not_in_degrees(regions):
    # A degree of longitude is 0.8 of one of latitude here: 0.011° east is nearer than 0.010° north.
    place("北", regions["village"], at=(118.0, 37.010))
    place("东", regions["village"], at=(118.011, 37.0))
    place("这里", regions["village"], at=(118.0, 37.0))
    found = list(Place.objects.nearest_to(118.0, 37.0))
    assert names(found) == ["这里", "东", "北"]
    # Geodesic on the ellipsoid: 979 m and 1,110 m.
    assert [round(made.distance_m) for made in found] == [0, 979, 1110]


def test_the_nearest_are_read_from_the_index(regions):
    place("这里", regions["village"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Place.objects.nearest_to(118.0, 37.0)[:5].explain()
    assert "places_nearest" in plan


def test_the_own_village_comes_first_then_its_town_then_its_county(regions):
    village, town, county = regions["village"], regions["town"], regions["county"]
    place("别县", regions["far"])
    place("本县", county)
    place("本镇", town)
    place("本村", village)
    paths = [village.path, town.path, county.path]
    assert names(Place.objects.in_list_order().own_region_first(paths)) == ["本村", "本镇", "本县", "别县"]
    near = Place.objects.nearest_to(118.0, 37.0).own_region_first(paths)
    assert names(near) == ["本村", "本镇", "本县", "别县"]


def test_counts_come_by_group_and_category_in_two_queries(regions, django_assert_num_queries):
    clinic = category("t-clinic", name="示例卫生室")
    school = category("t-school", "t-education", "示例小学", "示例教育", sort_key=2)
    for n in range(3):
        place(f"医院{n}", regions["village"])
    place("卫生室", regions["village"], category=clinic)
    place("小学", regions["village"], category=school)
    with django_assert_num_queries(2):
        groups = counts(Place.objects.published())
    assert [(group.code, group.count) for group in groups] == [("t-medical", 4), ("t-education", 1)]
    assert {kind.code: kind.count for kind in groups[0].categories} == {"t-hospital": 3, "t-clinic": 1}


def test_a_place_is_found_by_name_address_kind_pinyin_and_by_what_is_done_there(regions):
    hall = place("政务大厅", regions["village"], address="胜利五路 12 号")
    place("别的地方", regions["village"], category=category("t-other", "t-x", "杂项", "其他"))
    owner = Organisation.objects.create(name="人社局", region=regions["county"])
    item = ServiceItem.objects.create(
        name="城乡居民养老保险", aliases="社保", kind="public_service", organisation=owner, handler="3 号窗口"
    )
    HandledItem.objects.create(place=hall, item=item)
    index.update("item", [item])
    for typed in ("大厅", "胜利五路", "胜利5路", "zwdt", "zheng wu", "社保", "养老 保险", "示例医院"):
        assert names(Place.objects.called(typed)) == ["政务大厅"], typed
    assert names(Place.objects.called("殡仪馆")) == []
    with pytest.raises(BadInput):
        Place.objects.called("，。")


def test_a_withdrawn_item_leads_nowhere(regions):
    hall = place("政务大厅", regions["village"])
    owner = Organisation.objects.create(name="人社局", region=regions["county"])
    item = ServiceItem.objects.create(name="粮油补贴", kind="payment", organisation=owner, handler="窗口")
    HandledItem.objects.create(place=hall, item=item)
    index.update("item", [item])
    ServiceItem.objects.update(withdrawn_at="2026-01-01T00:00Z", withdrawal_reason="取消")
    assert names(Place.objects.called("粮油")) == []
