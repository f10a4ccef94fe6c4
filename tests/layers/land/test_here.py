"""我站的地方, on squares of 400 m: 30 m is the least uncertainty, so the heart of a square is sure."""

import datetime as dt

import pytest
from django.conf import settings
from django.utils import timezone

from geo.position import Position
from importers.formats.coordinate_txt.reading import read_pasted
from importers.parcels.survey import surveyed
from layers.land.here import answer
from layers.land.models import ParcelSurvey
from layers.land.publish import withdraw
from tests.layers.land.factories import at, boxing, case, parcel, square, village

pytestmark = pytest.mark.django_db

BEGAN = dt.date(2024, 1, 8)


@pytest.fixture
def land():
    """One case of one 400 m square at the origin, in 东村, whose area is 1 km around it."""
    _, county, town = boxing()
    place = village("东村村委会", "371625104201", town, area=square(-300, -300, 1000))
    found = case(county, [place], began_on=BEGAN)
    parcel(found, square(0, 0, 400))
    return found


def stand(east_m, north_m, accuracy=None):
    lng, lat = at(east_m, north_m)
    return answer(Position(lng, lat, accuracy))


def test_e3_the_heart_of_a_parcel_is_inside(land):
    found = stand(200, 200, 10)
    assert found.answer == "inside"
    assert [(case.id, case.name, case.url) for case in found.cases] == [
        (land.public_id, land.name, f"/c/{land.public_id}")
    ]
    assert found.nearest_m == 0


def test_e3_20_m_outside_with_50_m_accuracy_is_uncertain_never_no(land):
    found = stand(-20, 200, 50)
    assert found.answer == "uncertain"
    assert len(found.cases) == 1
    assert found.nearest_m == pytest.approx(20, abs=1)


@pytest.mark.parametrize(
    ("east_m", "accuracy", "expected"),
    [
        (40, 10, "inside"),
        (20, 10, "uncertain"),
        (-20, 10, "uncertain"),
        (-40, 10, "none"),
        (200, 250, "uncertain"),
    ],
)
def test_the_edge_is_never_surer_than_30_m(land, east_m, accuracy, expected):
    assert stand(east_m, 200, accuracy).answer == expected


def test_200_m_outside_is_none_with_the_distance(land):
    found = stand(-200, 200, 20)
    assert (found.answer, found.cases) == ("none", ())
    assert found.nearest_m == pytest.approx(200, abs=2)


def test_the_line_between_two_parcels_of_one_case_is_no_edge(land):
    parcel(land, square(400, 0, 400), number="DK-02")
    assert stand(400, 200, 10).answer == "inside"


def test_the_line_between_two_cases_is_uncertain_and_names_both(land):
    other = case(land.county, [land.case_villages.first().village], began_on=BEGAN)
    parcel(other, square(400, 0, 400))
    found = stand(400, 200, 10)
    assert found.answer == "uncertain"
    assert {case.id for case in found.cases} == {land.public_id, other.public_id}


def test_a_position_worse_than_a_kilometre_still_weighs_the_nearest_case(land):
    found = stand(-1500, 200, 2000)
    assert (found.answer, len(found.cases)) == ("uncertain", 1)


def test_an_approximate_survey_gives_no_answer_and_is_counted_as_without_geometry(land):
    land.parcels.get().survey.delete()
    parcel(land, square(0, 0, 400), number="DK-09", quality="approximate")
    found = stand(200, 200, 10)
    assert (found.answer, found.nearest_m, found.cases_without_geometry) == ("none", None, 1)


def test_e19_a_xian80_survey_is_kept_as_a_sketch_and_takes_no_part_in_where_i_stand(land):
    text = "J1 4140000 39588000\nJ2 4140000 39588400\nJ3 4139600 39588400\nJ4 4139600 39588000"
    found = read_pasted(text, crs=2363)
    assert found.is_approximate and found.crs is None
    kept = surveyed(found, found.plots[0], text)
    assert kept["quality"] == "approximate"
    land.parcels.get().survey.delete()
    ParcelSurvey.objects.create(parcel=land.parcels.get(), **kept)
    centre = kept["area"].centroid
    answered = answer(Position(centre.x, centre.y, 5))
    assert (answered.answer, answered.cases) == ("none", ())


def test_old_cases_of_the_village_without_geometry_are_counted(land):
    place = land.case_villages.first().village
    case(land.county, [place], regime="R1_PRE2004", began_on=dt.date(2003, 1, 1))
    case(land.county, [place], regime="R1_PRE2004", began_on=dt.date(2003, 1, 1), withdrawn_at=timezone.now(),
         withdrawal_reason="重复")  # fmt: skip
    assert stand(200, 200, 10).cases_without_geometry == 1


def test_a_withdrawn_case_touches_nobody(land):
    withdraw(land, "范围有误")
    assert stand(200, 200, 10).answer == "none"


def test_the_village_is_proposed_with_at_most_two_neighbours_nearest_first(land):
    town = land.case_villages.first().village.manage_parent
    for number, west in enumerate((700, 900, 1100)):
        village(f"邻村{number}村委会", f"37162510430{number}", town, area=square(west, 100, 200))
    found = stand(200, 200, 10)
    assert [(village.name, village.distance_m) for village in found.villages[:1]] == [("东村村委会", 0)]
    assert [village.name for village in found.villages[1:]] == ["邻村0村委会", "邻村1村委会"]
    assert found.villages[1].distance_m == pytest.approx(500, abs=3)
    assert found.villages[1].url == "/v/371625104300"


def test_a_former_village_is_not_proposed(land):
    place = land.case_villages.first().village
    place.valid_to = dt.date(2012, 1, 1)
    place.save()
    assert stand(200, 200, 10).villages == ()


def test_outside_the_area_of_the_city_there_is_no_answer_at_all(land):
    west, south, _, _ = settings.CITY["area"]
    found = answer(Position(west - 0.01, south + 0.1, 10))
    assert (found.answer, found.nearest_m, found.villages, found.cases_without_geometry) == (
        "none",
        None,
        (),
        0,
    )


def test_it_takes_four_or_five_queries(land, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        stand(200, 200, 10)
