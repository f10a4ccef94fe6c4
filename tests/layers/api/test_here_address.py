"""/api/here: the form of its answer; what it answers is tested with the land."""

from tests.layers.api.world import refusal
from tests.layers.land.factories import at


def test_inside_an_acquired_parcel(client, here):
    lng, lat = at(50, 50)
    response = client.get(f"/api/here?lng={lng:.6f}&lat={lat:.6f}&accuracy=10")
    body = response.json()
    assert set(body) == {"answer", "cases", "villages", "nearest_m", "cases_without_geometry"}
    assert body["answer"] == "inside"
    assert body["cases"] == [
        {"id": here.case.public_id, "name": here.case.name, "url": f"/c/{here.case.public_id}"}
    ]
    assert body["villages"][0] == {
        "code": "371625104201", "name": "东村村委会", "url": "/v/371625104201", "distance_m": 0
    }  # fmt: skip
    assert body["nearest_m"] == 0
    assert body["cases_without_geometry"] == 1
    assert response["Cache-Control"] == "no-store"


def test_outside_the_area_of_the_city(client, here):
    assert client.get("/api/here?lng=116.4&lat=39.9").json() == {
        "answer": "none", "cases": [], "villages": [], "nearest_m": None, "cases_without_geometry": 0
    }  # fmt: skip


def test_a_missing_or_bad_position_names_its_parameter(client, db):
    for query, parameter in [
        ("", "lng"),
        ("lng=118", "lat"),
        ("lng=118&lat=91", "lat"),
        ("lng=181&lat=37", "lng"),
        ("lng=118&lat=37&accuracy=-1", "accuracy"),
        ("lng=118&lat=37&accuracy=1e9", "accuracy"),
        ("lng=118&lat=37&near=1", "near"),
    ]:
        error = refusal(client.get(f"/api/here?{query}"), 400)
        assert error["parameter"] == parameter
