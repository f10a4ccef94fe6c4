"""The nearest under any filters is what a plain look at every place gives."""

import datetime as dt
import math
import random
from itertools import product

import pytest
from django.contrib.gis.geos import Point
from django.db import connection

from geo.position import Position
from layers.places import facets, near
from layers.places.facets import Schedule
from layers.places.models import Category, HandledItem, OpeningHours, Place
from layers.places.near import Wish, nearest
from layers.places.opening import CHINA, opening_at
from layers.places.publish import show, withdraw
from layers.public_ids import public_id_from_number
from layers.services.models import ServiceItem
from layers.workdays import reference
from layers.workdays.calendar import load_calendar
from tests.layers.land.factories import office
from tests.layers.places import making

# A Wednesday.
MORNING, NIGHT = (dt.datetime(2024, 9, 25, hour, 45, tzinfo=CHINA) for hour in (11, 3))
HOURS = {
    "office": making.OFFICE,
    "shop": [("every_day", "08:00", "21:00")],
    "to half past eleven": [("3", "08:00", "11:30")],
    "always": [("every_day", "00:00", "23:59")],
    "late": [("every_day", "18:00", "22:30")],
    "early": [("every_day", "05:30", "12:00")],
    "unregistered": [],
}
HERE = Position(118.0, 37.5)


@pytest.fixture
def crowd(db):
    """700 places, dense in the middle and thin at the edge: two villages, two categories, two matters."""
    reference.load()
    units = making.tree()
    villages, draw = [units["village"], units["far"]], random.Random(7)
    categories = [making.category(), making.category("t-police", "t-safety", "示例派出所", "示例治安")]
    seat = office(units["county"])
    items = [ServiceItem.objects.create(name=f"事项{n}", kind="licence", organisation=seat) for n in range(2)]
    spots = []
    for _ in range(700):
        spread = draw.choice([0.01, 0.04, 0.12])
        spots.append(Point(118.0 + draw.gauss(0, spread), 37.5 + draw.gauss(0, spread), srid=4490))
    places = Place.objects.bulk_create(
        Place(
            public_id=public_id_from_number(number), name=f"网点{number}", source="测试", location=spot, public_location=spot,
            category=draw.choices(categories, [30, 1])[0], region=draw.choice(villages),
        )
        for number, spot in enumerate(spots)
    )  # fmt: skip
    OpeningHours.objects.bulk_create(
        OpeningHours(place=place, days=days, opens=opens, closes=closes)
        for place in places
        for days, opens, closes in HOURS[draw.choices(list(HOURS), [55, 15, 5, 5, 5, 5, 10])[0]]
    )
    HandledItem.objects.bulk_create(
        HandledItem(place=place, item=item) for place in places for item in items if draw.random() < 0.06
    )
    facets.rebuild()
    return units


def looked_at_all(position, wish):
    """Every place by the phrases that the pages use, one after the other."""
    places = (
        Place.objects.published().nearest_to(position.lng, position.lat).prefetch_related("opening_hours")
    )
    if wish.category:
        places = places.in_category(wish.category)
    if wish.item is not None:
        places = places.handling(wish.item)
    if wish.regions is not None:
        places = places.filter(region__in=wish.regions)
    found = sorted(
        (place.distance_m, place.public_id)
        for place in places
        if wish.open_at is None or opening_at(place.opening_hours.all(), wish.open_at, wish.calendar).open
    )
    return [(key, metres) for metres, key in found if metres <= wish.radius_m][: wish.k]


@pytest.mark.parametrize("most_walked", [2_000, 5], ids=["walked", "sorted"])
def test_every_combination_of_filters_finds_what_a_look_at_every_place_finds(crowd, monkeypatch, most_walked):
    monkeypatch.setattr(near, "MOST_WALKED", most_walked)
    item, region, calendar = ServiceItem.objects.first().pk, crowd["village"].pk, load_calendar()
    police = "t-police"
    filters = product(
        ["", police], [None, item], [None, (region,)], [None, MORNING, NIGHT], [math.inf, 4_000.0]
    )
    answered = 0
    for number, (category, handled, regions, moment, radius_m) in enumerate(filters):
        # The middle, the thin edge, and another city.
        position = Position(*[(118.0, 37.5), (118.3, 37.8), (116.4, 39.9)][number % 3])
        wish = Wish([1, 7, 30][number % 3], category, handled, regions, moment, calendar, radius_m)
        found, expected = nearest(position, wish), looked_at_all(position, wish)
        assert [key for key, _ in found] == [key for key, _ in expected], wish
        assert dict(found) == pytest.approx(dict(expected))
        answered += bool(found)
    assert answered > 20


def test_the_minute_decides_and_not_the_hour(crowd):
    wish = Wish(100, open_at=MORNING, calendar=load_calendar())
    found = {key for key, _ in nearest(HERE, wish)}
    closed = Place.objects.filter(opening_hours__closes=dt.time(11, 30)).values_list("public_id", flat=True)
    assert found and closed and not found & set(closed)


@pytest.mark.parametrize("clock", [(21, 59), (22, 0), (22, 29), (22, 30), (5, 29), (5, 30), (5, 59), (6, 0)])
def test_whoever_is_open_late_or_early_is_found_on_either_side_of_the_night(crowd, clock):
    moment = MORNING.replace(hour=clock[0], minute=clock[1])
    wish = Wish(100, open_at=moment, calendar=load_calendar())
    found = nearest(HERE, wish)
    assert [key for key, _ in found] == [key for key, _ in looked_at_all(HERE, wish)]
    assert found


def test_a_place_that_is_withdrawn_or_not_yet_public_is_not_the_nearest(crowd):
    (first, _), (second, _), (third, _) = nearest(HERE, Wish(3, category="t-hospital"))
    withdraw(Place.objects.get(public_id=first), "已停办")
    Place.objects.filter(public_id=second).update(published_at=dt.datetime(2999, 1, 1, tzinfo=CHINA))
    assert nearest(HERE, Wish(1, category="t-hospital"))[0][0] == third
    assert not facets.Facets.objects.filter(place__public_id=first).exists()


def test_a_release_lets_a_place_be_found_by_its_new_category_and_hours(crowd):
    key = nearest(HERE, Wish(1))[0][0]
    place = Place.objects.get(public_id=key)
    place.opening_hours.all().delete()
    Place.objects.filter(pk=place.pk).update(category=Category.objects.get(code="t-police"))
    wish = Wish(1, category="t-police", open_at=NIGHT, calendar=load_calendar())
    show([key])
    assert key not in dict(nearest(HERE, wish))
    OpeningHours.objects.create(place=place, days="every_day", opens="00:00", closes="23:59")
    show([key])
    assert nearest(HERE, wish)[0][0] == key


def test_places_with_the_same_hours_share_a_schedule(crowd):
    assert sorted(map(str, Schedule.objects.all())) == [
        "3 08:00-11:30",
        "every_day 00:00-23:59",
        "every_day 05:30-12:00",
        "every_day 08:00-21:00",
        "every_day 18:00-22:30",
        "working_day 08:30-12:00; working_day 13:30-17:00",
    ]


def test_of_many_at_one_distance_the_first_by_their_ids_are_taken(crowd):
    tower = Point(HERE.lng + 0.001, HERE.lat, srid=4490)
    keys = sorted(Place.objects.in_category("t-hospital").values_list("public_id", flat=True)[:60])
    Place.objects.filter(public_id__in=keys).update(location=tower, public_location=tower)
    Place.objects.in_category("t-hospital").exclude(public_id__in=keys).update(
        withdrawn_at=MORNING, withdrawal_reason="已停办"
    )
    facets.rebuild()
    assert [key for key, _ in nearest(HERE, Wish(7, category="t-hospital"))] == keys[:7]


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({"item": 1}, "places_facets_category"),
        ({"open_at": NIGHT}, "places_facets_night_category"),
    ],
    ids=["a matter", "at night"],
)
def test_the_walk_goes_outwards_through_the_index_of_what_is_asked(crowd, asked, index):
    if "open_at" in asked:
        asked |= {"calendar": load_calendar()}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE places_facets")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        search = near.Search(HERE, Wish(5, category="t-police", **asked))
        sql, values = search.statement(near.WALKED, 10)
        cursor.execute(f"EXPLAIN {sql}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert f"Index Scan using {index} on places_facets" in plan and "Order By" in plan
