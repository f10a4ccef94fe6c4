"""The demonstration holds together: areas, parcels, sums, dates; the same seed makes the same city."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest
import shapely
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from geo.area import hectares, planar_area_m2
from importers.formats.coordinate_txt.reading import read_file
from importers.samples import run
from importers.samples.draws import Draws
from layers import versions
from layers.area import city_box
from layers.audit.acting import acting
from layers.catchments.here import of_village
from layers.changes.drafting import draft
from layers.changes.models import ChangeRow, ChangeSet
from layers.changes.review import comment
from layers.compensation.here import zones_of
from layers.consultations.models import Question
from layers.consultations.models import State as QuestionState
from layers.devices.models import Kiosk
from layers.foi.models import Application, Event, Office, PublicAnswer, State
from layers.foi.retention import everywhere
from layers.foi.visible import waiting
from layers.land.facts import facts_of, load_procedure
from layers.land.models import Approval, Case, CaseVillage, Parcel, ParcelSurvey, ParcelVillage, Regime
from layers.land.rules import problems
from layers.land.status import Code, status_of
from layers.organisations.models import Organisation
from layers.personal.models import PersonalKey
from layers.places.models import Category, OpeningHours, Place
from layers.policies.models import InClass, Policy
from layers.regions.codes import find
from layers.regions.load import load_divisions
from layers.regions.models import Level, Region
from layers.roads.errors import TooFar
from layers.roads.loading import active, read
from layers.roads.modes import Mode
from layers.roads.route import routes
from layers.sample_removal import drop_samples
from layers.samples import count_samples, samples_present
from layers.search.models import IndexNumber, OpenEntry
from layers.search.query import find as search
from layers.services.models import ServiceItem
from layers.staff.models import User
from layers.workdays.calendar import load_calendar
from layers.zones.conformity import conformities, standards
from layers.zones.models import Board, Zone, ZoneDevice

TODAY = dt.date(2026, 11, 24)
SCALE = 0.02


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker, tmp_path_factory):
    """Divisions and samples without their documents, which have tests of their own; rolled back after this file."""
    patch = pytest.MonkeyPatch()
    patch.setattr(run.documents, "write", lambda stream: 0)
    patch.setattr(run, "make_forms", lambda city, stream: 0)
    patch.setattr("django.conf.settings.VAR_DIR", tmp_path_factory.mktemp("var"))
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        load_divisions()
        made = run.make_samples(1, SCALE, TODAY)
        yield made
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)
    patch.undo()


@pytest.fixture
def undone(city):
    """What the test does to the city is rolled back."""
    with transaction.atomic():
        yield city
        transaction.set_rollback(True)


def value(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0]


def test_policies_fill_every_section_and_class_and_every_state_of_validity(city):
    every = list(Policy.objects.all())
    assert len(every) >= 24 and all(one.is_sample for one in every)
    assert {one.section_id for one in every} == {"epidemic", "enterprise", "people"}
    assert InClass.objects.values("policy_class").distinct().count() == 7
    assert sum(one.interprets_id is not None for one in every) == 6
    assert {one.standing(TODAY).word for one in every} == {"有效", "已失效", "已废止", "已被修订"}
    assert all(one.replaced_by_id for one in every if one.validity in ("repealed", "revised"))
    assert Policy.objects.filter(Policy.expiring(TODAY)).count() >= 1
    soon = Policy.objects.filter(Policy.open_to_apply(TODAY), apply_until__lte=TODAY + dt.timedelta(30))
    assert soon.count() >= 3


def test_applications_stand_in_every_state_and_one_is_late(city):
    with acting(None, scope=everywhere()):
        rows = Application.objects.filter(is_sample=True)
        assert len(rows) == 12 and {row.state for row in rows} == set(State.values)
        found = waiting(rows, TODAY, load_calendar())
    assert [one.row.channel for one in found if one.late_by] == ["post"]
    assert set(Office.objects.values_list("mode", flat=True)) == {"full", "intake", "link"}
    assert PublicAnswer.objects.filter(is_sample=True).count() == 3


def test_zones_stand_at_every_level_and_some_lack_what_their_standard_asks(city):
    found = conformities(Zone.objects.with_evidence(), standards(), TODAY, load_calendar())
    assert Counter(one.zone.region.level for one in found) == {1: 1, 2: 10, 3: 20, 4: 30}
    assert {one.zone.is_sample for one in found} == {True}
    for one in found:
        one.zone.full_clean(exclude=["published_at"])
    lacking = sum(bool(one.lacking) for one in found)
    assert 10 < lacking < len(found)
    assert Zone.objects.get(region__level=Level.CITY).place is not None
    assert set(ZoneDevice.objects.values_list("state", flat=True)) == {"working", "out_of_use"}


def test_touch_screens_stand_in_zones_that_have_one_and_no_token_opens_them(city):
    kiosks = Kiosk.objects.select_related("sign")
    assert kiosks.exists() and {bool(one.activated_at) for one in kiosks} == {True, False}
    assert not kiosks.exclude(zone__devices__kind="touch_screen").exists()
    assert not kiosks.filter(secret_hash__regex="^[0-9a-f]{64}$").exists()


def test_boards_of_four_kinds_hang_somewhere_and_some_were_looked_at_too_long_ago(city):
    boards = Board.objects.with_due_day()
    assert Counter(boards.values_list("kind", flat=True)) == {
        "corridor": 10, "bus_stop": 10, "hall": 10, "village": 30,
    }  # fmt: skip
    assert not boards.filter(place=None, location=None).exists()
    assert not boards.filter(sheets=None).exists()
    late = boards.filter(due_on__lt=TODAY).count()
    assert 3 < late < 30
    assert Board.objects.filter(inspections__is_sound=False).exists()


def test_the_villages_of_each_county_fill_it_without_gaps_or_overlaps(city):
    for code in ("371625000000", "371602000000"):
        county = Region.objects.get(code=code)
        villages = Region.objects.published().villages().filter(stat_parent__stat_parent=county)
        whole, *parts = shapely.from_wkb([bytes(unit.area.wkb) for unit in (county, *villages)])
        assert len(parts) > 300 and shapely.coverage_is_valid(parts)
        # The county's border was drawn to three decimals, that of its villages crosses it between its corners.
        joined = shapely.coverage_union_all(parts)
        assert abs(joined.area - whole.area) < whole.area * 1e-6
        assert shapely.symmetric_difference(joined, whole).area < whole.area * 1e-5


def test_every_unit_has_an_area_with_its_label_inside(city):
    units = Region.objects.published()
    assert not units.filter(area=None).exists()
    assert not units.filter(is_sample_area=False).exists()
    assert value("SELECT count(*) FROM regions_region WHERE NOT ST_Covers(area, label_point)") == 0


def test_a_zone_is_the_towns_that_it_manages(city):
    zone = Region.objects.get(name="滨州经济技术开发区")
    towns = Region.objects.filter(manage_parent=zone)
    assert towns.count() == 3
    difference = value(
        "SELECT ST_Area(ST_SymDifference((SELECT area FROM regions_region WHERE id = %s),"
        " (SELECT ST_Union(area) FROM regions_region WHERE manage_parent_id = %s))::geography)",
        zone.pk,
        zone.pk,
    )
    assert difference < 1


def test_every_county_and_zone_has_cases_of_all_four_laws(city):
    found = set(Case.objects.values_list("county__name", "regime"))
    counties = Region.objects.published().counties().values_list("name", flat=True)
    assert found >= {(county, regime) for county in counties for regime in Regime.values}


def test_a_showcase_village_has_at_least_three_cases_with_something_running(city):
    busiest = Counter(
        CaseVillage.objects.filter(village__manage_parent__name="湖滨镇").values_list(
            "village__code", flat=True
        )
    ).most_common(1)[0]
    assert busiest[1] >= 3
    assert Code.NOTICE_OPEN in {status.code for status in statuses(village__code=busiest[0])}


def statuses(**of_village):
    cases = Case.objects.select_related("approval").prefetch_related("stages")
    if of_village:
        cases = cases.filter(**{f"case_villages__{key}": wanted for key, wanted in of_village.items()})
    procedure, calendar = load_procedure(), load_calendar()
    return [status_of(facts_of(case, procedure), TODAY, calendar) for case in cases]


def test_today_shows_every_state_that_a_case_can_be_in(city):
    found = statuses()
    assert {status.code for status in found} >= {
        Code.NOTICE_OPEN, Code.SUBMITTED, Code.APPROVED, Code.ANNOUNCED, Code.HISTORY
    }  # fmt: skip
    open_kinds = {period.kind.code for status in found for period in status.periods}
    assert {"PRE_NOTICE", "PLAN_NOTICE"} <= open_kinds
    assert any(status.is_late for status in found)
    assert any(not status.is_late for status in found if status.code == Code.APPROVED)


def test_no_case_breaks_a_hard_rule_of_its_procedure_or_lies_ahead_of_today(city):
    procedure, calendar = load_procedure(), load_calendar()
    for case in Case.objects.select_related("approval").prefetch_related("stages"):
        facts = facts_of(case, procedure)
        assert [problem for problem in problems(facts, calendar) if problem.is_hard] == [], case.name
        assert all(stage.posted_on <= TODAY for stage in facts.stages), case.name


def test_one_case_was_withdrawn_and_leads_to_its_successor(city):
    gone = Case.objects.get(withdrawn_at__isnull=False)
    assert gone.withdrawal_reason
    assert gone.successor.withdrawn_at is None
    assert not Parcel.objects.published().filter(case=gone).exists()


def test_no_two_parcels_of_any_case_overlap(city):
    overlapping = value("""
        SELECT count(*) FROM land_parcelsurvey a JOIN land_parcelsurvey b ON a.id < b.id AND a.area && b.area
        WHERE ST_Area(ST_Intersection(a.area, b.area)::geography) > 0.1""")
    assert overlapping == 0


def test_some_parcels_of_a_case_touch_and_some_lie_in_two_villages(city):
    touching = value("""
        SELECT count(*) FROM land_parcelsurvey a JOIN land_parcel p ON p.id = a.parcel_id
        JOIN land_parcel q ON q.case_id = p.case_id AND q.id > p.id JOIN land_parcelsurvey b ON b.parcel_id = q.id
        WHERE ST_Length(ST_Intersection(a.area, b.area)::geography) > 50""")
    assert touching > 5
    assert max(Counter(ParcelVillage.objects.values_list("parcel", flat=True)).values()) >= 2


def test_declared_area_is_the_planar_area_and_everything_sums_to_it(city):
    import shapely

    for survey in ParcelSurvey.objects.select_related("parcel"):
        declared = survey.parcel.area_ha
        measured = planar_area_m2(shapely.from_wkb(bytes(survey.area.wkb)), survey.source_srid)
        assert hectares(measured) == declared
        assert sum(map(Decimal, survey.parcel.area_by_class.values())) == declared
        assert sum(row.area_ha for row in survey.parcel.parcel_villages.all()) == declared
    for case in Case.objects.prefetch_related("parcels", "case_villages"):
        assert sum(row.area_ha for row in case.case_villages.all()) == case.total_area_ha
        if case.parcels.all():
            assert sum(parcel.area_ha for parcel in case.parcels.all()) == case.total_area_ha


def test_the_survey_text_is_read_back_as_the_crs_and_area_that_it_names(city):
    for survey in ParcelSurvey.objects.select_related("parcel")[:40]:
        found = read_file(survey.source_coordinates.encode("gb18030"), box=city_box())
        assert (found.problems, found.crs) == ((), survey.source_srid)
        (plot,) = found.plots
        assert (plot.number, plot.name) == (survey.parcel.parcel_no, survey.parcel.name)
        assert hectares(plot.area_m2) == plot.declared_ha == survey.parcel.area_ha


def test_old_cases_name_their_villages_and_have_no_map(city):
    old = Case.objects.filter(regime=Regime.PRE_2004)
    assert old.exists()
    assert not old.filter(parcels__isnull=False).exists()
    assert not old.filter(case_villages__isnull=True).exists()


def test_51_items_of_19_organisations_answer_who_how_and_how_long(city):
    items = ServiceItem.objects.published()
    assert items.count() == 51
    assert items.values("organisation").distinct().count() == 19
    for item in items:
        assert item.handler and item.conditions and item.materials and item.steps and item.duration


def test_every_town_has_its_hall_and_places_are_of_more_than_forty_kinds(city):
    for category in ("town-hall", "town-service"):
        assert Place.objects.filter(category=category).values("region").distinct().count() == 92
    assert Place.objects.values("category").distinct().count() > 40
    assert Place.objects.values("category__group").distinct().count() >= 10
    assert not Place.objects.filter(seat_of=None, category="town-hall").exists()
    assert set(Category.objects.values_list("code", flat=True)) >= set(
        Place.objects.values_list("category", flat=True)
    )


def test_places_lie_in_their_unit_and_keep_every_kind_of_hours(city):
    outside = value("""
        SELECT count(*) FROM places_place p JOIN regions_region r ON r.id = p.region_id
        WHERE r.level >= 3 AND NOT ST_Covers(r.area, p.location)""")
    assert outside == 0
    days = set(OpeningHours.objects.values_list("days", flat=True))
    assert days >= {"every_day", "working_day", "rest_day", "6"}
    assert OpeningHours.objects.filter(opens=dt.time(0), closes=dt.time(23, 59)).exists()


def test_everything_is_marked_as_sample_and_no_phone_could_ring(city):
    assert not Place.objects.filter(is_sample=False).exists()
    assert not Place.objects.exclude(source="示例数据").exists()
    assert not Case.objects.filter(is_sample=False).exists()
    assert all(phone.startswith("0543-000") for phone in Case.objects.values_list("phone", flat=True))


def test_old_names_are_found_and_old_codes_lead_on(city):
    merged = Region.objects.filter(is_sample=True, valid_to__isnull=False)
    assert merged.exists()
    answers = [find(region.code) for region in merged]
    assert any(isinstance(answer, Region) for answer in answers)
    assert any(isinstance(answer, list) and len(answer) == 2 for answer in answers)
    huimin = Region.objects.get(name="惠民县")
    village = Region.objects.published().within(huimin).villages().first()
    names = list(village.other_names.values_list("name", flat=True))
    assert len(names) >= 2
    assert village.code in [thing.key for thing in search(names[0], limit=100)]


def test_versions_of_all_public_layers_were_raised(city):
    for layer in ("cases", "parcels", "places", "regions"):
        assert versions.current(layer) > 0
        assert versions.current(layer, "371625000000") > 0


@pytest.mark.long
def test_the_same_seed_makes_the_same_city(undone):
    def ids():
        return (
            set(Place.objects.values_list("public_id", "name")),
            set(Case.objects.values_list("public_id", "name", "total_area_ha", "began_on")),
            set(Parcel.objects.values_list("public_id", "area_ha")),
            set(Organisation.objects.values_list("public_id", "name")),
        )

    first = ids()
    drop_samples()
    run.make_samples(1, SCALE, TODAY)
    assert ids() == first


def test_seeds_and_topics_draw_their_own_numbers_and_no_id_comes_twice():
    one, same, other = Draws(1), Draws(1), Draws(2)
    ids = [one.ids("place").next() for _ in range(2)]
    assert ids[0] != ids[1]
    assert same.ids("place").next() == ids[0] != other.ids("place").next()
    assert one.stream("cases").random() == same.stream("cases").random() != one.stream("plans").random()


def test_dropping_takes_the_samples_and_leaves_what_was_entered(undone):
    county = Region.objects.get(name="博兴县")
    mine = Organisation.objects.create(name="真实单位", region=county)
    approval = Approval.objects.create(
        issuer="某政府", level="province", doc_no="某政土字〔2020〕1号", issued_on=TODAY, doc_no_raw=""
    )
    User.objects.create(username="somebody")
    with acting(None, scope=everywhere()):
        assert set(Question.objects.values_list("state", flat=True)) == set(QuestionState)
        assert Question.objects.count() == 20
    drop_samples()
    assert not samples_present()
    assert count_samples() == {}
    with acting(None, scope=everywhere()):
        assert not Application.objects.exists() and not Event.objects.exists()
        assert not Question.objects.exists()
    assert not IndexNumber.objects.exists() and not OpenEntry.objects.exists()
    assert not PersonalKey.objects.filter(
        purpose__in=("foi_application", "consultations_question"), erased_at=None
    ).exists()
    assert list(Organisation.objects.all()) == [mine]
    assert list(Approval.objects.all()) == [approval]
    assert list(User.objects.values_list("username", flat=True)) == ["somebody"]
    assert Region.objects.count() == 3312
    assert not Region.objects.exclude(area=None).exists()
    assert search("博兴县")[0].key == county.code
    assert not search("便民服务中心")
    assert drop_samples() == 0


def test_dropping_takes_what_the_people_of_the_samples_drafted(undone):
    clerk = User.objects.filter(is_sample=True, assignments__role="editor", is_active=True).first()
    made = draft("place", clerk, after={"name": "演示草稿"})
    comment(made.public_id, clerk, "演示")
    drop_samples()
    assert not ChangeSet.objects.exists() and not ChangeRow.objects.exists()


def test_dropping_is_refused_while_something_real_refers_to_a_sample(undone):
    office = Organisation.objects.filter(is_sample=True).first()
    Organisation.objects.create(name="真实单位", region=office.region, parent=office)
    before = count_samples()
    with pytest.raises(CommandError, match="非示例数据"):
        call_command("drop_samples")
    assert count_samples() == before


def test_a_failed_load_leaves_the_previous_data(undone, monkeypatch):
    drop_samples()

    def fail(stream):
        raise OSError("the disk is full")

    monkeypatch.setattr(run.documents, "write", fail)
    with pytest.raises(OSError, match="full"):
        run.make_samples(1, SCALE, TODAY)
    assert not samples_present()
    assert Region.objects.filter(level=Level.VILLAGE).count() == 3209


def test_samples_are_not_made_twice_nor_outside_of_a_demonstration(undone, settings):
    settings.DEMO = True
    with pytest.raises(CommandError, match="drop_samples"):
        call_command("make_samples")
    call_command("make_samples", if_empty=True)
    settings.DEMO = False
    with pytest.raises(CommandError, match="演示模式"):
        call_command("make_samples")


def test_demo_passwords_are_for_this_account_only(city, settings, tmp_path):
    from importers.samples.accounts import password_file, write_passwords

    settings.VAR_DIR = tmp_path
    write_passwords({"demo-admin": "secret"})
    assert password_file().read_text() == "demo-admin secret\n"
    assert password_file().stat().st_mode & 0o777 == 0o600


def test_the_demo_cast_can_play_a_whole_review(city):
    """Six people for one case of the showcase county, and three administrators with an authenticator each."""
    from layers.staff.eligible import who_may
    from layers.staff.models import ADMINISTRATORS, Assignment, Role

    editor = Assignment.objects.get(user__username="demo-county-editor")
    county, bureau = editor.region, editor.organisation
    own = {
        role: set(who_may(role, county, bureau).filter(level=county.level))
        for role in (Role.REVIEWER, Role.PUBLISHER)
    }
    secrecy = who_may(Role.REVIEWER, county, bureau, secrecy=True).get()
    assert len(own[Role.REVIEWER] - {secrecy}) >= 3 and own[Role.PUBLISHER]
    other = User.objects.get(username="demo-bureau-editor")
    assert other not in who_may(Role.EDITOR, county, bureau)
    clerk = Assignment.objects.get(user__username="demo-village-clerk")
    reviewers = who_may(Role.REVIEWER, clerk.region, clerk.organisation)
    assert reviewers.first().username == "demo-town-reviewer"
    administrators = User.objects.filter(assignments__role__in=ADMINISTRATORS)
    assert (
        administrators.count()
        == 3
        == administrators.filter(second_factor__confirmed_at__isnull=False).count()
    )


def test_every_village_has_a_price_and_the_showcase_its_school_and_health_centre(city):
    villages = Region.objects.villages().filter(is_sample_area=True)
    some = [*villages.order_by("code")[::400], villages.filter(manage_parent__code="371625104000").first()]
    for village in some:
        (here,) = zones_of(village, TODAY)
        assert here.zone.is_sample
        assert 50_000 < here.zone.price_per_mu < 80_000
    services = {answer.service for answer in of_village(some[-1])}
    has_school = Place.objects.filter(region=some[-1].manage_parent, category="primary-school").exists()
    assert services == {"health"} | ({"primary"} if has_school else set())


def test_one_network_of_roads_joins_every_village_and_reaches_every_kind_of_place(city):
    dataset = active()
    assert dataset.is_sample and dataset.lacks(TODAY) and "示例" in dataset.name
    assert dataset.part_count == 1 and dataset.forbidden.count() >= 7
    network = read(dataset)
    centre = Region.objects.get(level=Level.CITY).label_point
    some = Region.objects.villages().filter(is_sample_area=True).order_by("code")[::300]
    for village in some:
        (best,) = routes(
            network, (centre.x, centre.y), (village.label_point.x, village.label_point.y), Mode.CAR
        )
        assert best.distance_m > 500 and best.steps[-1].text.startswith("到")
    far = []
    for place in Place.objects.order_by("pk")[::20]:
        try:
            routes(
                network, (centre.x, centre.y), (place.public_location.x, place.public_location.y), Mode.WALK
            )
        except TooFar:
            far.append(place)
    assert far == []
