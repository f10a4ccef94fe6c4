"""/api/near: the form of its answer and its refusals; which places are nearest is tested with the places."""

import pytest

from layers.places import facets
from layers.places.models import HandledItem, OpeningHours
from layers.services.models import ServiceItem
from layers.workdays import reference
from tests.layers.api.world import refusal
from tests.layers.land.factories import at, office

TASK_CODE = "11371625004404040440001101000001"[:31]


@pytest.fixture
def served(here):
    """The clinic of the world has office hours and a matter."""
    reference.load()
    item = ServiceItem.objects.create(
        name="新生儿登记", kind="confirmation", organisation=office(here.county), code=TASK_CODE
    )
    HandledItem.objects.create(place=here.clinic, item=item)
    for opens, closes in (("08:30", "12:00"), ("13:30", "17:00")):
        OpeningHours.objects.create(place=here.clinic, days="working_day", opens=opens, closes=closes)
    facets.rebuild()
    here.item = item
    return here


def ask(client, **parameters):
    lng, lat = at(280, 280)
    response = client.get("/api/near", {"lng": f"{lng:.6f}", "lat": f"{lat:.6f}", **parameters})
    assert response.status_code == 200, response.content
    return response


def names(response):
    return [feature["properties"]["name"] for feature in response.json()["features"]]


def test_the_nearest_come_first_as_features_with_their_metres(client, served):
    response = ask(client)
    body = response.json()
    assert response["Content-Type"] == "application/geo+json"
    assert (body["type"], body["name"]) == ("FeatureCollection", "places")
    assert names(response) == ["湖滨小学", "东村卫生室", "远处卫生室"]
    first = body["features"][0]
    assert first["id"] == served.school.public_id and first["geometry"]["type"] == "Point"
    assert first["properties"]["category"] == "school"
    assert first["properties"]["distance_m"] == pytest.approx(28.3, abs=0.5)
    assert body["features"][1]["properties"]["distance_m"] == pytest.approx(254.6, abs=1)


def test_nobody_between_keeps_or_compresses_an_answer_to_a_position(client, served):
    response = ask(client)
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response and "Content-Encoding" not in response


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"k": "1"}, ["湖滨小学"]),
        ({"category": "clinic"}, ["东村卫生室", "远处卫生室"]),
        ({"radius_m": "100"}, ["湖滨小学"]),
        ({"within": "371625104202"}, ["远处卫生室"]),
        ({"open": "1", "at": "2024-09-29T10:00"}, ["东村卫生室"]),  # a Sunday worked for National Day
        ({"open": "1", "at": "2024-10-01T10:00"}, []),
        ({"open": "1", "at": "2024-09-25T12:30"}, []),
        ({"item": TASK_CODE}, ["东村卫生室"]),
        ({"item": TASK_CODE, "category": "school"}, []),
        (
            {"item": TASK_CODE, "category": "clinic", "radius_m": "500", "within": "371625104201"},
            ["东村卫生室"],
        ),
    ],
)
def test_each_filter_narrows_and_they_go_together(client, served, parameters, expected):
    assert names(ask(client, **parameters)) == expected


def test_a_matter_is_named_by_its_public_id_as_people_type_it(client, served):
    assert names(ask(client, item=served.item.public_id.lower())) == ["东村卫生室"]


def test_a_matter_that_was_withdrawn_is_refused(client, served):
    served.item.withdrawn_at, served.item.withdrawal_reason = served.item.published_at, "取消"
    served.item.save()
    lng, lat = at(0, 0)
    error = refusal(client.get("/api/near", {"lng": lng, "lat": lat, "item": served.item.public_id}), 400)
    assert error["parameter"] == "item" and "撤回" in error["message"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("lat=37", "lng"),
        ("lng=118", "lat"),
        ("lng=1e2&lat=37", "lng"),
        ("lng=118&lat=91", "lat"),
        ("lng=118&lat=37&k=0", "k"),
        ("lng=118&lat=37&k=101", "k"),
        ("lng=118&lat=37&k=٣", "k"),
        ("lng=118&lat=37&category=none", "category"),
        ("lng=118&lat=37&open=0", "open"),
        ("lng=118&lat=37&open=true", "open"),
        ("lng=118&lat=37&item=123", "item"),
        ("lng=118&lat=37&item=" + "0" * 31, "item"),
        ("lng=118&lat=37&radius_m=0", "radius_m"),
        ("lng=118&lat=37&radius_m=100001", "radius_m"),
        ("lng=118&lat=37&within=99", "within"),
        ("lng=118&lat=37&within=990000000000", "within"),
        ("lng=118&lat=37&at=2026-10-01T09:30", "at"),
        ("lng=118&lat=37&open=1&at=2026-10-01", "at"),
        ("lng=118&lat=37&open=1&at=2026-1-1T9:30", "at"),
        ("lng=118&lat=37&lng=118", "lng"),
        ("lng=118&lat=37&bbox=1,2,3,4", "bbox"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(client, served, query, parameter):
    assert refusal(client.get(f"/api/near?{query}"), 400)["parameter"] == parameter


def test_an_answer_takes_few_questions_to_the_database(client, served, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        ask(client, category="clinic", open="1", at="2024-09-25T10:00", item=TASK_CODE)
