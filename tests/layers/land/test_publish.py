import datetime as dt

import pytest

from geo.errors import BadInput
from layers.land.facts import facts_of, load_procedure
from layers.land.models import Case, CaseVillage, Parcel
from layers.land.publish import publish, withdraw
from layers.land.status import IN_PROGRESS, status_of
from layers.regions.models import Succession
from layers.versions import current
from layers.workdays.calendar import load_calendar
from tests.layers.land.factories import approval, boxing, case, parcel, region, square, village

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    city, county, town = boxing()
    return city, county, village("东村村委会", "371625104201", town)


def test_publishing_computes_the_public_geometry_and_raises_both_layers(places):
    _, county, place = places
    found = case(county, [place])
    parcel(found, square(0, 0, 100), number="1")
    parcel(found, square(100, 0, 100), number="2")
    Parcel.objects.update(public_area=None)
    before = current("parcels", county.code), current("cases", county.code), current("cases")
    publish(found)
    found.refresh_from_db()
    assert found.public_area.num_geom == 1  # two squares side by side are one area
    assert found.public_area.area == pytest.approx(square(0, 0, 100).area * 2, rel=1e-3)
    assert all(parcel.public_area is not None for parcel in found.parcels.all())
    after = current("parcels", county.code), current("cases", county.code), current("cases")
    assert after == tuple(version + 1 for version in before)


def test_the_county_that_manages_the_village_is_raised_too(places):
    city, county, _ = places
    zone = region(2, "北海经济开发区", "371673000000", city, kind="zone")
    town = region(3, "马山子镇", "371623105000", zone, stat_parent=county)
    found = case(county, [village("某村村委会", "371623105201", town)])
    publish(found)
    assert current("cases", zone.code) == 1
    assert current("cases", county.code) == 1


def test_an_old_case_without_survey_is_published_without_geometry(places):
    _, county, place = places
    found = case(county, [place], regime="R1_PRE2004", stages={"APPROVAL": dt.date(2003, 4, 1)})
    publish(found)
    found.refresh_from_db()
    assert found.public_area is None
    assert Case.objects.published().of_village(place).get() == found


def test_a_case_that_names_no_village_is_refused(places):
    with pytest.raises(BadInput, match="涉及的村"):
        publish(case(places[1]))


def test_a_case_that_breaks_the_procedure_is_refused_and_changes_nothing(places):
    _, county, place = places
    stages = {"PLAN_NOTICE": dt.date(2024, 3, 4), "SUBMIT": dt.date(2024, 3, 20)}
    found = case(county, [place], stages=stages)
    with pytest.raises(BadInput, match="2024-04-03"):
        publish(found)
    assert current("cases") == 0


def test_withdrawal_keeps_the_row_with_its_reason_and_hides_it(places):
    _, county, place = places
    found, other = case(county, [place]), case(county, [place])
    parcel(found, square(0, 0, 100))
    withdraw(found, "面积有误", successor=other)
    found.refresh_from_db()
    assert (found.withdrawal_reason, found.successor) == ("面积有误", other)
    assert list(Case.objects.published().of_village(place)) == [other]
    assert not Parcel.objects.published().exists()
    assert current("parcels", county.code) == 1


@pytest.mark.parametrize("reason", ["", "  "])
def test_withdrawal_without_a_reason_is_refused(places, reason):
    with pytest.raises(BadInput) as refusal:
        withdraw(case(places[1]), reason)
    assert refusal.value.parameter == "reason"


def test_a_case_does_not_replace_itself(places):
    found = case(places[1])
    with pytest.raises(BadInput, match="另一件"):
        withdraw(found, "面积有误", successor=found)


def test_the_cases_of_merged_villages_are_those_of_the_present_one(places):
    _, county, place = places
    former = village("西村村委会", "371625104202", place.manage_parent, valid_to=dt.date(2012, 1, 1))
    older = village("老西村村委会", "371625104203", place.manage_parent, valid_to=dt.date(2006, 1, 1))
    stranger = village("南村村委会", "371625104204", place.manage_parent)
    Succession.objects.create(predecessor=former, successor=place, on=dt.date(2012, 1, 1))
    Succession.objects.create(predecessor=older, successor=former, on=dt.date(2006, 1, 1))
    mine = [case(county, [unit]) for unit in (place, former, older)]
    both = case(county, [place, former])
    case(county, [stranger])
    assert set(Case.objects.of_village(place)) == {*mine, both}
    assert CaseVillage.objects.of_village(place).count() == 5


def test_what_is_in_progress_is_the_same_in_sql_and_by_status(places):
    _, county, place = places
    given = approval("鲁政土字〔2024〕1号", dt.date(2024, 4, 15), dt.date(2024, 4, 30))
    case(county, [place], stages={"PRE_NOTICE": dt.date(2024, 3, 4)})
    case(county, [place], stages={"SUBMIT": dt.date(2024, 3, 4)}, approval=given)
    case(county, [place], stages={"FINAL_NOTICE": dt.date(2024, 5, 10)}, approval=given)
    case(county, [place], stages={"FINAL_NOTICE": dt.date(2024, 12, 10)}, approval=given)
    case(county, [place], stages={"PRE_NOTICE": dt.date(2024, 3, 4)}, terminated_on=dt.date(2024, 4, 1))
    case(county, [place], stages={"FIRST_NOTICE": dt.date(2015, 3, 4)}, regime="R2_2004_2019")
    case(county, [place], regime="R3_TRANSITION")
    today, procedure, calendar = dt.date(2024, 6, 3), load_procedure(), load_calendar()
    by_status = {
        found for found in Case.objects.all()
        if status_of(facts_of(found, procedure), today, calendar).code in IN_PROGRESS
    }  # fmt: skip
    assert set(Case.objects.in_progress(today)) == by_status
    assert len(by_status) == 4
