"""The duty board counts in SQL what the page of a case tells of one case."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from layers.land.completeness import completeness, due_rows
from layers.land.disclosure import duties as duties_of
from layers.land.duties import Duties
from layers.land.facts import facts_of, load_procedure
from layers.land.models import Case, CaseDocument, DocumentKind, RequiredDocument
from layers.land.postings import Posting
from layers.workdays.calendar import load_calendar
from tests.layers.land.documents import shown
from tests.layers.land.factories import approval, boxing, case, region, village

pytestmark = pytest.mark.django_db
TODAY = dt.date(2024, 6, 14)


def d(text):
    return dt.date.fromisoformat(text)


@pytest.fixture
def here():
    """A county with one town of two villages."""
    city, county, town = boxing()
    return SimpleNamespace(
        city=city, county=county, town=town,
        east=village("东村村委会", "371625104201", town), west=village("西村村委会", "371625104202", town),
    )  # fmt: skip


@pytest.fixture
def late_case(here):
    """Received on 30 April: 15 working days end on 23 May 2024 (holiday and make-up Saturday counted)."""
    given = approval("鲁政土字〔2024〕12号", d("2024-04-15"), d("2024-04-30"))
    stages = {"PRE_NOTICE": d("2023-12-01"), "PLAN_NOTICE": d("2024-01-08")}
    return case(here.county, [here.east, here.west], approval=given, stages=stages)


def board(where, today=TODAY):
    return Duties(where, today, load_calendar())


def test_what_is_late_is_counted_in_the_county_the_town_and_each_village(here, late_case):
    for unit, names in (
        (here.city, {here.city.pk, here.county.pk}),
        (here.county, {here.county.pk, here.town.pk}),
        (here.town, {here.town.pk, here.east.pk, here.west.pk}),
    ):
        figures = board(unit).figures()
        assert set(figures) == names
        for one in figures.values():
            assert (one.cases, one.of("notice", "overdue")) == (1, 1)
            # Of the seven that are due nothing is public: the dossier is late since 30 May (20 working days).
            assert one.missing == one.owed == 7
            assert one.score == 0


def test_the_row_behind_a_number_tells_the_day_and_how_late_it_is(here, late_case):
    row = board(here.county).rows(here.county.pk, "notice", ("overdue",))[0]
    assert (row.name, row.last_day, row.days_late) == ("征收土地公告", d("2024-05-23"), 15)
    assert row.label == "逾期 15 个工作日" and "15 个工作日" in row.rule


def test_the_score_counts_a_late_document_half_and_one_not_due_not_at_all(here):
    one = case(
        here.county, [here.east], stages={"PRE_NOTICE": d("2024-06-03"), "PLAN_NOTICE": d("2024-06-12")}
    )
    shown(one, "pre_notice", on=d("2024-06-03"))
    shown(one, "plan_notice", on=d("2024-06-13"))
    figures = board(here.county).figures()[here.county.pk]
    # pre_notice on its day, plan_notice a day late, compensation_plan missing since the 12th.
    assert figures.counts == {
        ("document", "done"): 1, ("document", "late"): 1, ("document", "overdue"): 1,
        ("posting", "overdue"): 6,
    }  # fmt: skip
    assert figures.score == 50


def test_sql_and_the_page_of_the_case_say_the_same_of_every_document(here, late_case):
    shown(late_case, "pre_notice", on=d("2023-12-01"))
    shown(late_case, "dossier_whole", on=d("2024-06-11"))
    shown(late_case, "compensation_plan", on=d("2024-02-01"), audience="village")
    facts = facts_of(late_case, load_procedure())
    required = list(
        RequiredDocument.objects.of("R4_2021", "batch", None).select_related("document_kind__catalogue_item")
    )
    public = {"pre_notice": d("2023-12-01"), "dossier_whole": d("2024-06-11"), "compensation_plan": None}
    told = duties_of(facts, due_rows(facts, required, facts.reached(TODAY)), public, TODAY, load_calendar())
    found = {
        row.code: row
        for state in ("done", "late", "overdue", "undated", "waiting")
        for row in board(here.county).rows(here.county.pk, "document", (state,))
    }
    assert {duty.kind.code for duty in told} == set(found)
    for duty in told:
        row = found[duty.kind.code]
        assert (row.last_day, row.done_on) == (duty.last_day, duty.public_on), row
        assert (row.state in ("done", "late"), row.days_late) == (duty.is_public, max(0, -duty.left)), row
    missing = completeness(facts, required, public, facts.reached(TODAY)).missing
    assert {kind.code for kind in missing} == {
        code for code, row in found.items() if row.state in ("overdue", "waiting")
    }


def test_an_old_case_is_never_late_only_incomplete(here):
    old = case(
        here.county, [here.east], regime="R1_PRE2004", approval=approval("鲁政字〔2003〕1号", d("2003-04-01"), d("2003-04-10"))
    )  # fmt: skip
    shown(old, "approval", on=d("2024-06-01"))
    figures = board(here.county).figures()[here.county.pk]
    assert figures.counts == {("document", "done"): 1, ("document", "undated"): 4}


def test_an_unposted_notice_is_the_duty_of_its_village_and_gone_when_it_hangs(here):
    one = case(here.county, [here.east, here.west], stages={"PRE_NOTICE": d("2024-06-14")})
    figures = board(here.town).figures()
    assert figures[here.east.pk].of("posting", "waiting") == 2
    assert figures[here.town.pk].of("posting", "waiting") == 5
    Posting.objects.create(
        stage=one.stages.get(),
        place_kind="village",
        region=here.east,
        place="公示栏",
        posted_on=d("2024-06-14"),
    )
    figures = board(here.town).figures()
    assert figures[here.east.pk].of("posting", "waiting") == 1
    assert figures[here.west.pk].of("posting", "waiting") == 2


def test_what_is_not_public_or_another_countys_is_not_counted(here, late_case):
    draft = case(here.county, [here.east], published_at=timezone.now() + dt.timedelta(days=1))
    elsewhere = region(2, "惠民县", "371621000000", here.city)
    assert Case.objects.filter(pk=draft.pk).exists()
    assert board(here.county).figures()[here.county.pk].cases == 1
    assert board(elsewhere).figures() == {}


def test_a_case_with_another_template_owes_what_that_one_says(here, late_case):
    late_case.template_id = "r4_batch_built"
    late_case.save()
    owed = {row.code for row in board(here.county).rows(here.county.pk, "document", ("overdue", "waiting"))}
    assert "conversion_plan_2021" not in owed and "acquisition_application" in owed
    assert CaseDocument.objects.count() == 0 and DocumentKind.objects.filter(pk__in=owed).count() == 6
