"""Several villages at once: by town without a script, and the points from which the browser measures by itself."""

import re

import pytest
from django.contrib.gis.geos import Point

from layers.regions.models import Region
from layers.subscriptions.models import Subscription
from layers.subscriptions.subscribing import MOST_TOPICS
from tests.harness.cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def west(cast):
    town = cast.town
    made = Region.objects.create(
        level=4, name="西村村委会", code="371625104202", manage_parent=town, stat_parent=town, kind="village",
        label_point=Point(118.1234567, 37.2, srid=4490),
    )  # fmt: skip
    made.path = f"{town.path}{made.pk}/"
    made.save(update_fields=["path"])
    return made


def test_two_villages_of_a_town_are_ticked_and_subscribed_together(client, cast, west):
    counties = client.get("/subscriptions/villages").content.decode()
    assert f"?within={cast.county.code}" in counties
    assert (
        f"?within={cast.town.code}"
        in client.get(f"/subscriptions/villages?within={cast.county.code}").content.decode()
    )
    villages = client.get(f"/subscriptions/villages?within={cast.town.code}").content.decode()
    keys = re.findall(r'name="key" value="(\d+)"', villages)
    assert keys == [cast.village.code, west.code]
    wanted = {"kind": "village", "key": keys}
    assert "东村的征地 等 2 项" in client.get("/subscriptions/new", wanted).content.decode()
    opened = client.post("/subscriptions/new", wanted | {"way": "box"})
    assert opened.status_code == 200
    assert set(Subscription.objects.values_list("key", flat=True)) == set(keys)


def test_more_than_one_may_subscribe_to_or_one_that_is_not_there_is_refused(client, cast, west):
    many = [cast.village.code, *(f"37162510{n:04d}" for n in range(MOST_TOPICS))]
    for keys in ([], many, [cast.village.code, "371625104999"]):
        assert client.get("/subscriptions/new", {"kind": "village", "key": keys}).status_code == 404


def test_the_points_are_those_that_the_map_shows_and_no_finer(client, cast, west):
    answer = client.get("/subscriptions/villages.json")
    assert answer.json() == {"villages": [[west.code, "西村（湖滨镇）", 118.12346, 37.2]]}
    assert "max-age" in answer["Cache-Control"] and not answer.cookies
