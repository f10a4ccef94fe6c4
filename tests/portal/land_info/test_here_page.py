import logging
import re

import pytest

from tests.layers.land.factories import at, case, parcel, square

pytestmark = pytest.mark.django_db


@pytest.fixture
def land(places):
    county, _, place = places
    found = case(county, [place], name="脚下的案件")
    parcel(found, square(0, 0, 400))
    return found


def given(east_m, north_m, accuracy="10"):
    lng, lat = at(east_m, north_m)
    return {"lng": f"{lng:.7f}", "lat": f"{lat:.7f}", "accuracy": accuracy}


@pytest.mark.parametrize(
    ("east_m", "accuracy", "words"),
    [
        (200, "10", "您站在已公开的征地地块内"),
        (-20, "50", "无法确定"),
        (-200, "20", "最近的征地地块离您约 200 米"),
    ],
)
def test_three_honest_answers(client, land, east_m, accuracy, words):
    for send in (client.post, client.get):
        page = send("/land/here", given(east_m, 200, accuracy)).content.decode()
        assert words in page
        assert "可能是这个村" in page
        assert "/v/371625104201" in page


def test_without_a_position_it_offers_the_way_by_list(client):
    page = client.get("/land/here").content.decode()
    assert 'href="/land/"' in page
    assert "<noscript>" in page


@pytest.mark.parametrize(
    "bad",
    [
        {"lng": "118"},
        {"lng": "nan", "lat": "37"},
        {"lng": "1e9", "lat": "37"},
        {"lng": "118", "lat": "x" * 5000},
    ],
)
def test_a_position_that_cannot_be_read_is_400_and_is_not_repeated(client, land, bad):
    response = client.post("/land/here", bad)
    assert response.status_code == 400
    assert "x" * 100 not in response.content.decode()


def test_the_position_stays_nowhere(client, land, caplog):
    with caplog.at_level(logging.DEBUG):
        response = client.post("/land/here", given(200, 200))
    lng, _ = at(200, 200)
    spoken = " ".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )
    assert f"{lng:.4f}" not in spoken + response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert not re.search(r'name="lng" value', response.content.decode())
    assert set(response.cookies) <= {"csrftoken"}
