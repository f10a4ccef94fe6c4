"""Which coordinates a file has: said, shown by the ground, or asked; turned into CGCS2000 once."""

import pytest

from geo.crs import from_4490
from geo.datum import wgs84_to_bd09, wgs84_to_gcj02
from importers.cells import Wrong
from importers.position import Crs, number
from layers.changes.aggregate import NOUNS
from layers.regions.models import Region
from tests.harness.cast import make_cast
from tests.importers.places import checked, row, told, villages
from tests.layers.places.making import category

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cast = make_cast()
    category()
    cast.villages = villages(cast.town)
    return cast


def rows_in(turn, count=12, **given):
    """Places at the western edge of their villages, in other coordinates."""
    made = [row(number, **given) for number in range(count)]
    for one in made:
        one[3], one[4] = turn(one[3] + 0.0005, one[4])
    return made


def locations(found):
    value = NOUNS["place"].values[[v.name for v in NOUNS["place"].values].index("location")]
    return [value.python(row.after["location"]) for row in found.change_set.rows.order_by("seq")]


def test_plain_degrees_are_settled_by_the_villages_that_the_rows_name(cast):
    found = checked(cast.county_editor, rows_in(lambda x, y: (x, y)), crs="")
    assert found.decision.crs.code == "4490"
    assert "12 行中 12 行落在自己的村里" in found.decision.why
    assert found.change_set.row_count == 12


def test_coordinates_of_a_map_app_are_named_with_their_counts_and_asked_about(cast):
    rows = rows_in(lambda x, y: wgs84_to_bd09(x + 0.013, y))
    asked = checked(cast.county_editor, rows, crs="")
    assert told(asked) == [(None, "crs_unknown")]
    assert "BD-09" in asked.problems[0].reason
    best = asked.decision.as_json()["candidates"][0]
    assert (best["crs"], best["hits"], best["asked"]) == ("bd09", 12, 12)
    assert asked.change_set is None


def test_while_the_crs_is_asked_about_the_other_faults_are_told_too(cast):
    rows = rows_in(lambda x, y: wgs84_to_bd09(x + 0.013, y))
    rows[3][1] = "没有的类目"
    asked = checked(cast.county_editor, rows, crs="")
    assert {code for _, code in told(asked)} == {"crs_unknown", asked.problems[-1].code}
    assert asked.problems[-1].value == "没有的类目"
    assert asked.counts["error"] == 2
    assert asked.change_set is None


@pytest.mark.parametrize(("code", "turn"), [("gcj02", wgs84_to_gcj02), ("bd09", wgs84_to_bd09)])
def test_a_chosen_datum_is_turned_into_cgcs2000_to_the_millimetre(cast, code, turn):
    found = checked(cast.county_editor, rows_in(turn), crs=code)
    for at, place in enumerate(locations(found)):
        assert place.x == pytest.approx(row(at)[3] + 0.0005, abs=1e-8)
        assert place.y == pytest.approx(row(at)[4], abs=1e-8)
    assert "GCJ-02" in found.change_set.rows.first().after["source"] or code == "bd09"


def test_swapped_columns_are_offered_and_never_turned_by_themselves(cast):
    rows = rows_in(lambda x, y: (y, x))
    asked = checked(cast.county_editor, rows, crs="")
    assert told(asked) == [(None, "swapped_axes")]
    assert "37.101，118.102" in asked.problems[0].value
    assert checked(cast.county_editor, rows, swap=True).counts["new"] == 12


def test_metres_name_their_zones_and_x_may_be_the_northing(cast):
    rows = rows_in(lambda x, y: from_4490(x, y, 4527))
    asked = checked(cast.county_editor, rows, crs="")
    assert told(asked) == [(None, "crs_unknown")]
    assert [one["crs"] for one in asked.decision.as_json()["candidates"]] == ["4527"]
    assert checked(cast.county_editor, rows, crs="4527").counts["new"] == 12


def test_without_areas_nothing_is_guessed_and_it_is_said_why(cast):
    Region.objects.update(area=None)
    asked = checked(cast.county_editor, rows_in(lambda x, y: (x, y)), crs="")
    assert told(asked) == [(None, "crs_unknown")]
    assert "还没有装入区划范围" in asked.problems[0].reason


def test_a_datum_without_accurate_parameters_is_refused(cast):
    found = checked(cast.county_editor, [row(0)], crs="4610")
    assert told(found) == [(None, "datum_approximate")]


@pytest.mark.parametrize(
    ("written", "degrees"), [("118.5", 118.5), ("118°30′", 118.5), ("118度30分36秒", 118.51), (118, 118.0)]
)
def test_degrees_are_read_as_people_copy_them(written, degrees):
    assert number(written) == pytest.approx(degrees)


@pytest.mark.parametrize(
    "written", ["１１８.５", "1_18", "118,5", "nan", "inf", "118°61′", "东经118", float("nan")]
)
def test_what_is_no_plain_number_is_refused(written):
    with pytest.raises(Wrong):
        number(written)


@pytest.mark.parametrize(
    ("text", "code"), [("EPSG:4527", "4527"), ("gcj-02", "gcj02"), ("百度", "bd09"), ("WGS84", "4326")]
)
def test_a_crs_is_named_as_people_name_it(text, code):
    assert Crs.parse(text).code == code
