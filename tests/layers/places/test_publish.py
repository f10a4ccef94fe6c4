"""Publishing: public location, search, versions; withdrawing takes all of them back."""

import pytest

from geo.errors import BadInput
from layers import versions
from layers.places.models import Place
from layers.places.publish import publish, withdraw
from layers.search.query import find
from tests.layers.places.making import place

pytestmark = pytest.mark.django_db


def test_the_public_location_is_cut_to_the_precision_of_the_settings(regions, settings):
    settings.CITY = {**settings.CITY, "public_geometry": {"places": {"decimals": 3, "tolerance_m": 0}}}
    made = Place.objects.get(pk=place("大厅", regions["village"], at=(118.123456, 37.654321)).pk)
    assert made.public_location.coords == (118.123, 37.654)
    assert made.location.coords == (118.123456, 37.654321)


def test_publishing_raises_the_version_of_the_layer_and_of_its_county(regions):
    before = versions.current("places")
    place("大厅", regions["village"])
    assert versions.current("places") == before + 1
    assert versions.current("places", regions["county"].code) == 1
    assert versions.current("places", regions["other"].code) == 0


def test_a_place_that_moves_changes_both_counties(regions):
    made = place("大厅", regions["village"])
    made.region = regions["far"]
    publish(made)
    assert versions.current("places", regions["county"].code) == 2
    assert versions.current("places", regions["other"].code) == 1


def test_search_finds_it_until_it_is_withdrawn(regions):
    made = place("湖滨镇便民服务中心", regions["village"])
    assert [thing.url for thing in find("便民服务")] == [f"/map/{made.public_id}"]
    withdraw(made, "已搬迁", place("新便民服务中心", regions["village"]))
    assert [thing.name for thing in find("便民服务")] == ["新便民服务中心"]
    gone = Place.objects.get(pk=made.pk)
    assert gone.withdrawal_reason == "已搬迁"
    assert gone.successor.name == "新便民服务中心"
    assert not Place.objects.published().filter(pk=made.pk).exists()


def test_a_withdrawal_needs_a_reason_and_another_successor(regions):
    made = place("大厅", regions["village"])
    with pytest.raises(BadInput) as refused:
        withdraw(made, "  ")
    assert refused.value.parameter == "reason"
    with pytest.raises(BadInput) as refused:
        withdraw(made, "搬迁", made)
    assert refused.value.parameter == "successor"
