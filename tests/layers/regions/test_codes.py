"""A code on an old notice board still leads somewhere; a unit that changes its manager takes its people along."""

import datetime as dt

import pytest

from geo.errors import BadInput
from layers.regions.codes import carriers, find
from layers.regions.models import Kind, Level, Region, RegionCode, Succession
from layers.regions.tree import rebuild, set_parent

pytestmark = pytest.mark.django_db
YESTERDAY = dt.date.today() - dt.timedelta(days=1)


def unit(code, name, level=Level.VILLAGE, parent=None, **given):
    region = Region.objects.create(
        level=level,
        name=name,
        code=code,
        kind=Kind.VILLAGE,
        manage_parent=parent,
        stat_parent=parent,
        **given,
    )
    RegionCode.objects.create(
        region=region, code=code, valid_from=region.valid_from, valid_to=region.valid_to
    )
    return region


@pytest.fixture
def city():
    return unit("371600000000", "滨州市", Level.CITY, sort_key="00")


def test_a_code_in_force_is_its_unit(city):
    assert find("371600000000") == city


def test_an_unknown_code_is_nothing(city):
    assert find("999999999999") is None


def test_a_recoded_unit_answers_to_its_former_code(city):
    county = unit("371681000000", "邹平市", Level.COUNTY, city)
    RegionCode.objects.create(
        region=county, code="371626000000", valid_from=dt.date(2000, 1, 1), valid_to=YESTERDAY
    )
    assert find("371626000000") == county
    assert [region.name for region in carriers("371626000000")] == ["邹平市"]


def test_a_merged_village_leads_to_its_one_successor_however_many_mergers_away(city):
    new = unit("371625104201", "新村")
    middle = unit("371625104202", "中村", valid_to=YESTERDAY)
    old = unit("371625104203", "老村", valid_to=YESTERDAY)
    Succession.objects.create(predecessor=old, successor=middle, on=YESTERDAY)
    Succession.objects.create(predecessor=middle, successor=new, on=YESTERDAY)
    assert find("371625104203") == new


def test_a_split_village_leads_to_all_that_took_its_place(city):
    east, west = unit("371625104201", "东村"), unit("371625104202", "西村")
    old = unit("371625104203", "老村", valid_to=YESTERDAY)
    for successor in (west, east):
        Succession.objects.create(predecessor=old, successor=successor, on=YESTERDAY)
    assert find("371625104203") == [east, west]


def test_a_code_that_came_back_belongs_to_the_unit_in_force(city):
    new = unit("371625104201", "新村")
    other = unit("371625104202", "别村")
    RegionCode.objects.create(region=other, code=new.code, valid_from=dt.date(1990, 1, 1), valid_to=YESTERDAY)
    assert find(new.code) == new


def test_two_units_that_replaced_each_other_do_not_turn_in_a_circle(city):
    one = unit("371625104201", "甲村", valid_to=YESTERDAY)
    two = unit("371625104202", "乙村", valid_to=YESTERDAY)
    Succession.objects.create(predecessor=one, successor=two, on=YESTERDAY)
    Succession.objects.create(predecessor=two, successor=one, on=YESTERDAY)
    assert find(one.code) is None


def test_a_town_that_changes_its_manager_takes_its_villages_along(city):
    county = unit("371602000000", "滨城区", Level.COUNTY, city, sort_key="01")
    zone = unit("371671000000", "经开区", Level.COUNTY, city, sort_key="08")
    town = unit("371602010000", "杜店街道", Level.TOWN, county)
    village = unit("371602010201", "某村", Level.VILLAGE, town)
    rebuild([city])
    set_parent(town, zone)
    for region in (county, zone, village):
        region.refresh_from_db()
    assert village.path == f"{city.pk}/{zone.pk}/{town.pk}/{village.pk}/"
    assert village.sort_key == "08.371602010000.371602010201"
    assert list(Region.objects.within(zone).villages()) == [village]
    assert not Region.objects.within(county).villages().exists()


def test_a_town_cannot_be_managed_by_a_village(city):
    village = unit("371602010201", "某村")
    town = unit("371602010000", "杜店街道", Level.TOWN, city)
    with pytest.raises(BadInput, match="上一级"):
        set_parent(town, village)
