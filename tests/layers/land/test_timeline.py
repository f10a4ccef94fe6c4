import datetime as dt

import pytest

from layers.land.completeness import completeness
from layers.land.reference import shipped_document_kinds, shipped_required_documents
from layers.land.timeline import timeline


def d(text):
    return dt.date.fromisoformat(text)


def states(case, today, calendar):
    return {step.kind.code: step.state for step in timeline(case, d(today), calendar)}


@pytest.mark.parametrize(
    ("today", "state", "label"),
    [
        ("2024-04-02", "running", "剩余 1 天（到 4 月 3 日）"),
        ("2024-04-03", "running", "最后一天（到 4 月 3 日）"),
        ("2024-04-04", "done", "已期满"),
    ],
)
def test_the_last_day_belongs_to_the_public(facts, calendar, today, state, label):
    steps = {step.kind.code: step for step in timeline(facts(PLAN_NOTICE="2024-03-04"), d(today), calendar)}
    assert (steps["PLAN_NOTICE"].state, steps["PLAN_NOTICE"].label) == (state, label)
    assert "土地管理法" in steps["PLAN_NOTICE"].rule


def test_stages_stand_in_the_order_of_the_law_and_say_how_far_it_is(facts, calendar):
    case = facts(PRE_NOTICE="2024-01-05", SURVEY="2024-01-08", PLAN_NOTICE="2024-03-04", SUBMIT="2024-05-06")
    assert states(case, "2024-05-07", calendar) == {
        "PRE_NOTICE": "done", "SURVEY": "done", "RISK": "unrecorded", "PLAN_NOTICE": "done",
        "REGISTER": "unrecorded", "AGREEMENT": "unrecorded", "SUBMIT": "running", "APPROVAL": "waiting",
        "FINAL_NOTICE": "waiting", "PAYMENT": "waiting", "HANDOVER": "waiting",
    }  # fmt: skip


def test_a_hearing_shows_only_when_it_took_place(facts, calendar):
    assert "HEARING" not in states(facts(PLAN_NOTICE="2024-03-04"), "2024-05-01", calendar)
    case = facts(PLAN_NOTICE="2024-03-04", HEARING=("2024-03-20", "2024-03-20"))
    assert states(case, "2024-05-01", calendar)["HEARING"] == "done"


def test_the_approval_itself_dates_its_stage(facts, calendar):
    steps = timeline(facts(approved="2024-04-15", received="2024-04-30"), d("2024-05-01"), calendar)
    assert [(step.kind.code, step.posted_on) for step in steps if step.state == "done"] == [
        ("APPROVAL", d("2024-04-15"))
    ]


def test_a_missing_final_notice_turns_late_on_the_16th_working_day(facts, calendar):
    case = facts(approved="2024-04-15", received="2024-04-30")
    assert states(case, "2024-05-23", calendar)["FINAL_NOTICE"] == "waiting"
    assert states(case, "2024-05-24", calendar)["FINAL_NOTICE"] == "late"


def test_a_final_notice_posted_16_working_days_after_receipt_is_late_by_one(facts, calendar):
    case = facts(approved="2024-04-15", received="2024-04-30", FINAL_NOTICE="2024-05-24")
    step = {step.kind.code: step for step in timeline(case, d("2025-01-01"), calendar)}["FINAL_NOTICE"]
    assert (step.state, step.label) == ("late", "逾期 1 个工作日公告")


def test_the_old_second_notice_is_late_after_45_days(facts, calendar):
    case = facts("R2_2004_2019", FIRST_NOTICE="2024-03-01", SECOND_NOTICE="2024-04-16")
    # 45 days after 1 March is Monday 15 April.
    assert states(case, "2024-12-01", calendar)["SECOND_NOTICE"] == "late"
    case = facts("R2_2004_2019", FIRST_NOTICE="2024-03-01", SECOND_NOTICE="2024-04-15")
    assert states(case, "2024-12-01", calendar)["SECOND_NOTICE"] == "done"


def test_of_an_old_procedure_nothing_is_awaited(facts, calendar):
    case = facts("R2_2004_2019", approved="2015-06-01", FIRST_NOTICE="2015-06-12")
    assert "waiting" not in states(case, "2026-01-01", calendar).values()


def test_after_termination_nothing_is_awaited(facts, calendar):
    case = facts(PRE_NOTICE="2024-01-05", terminated="2024-02-01")
    assert states(case, "2024-02-02", calendar) == {"PRE_NOTICE": "done"}


@pytest.fixture
def required():
    kinds = {kind.code: kind for kind in shipped_document_kinds()}

    def of(template):
        rows = [row for row in shipped_required_documents() if row.template_id == template]
        for row in rows:
            row.document_kind = kinds[row.document_kind_id]
        return rows

    return of


def test_completeness_names_the_part_that_is_missing(facts, required):
    case = facts("R1_PRE2004", approved="2003-04-01", SECOND_NOTICE="2003-06-01")
    have = {"approval", "submission", "conversion_plan", "acquisition_plan", "first_notice", "second_notice"}
    found = completeness(case, required("r1_batch"), have, case.reached(d("2024-01-01")))
    assert found.sentence == "7 份应公开，缺 1 份：补充耕地方案"
    assert found.of_tab("dossier").sentence == "4 份应公开，缺 1 份：补充耕地方案"
    assert found.of_tab("notice").sentence == "2 份应公开，已全部公开"


def test_nothing_is_missing_before_its_stage(facts, required):
    case = facts(PRE_NOTICE="2024-01-05")
    found = completeness(case, required("r4_batch"), {"pre_notice"}, case.reached(d("2024-01-06")))
    assert found.sentence == "1 份应公开，已全部公开"


def test_one_file_with_the_whole_dossier_stands_for_its_parts(facts, required):
    case = facts("R1_PRE2004", approved="2003-04-01")
    have = {"approval", "dossier_whole"}
    found = completeness(case, required("r1_batch"), have, case.reached(d("2024-01-01")))
    assert found.is_complete


def test_the_last_step_of_an_old_record_does_not_go_on_for_twenty_years(facts, calendar):
    old = facts(regime="R2_2004_2019", approved="2008-10-07", PAYMENT="2009-02-06")
    assert states(old, "2024-05-01", calendar)["PAYMENT"] == "done"
    new = facts(approved="2024-03-07", FINAL_NOTICE="2024-03-12", PAYMENT="2024-04-06")
    assert states(new, "2024-05-01", calendar)["PAYMENT"] == "running"
