import pytest

from layers.land import reference
from layers.land.facts import load_procedure
from layers.land.models import DocumentKind, Regime, RequiredDocument, StageKind, Tab

pytestmark = pytest.mark.django_db


def test_each_regime_has_its_own_stages_in_order():
    procedure = load_procedure()
    assert set(procedure) == set(Regime.values)
    assert [kind.code for kind in procedure["R4_2021"]] == [
        "PRE_NOTICE", "SURVEY", "RISK", "PLAN_NOTICE", "HEARING", "REGISTER", "AGREEMENT", "SUBMIT", "APPROVAL",
        "FINAL_NOTICE", "DECISION", "PAYMENT", "HANDOVER",
    ]  # fmt: skip
    assert [kind.code for kind in procedure["R2_2004_2019"]][-3:] == ["REGISTER", "SECOND_NOTICE", "PAYMENT"]


@pytest.mark.parametrize(
    ("regime", "code", "unit", "length"),
    [
        ("R4_2021", "PRE_NOTICE", "working_days", 10),
        ("R4_2021", "PLAN_NOTICE", "days", 30),
        ("R4_2021", "FINAL_NOTICE", "within_working_days", 15),
        ("R3_TRANSITION", "PLAN_NOTICE", "days", 30),
        ("R3_TRANSITION", "FINAL_NOTICE", "none", 0),
        ("R2_2004_2019", "FIRST_NOTICE", "within_working_days", 10),
        ("R2_2004_2019", "SECOND_NOTICE", "working_days", 10),
    ],
)
def test_the_periods_are_those_of_the_law(regime, code, unit, length):
    kind = StageKind.objects.get(regime=regime, code=code)
    assert (kind.period_unit, kind.period_length) == (unit, length)


def test_the_old_second_notice_is_due_45_days_after_the_first():
    kind = StageKind.objects.get(regime="R2_2004_2019", code="SECOND_NOTICE")
    assert (kind.latest_days, kind.latest_after) == (45, "FIRST_NOTICE")


def test_every_stage_and_document_says_in_plain_words_what_it_is():
    assert not StageKind.objects.filter(plain="").exists()
    assert not DocumentKind.objects.filter(plain="").exists()
    assert StageKind.objects.get(regime="R4_2021", code="PRE_NOTICE").plain == "政府打算征这块地，先告诉大家"
    assert set(DocumentKind.objects.values_list("tab", flat=True)) == set(Tab.values)


def test_every_required_document_names_a_stage_of_its_regime():
    codes = set(StageKind.objects.values_list("regime", "code"))
    rows = RequiredDocument.objects.select_related("template")
    assert {(row.template.regime, row.after_stage) for row in rows} <= codes
    assert RequiredDocument.objects.of("R4_2021", "project", None).count() == 9


def test_loading_again_adds_what_is_missing_and_keeps_what_staff_reworded():
    StageKind.objects.filter(code="PRE_NOTICE").update(plain="改过的一句话")
    StageKind.objects.filter(regime="R4_2021", code="RISK").delete()
    before = RequiredDocument.objects.count()
    reference.load()
    assert StageKind.objects.get(regime="R4_2021", code="PRE_NOTICE").plain == "改过的一句话"
    assert StageKind.objects.filter(regime="R4_2021", code="RISK").count() == 1
    assert RequiredDocument.objects.count() == before
