"""The status is a function of dates, today and the calendar; each expected date was counted by hand."""

import datetime as dt

import pytest

from geo.errors import BadInput
from layers.land.facts import StageFact
from layers.land.rules import check_close, problems
from layers.land.status import Code, status_of
from layers.workdays.calendar import CalendarMissing, WorkCalendar


def d(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("today", "label", "sentence"),
    [
        ("2024-04-02", "公告期内（剩余 1 天）", "还剩 1 天可以提意见（到 4 月 3 日）"),
        ("2024-04-03", "公告期内（最后一天）", "今天是可以提意见的最后一天"),
    ],
)
def test_a_plan_posted_on_4_march_2024_is_open_through_3_april(facts, calendar, today, label, sentence):
    status = status_of(facts(PLAN_NOTICE="2024-03-04"), d(today), calendar)
    assert status.code == Code.NOTICE_OPEN
    assert status.label == label
    assert sentence in status.sentence
    assert status.last_day == d("2024-04-03")
    assert "书面提出" in status.what_you_can_do
    assert "满 30 日为2024年4月3日" in status.rule


def test_the_day_after_nothing_is_open(facts, calendar):
    status = status_of(facts(PLAN_NOTICE="2024-03-04"), d("2024-04-04"), calendar)
    assert status.code == Code.PREPARING
    assert status.periods == ()


def test_a_right_to_object_that_ends_on_a_sunday_runs_on_to_monday(facts, calendar):
    # 2024-03-01 + 30 days = Sunday 2024-03-31.
    status = status_of(facts(PLAN_NOTICE="2024-03-01"), d("2024-03-31"), calendar)
    assert status.last_day == d("2024-04-01")
    assert status.days_left == 1


def test_the_working_days_of_a_pre_notice_step_over_spring_festival(facts, calendar):
    status = status_of(facts(PRE_NOTICE="2024-02-05"), d("2024-02-20"), calendar)
    assert status.last_day == d("2024-02-23")
    assert status.days_left == 3
    assert "春节" in status.rule
    assert not status.provisional


def test_a_notice_that_lies_open_longer_than_the_law_asks_gives_the_longer_time(facts, calendar):
    # Closed on the 16th: the 15th was its last day.
    status = status_of(facts(PLAN_NOTICE=("2024-03-04", "2024-04-16")), d("2024-04-10"), calendar)
    assert status.last_day == d("2024-04-15")


def test_a_notice_closed_too_early_does_not_cut_the_time_of_the_public(facts, calendar):
    status = status_of(facts(PLAN_NOTICE=("2024-03-04", "2024-03-10")), d("2024-04-02"), calendar)
    assert status.label == "公告期内（剩余 1 天）"


def test_a_year_without_calendar_is_shown_as_provisional(facts):
    status = status_of(facts(PRE_NOTICE="2024-02-05"), d("2024-02-06"), WorkCalendar(frozenset()))
    assert status.provisional
    assert "暂定" in status.rule


def test_registration_runs_to_the_day_its_notice_names(facts, calendar):
    case = facts(PLAN_NOTICE="2024-03-04", REGISTER=("2024-04-08", "2024-04-20"))
    assert status_of(case, d("2024-04-20"), calendar).label == "补偿登记期内（最后一天）"
    assert status_of(case, d("2024-04-21"), calendar).code == Code.PREPARING


def test_while_both_run_the_notice_speaks_and_both_are_listed(facts, calendar):
    case = facts(PLAN_NOTICE="2024-03-04", REGISTER=("2024-03-10", "2024-03-20"))
    status = status_of(case, d("2024-03-15"), calendar)
    assert status.code == Code.NOTICE_OPEN
    assert [period.kind.code for period in status.periods] == ["REGISTER", "PLAN_NOTICE"]


def test_after_submission_it_waits_for_the_answer_from_above(facts, calendar):
    case = facts(PLAN_NOTICE="2024-03-04", SUBMIT="2024-05-06")
    assert status_of(case, d("2024-05-07"), calendar).label == "报批中"


@pytest.mark.parametrize(
    ("today", "label"),
    [
        # Received on Tuesday 2024-04-30: 15 working days, with 1-5 May off and 11 May worked, end on 23 May.
        ("2024-04-30", "已批准未公告（剩 15 个工作日）"),
        ("2024-05-22", "已批准未公告（剩 1 个工作日）"),
        ("2024-05-23", "已批准未公告（最后一天）"),
        ("2024-05-24", "已批准未公告（逾期 1 个工作日）"),
        ("2024-05-26", "已批准未公告（逾期 1 个工作日）"),
        ("2024-05-27", "已批准未公告（逾期 2 个工作日）"),
    ],
)
def test_the_15_working_days_run_from_receipt_of_the_approval(facts, calendar, today, label):
    case = facts(SUBMIT="2024-03-01", approved="2024-04-15", received="2024-04-30")
    status = status_of(case, d(today), calendar)
    assert status.code == Code.APPROVED
    assert status.label == label
    assert status.is_late == ("逾期" in label)


def test_an_approval_not_yet_received_starts_no_clock(facts, calendar):
    status = status_of(facts(approved="2024-04-15"), d("2024-06-01"), calendar)
    assert (status.label, status.due) == ("已批准未公告", None)


def test_the_transition_knew_no_15_days(facts, calendar):
    case = facts("R3_TRANSITION", approved="2023-04-15", received="2023-04-20")
    assert status_of(case, d("2024-01-01"), calendar).due is None


def test_once_announced_it_is_being_carried_out(facts, calendar):
    case = facts(approved="2024-04-15", received="2024-04-30", FINAL_NOTICE="2024-05-10")
    assert status_of(case, d("2024-05-10"), calendar).label == "已公告实施"
    assert status_of(case, d("2024-05-09"), calendar).code == Code.APPROVED


@pytest.mark.parametrize("regime", ["R1_PRE2004", "R2_2004_2019"])
def test_old_procedures_are_history_whatever_their_stages(facts, calendar, regime):
    case = facts(regime, FIRST_NOTICE="2003-05-01", approved="2003-04-01", received="2003-04-10")
    assert status_of(case, d("2024-01-01"), calendar).label == "历史记录（旧程序）"


def test_a_terminated_case_says_so_before_all_else(facts, calendar):
    case = facts(PLAN_NOTICE="2024-03-04", terminated="2024-03-20")
    assert status_of(case, d("2024-03-20"), calendar).label == "已终止"
    assert status_of(case, d("2024-03-19"), calendar).code == Code.NOTICE_OPEN


def test_a_notice_dated_tomorrow_is_not_yet_open(facts, calendar):
    assert status_of(facts(PRE_NOTICE="2024-03-05"), d("2024-03-04"), calendar).code == Code.PREPARING


def test_a_corrected_notice_starts_its_time_anew(facts, calendar):
    case = facts(PLAN_NOTICE="2024-03-04")
    corrected = StageFact("PLAN_NOTICE", d("2024-03-18"), version=2)
    case = type(case)(case.regime, case.kinds, (*case.stages, corrected))
    assert status_of(case, d("2024-04-10"), calendar).last_day == d("2024-04-17")


def test_e23_a_pre_notice_over_spring_festival_is_closed_on_24_february_2024_at_the_earliest(facts, calendar):
    case = facts(PRE_NOTICE=("2024-02-05", "2024-02-23"))
    with pytest.raises(BadInput, match="2024-02-24") as refusal:
        check_close(case, case.stage("PRE_NOTICE"), calendar)
    assert "2024-02-23 届满" in refusal.value.message
    assert "跳过春节 8 天" in refusal.value.message
    assert [problem.message for problem in problems(case, calendar) if problem.is_hard] == [
        refusal.value.message
    ]
    case = facts(PRE_NOTICE=("2024-02-05", "2024-02-24"))
    check_close(case, case.stage("PRE_NOTICE"), calendar)
    assert problems(case, calendar) == []


def test_closing_is_never_computed_on_a_calendar_that_is_missing(facts):
    case = facts(PRE_NOTICE=("2024-02-05", "2024-03-30"))
    with pytest.raises(CalendarMissing):
        check_close(case, case.stage("PRE_NOTICE"), WorkCalendar(frozenset()))


def test_e24_a_final_notice_one_working_day_late_is_a_flag_and_no_refusal(facts, calendar):
    # 16 working days after receipt.
    case = facts(approved="2024-04-15", received="2024-04-30", FINAL_NOTICE="2024-05-24")
    found = problems(case, calendar)
    assert [(problem.message, problem.is_hard) for problem in found] == [
        ("征收土地公告逾期 1 个工作日", False)
    ]


@pytest.mark.parametrize(
    ("stages", "words"),
    [
        ({"PLAN_NOTICE": "2024-03-04", "SUBMIT": "2024-04-03"}, "2024-04-03"),
        ({"PRE_NOTICE": "2024-03-04", "SURVEY": "2024-03-01"}, "早于征收土地预公告"),
        ({"FINAL_NOTICE": "2024-04-29", "approved": "2024-04-15", "received": "2024-04-30"}, "早于收到批复"),
    ],
)
def test_what_the_law_forbids_is_hard(facts, calendar, stages, words):
    hard = [problem.message for problem in problems(facts(**stages), calendar) if problem.is_hard]
    assert len(hard) == 1
    assert words in hard[0]


def test_the_present_law_is_not_applied_to_old_cases(facts, calendar):
    assert problems(facts("R3_TRANSITION", PLAN_NOTICE="2024-03-04", SUBMIT="2024-03-05"), calendar) == []
