"""Which local modules a region sees on a device today: its own, the city's, and what replaces or hides what."""

import datetime as dt

import pytest

from layers.local_modules.models import Device, LocalModule
from layers.local_modules.seen import seen_in
from tests.harness.cast import make_cast
from tests.layers.local_modules.making import local_module

pytestmark = pytest.mark.django_db
TODAY = dt.date(2024, 3, 4)


@pytest.fixture
def cast(db):
    made = make_cast()
    made.credit = local_module(made.city, made.city_office, "信用公示", sort_key=1)
    made.show = local_module(made.city, made.city_office, "招商视频", sort_key=2)
    return made


def titles(region, device=Device.KIOSK, today=TODAY):
    return [module.title for module in seen_in(region.path if region else "", device, today)]


def test_a_counties_own_stands_before_the_citys_and_all_below_inherit_both(cast):
    local_module(cast.county, cast.bureau, "草编之乡")
    for region in (cast.county, cast.town, cast.village):
        assert titles(region) == ["草编之乡", "信用公示", "招商视频"]


def test_the_neighbour_and_the_city_do_not_see_a_countys_module(cast):
    local_module(cast.county, cast.bureau, "草编之乡")
    for region in (cast.neighbour, cast.neighbour_town, cast.city, None):
        assert titles(region) == ["信用公示", "招商视频"]


def test_a_county_replaces_or_hides_the_citys_for_itself_alone(cast):
    local_module(cast.county, cast.bureau, "本县信用", replaces=cast.credit)
    local_module(cast.county, cast.bureau, "不要视频", kind="hidden", replaces=cast.show)
    assert titles(cast.village) == ["本县信用"]
    assert titles(cast.neighbour_town) == ["信用公示", "招商视频"]


def test_what_replaces_on_kiosks_only_leaves_the_citys_on_phones(cast):
    local_module(cast.county, cast.bureau, "本县信用", replaces=cast.credit, devices=["kiosk"])
    assert "信用公示" not in titles(cast.county) and "本县信用" in titles(cast.county)
    assert titles(cast.county, Device.PHONE) == ["信用公示", "招商视频"]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"shown_from": dt.date(2024, 3, 5)}, False),
        ({"shown_from": dt.date(2024, 3, 4)}, True),
        ({"shown_until": dt.date(2024, 3, 4)}, True),
        ({"shown_until": dt.date(2024, 3, 3)}, False),
    ],
)
def test_the_first_and_the_last_day_belong_to_it_and_outside_of_them_it_replaces_nothing(cast, given, shown):
    local_module(cast.county, cast.bureau, "本县信用", replaces=cast.credit, **given)
    assert ("本县信用" in titles(cast.county)) is shown
    assert ("信用公示" in titles(cast.county)) is not shown


def test_a_withdrawn_one_neither_shows_nor_replaces(cast):
    gone = local_module(cast.county, cast.bureau, "本县信用", replaces=cast.credit)
    LocalModule.objects.filter(pk=gone.pk).update(
        withdrawn_at="2024-03-01T00:00+08:00", withdrawal_reason="停用"
    )
    assert titles(cast.county) == ["信用公示", "招商视频"]


def test_it_is_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [module.get_absolute_url() for module in seen_in(cast.village.path, Device.PC, TODAY)]
