"""我的地块, on squares of 400 m = 16 公顷 at the origin."""

import pytest
import shapely

from geo.errors import BadInput
from layers.land.publish import withdraw
from layers.land.touching import Land, touching
from tests.layers.land.factories import boxing, case, parcel, square, village

pytestmark = pytest.mark.django_db


@pytest.fixture
def units():
    return boxing()


@pytest.fixture
def county(units):
    return units[1]


@pytest.fixture
def land(units):
    _, county, town = units
    place = village("东村村委会", "371625104201", town, area=square(-300, -300, 1000))
    found = case(county, [place], name="脚下的案件")
    parcel(found, square(0, 0, 400))
    return found


def mine(east_m, north_m, side_m, **given):
    return Land(shapely.from_wkb(bytes(square(east_m, north_m, side_m).wkb)), **given)


def test_half_a_field_in_a_case_is_told_with_its_area_and_its_share(land):
    found = touching(mine(300, 100, 200))
    assert [(one.id, one.url, one.percent, one.is_whole) for one in found.cases] == [
        (land.public_id, f"/c/{land.public_id}", "50", False)
    ]
    assert found.area_m2 == pytest.approx(40_000, rel=0.01)
    assert found.cases[0].area_m2 == pytest.approx(20_000, rel=0.01)
    assert float(found.cases[0].area_mu) == pytest.approx(30, rel=0.01)
    assert found.cases[0].parcels == (land.parcels.get().pk,)


def test_a_field_wholly_within_is_whole_and_one_beside_is_not_touched(land):
    assert touching(mine(100, 100, 50)).cases[0].is_whole
    assert touching(mine(400, 0, 100)).cases == ()
    assert touching(mine(900, 900, 100)).cases == ()


def test_the_parcels_of_one_case_are_added_and_the_largest_part_comes_first(county, land):
    parcel(land, square(400, 0, 400), number="DK-02")
    other = case(county, name="旁边的案件")
    parcel(other, square(0, 400, 400))
    found = touching(mine(300, 200, 220))
    assert [one.name for one in found.cases] == ["脚下的案件", "旁边的案件"]
    assert found.cases[0].area_m2 == pytest.approx(220 * 200, rel=0.01)
    assert len(found.cases[0].parcels) == 2


def test_a_survey_of_an_old_datum_is_only_possible_never_inside(county):
    rough = case(county, name="老坐标的案件")
    parcel(rough, square(0, 0, 400), quality="approximate")
    for asked in (mine(100, 100, 50), mine(500, 0, 50)):
        found = touching(asked)
        assert found.cases == ()
        assert [(one.name, one.area_m2, one.share) for one in found.possible] == [
            ("老坐标的案件", None, None)
        ]
    assert touching(mine(700, 0, 50)).possible == ()


def test_land_of_an_old_datum_is_told_what_is_near_and_never_that_it_is_inside(land):
    found = touching(mine(100, 100, 50, is_approximate=True))
    assert found.cases == ()
    assert [one.name for one in found.possible] == ["脚下的案件"]


def test_a_case_that_is_surely_touched_is_not_named_as_possible_too(land):
    parcel(land, square(400, 0, 400), number="DK-02", quality="approximate")
    found = touching(mine(300, 100, 200))
    assert len(found.cases) == 1
    assert found.possible == ()


def test_what_was_withdrawn_or_is_not_yet_public_touches_nothing(county, land):
    withdraw(land, "公示内容有误")
    assert touching(mine(100, 100, 50)).cases == ()


def test_the_villages_and_what_no_map_can_find_are_told(county, land):
    place = land.case_villages.get().village
    case(county, [place], name="没有坐标的案件")
    found = touching(mine(800, 800, 50))
    assert found.villages == ()
    found = touching(mine(100, 100, 50))
    assert [one.code for one in found.villages] == ["371625104201"]
    assert found.cases_without_geometry == 1


def test_land_of_more_than_five_square_kilometres_is_refused_with_its_area():
    with pytest.raises(BadInput, match="一次最多查 500 公顷"):
        touching(mine(0, 0, 2_400))


def test_the_land_does_not_print_itself():
    assert repr(mine(0, 0, 10)) == "Land(…)"
