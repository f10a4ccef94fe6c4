"""The period of a notice runs from the last board where it has to hang: 东村 and 西村 of 湖滨镇, 河社区 without groups."""

import datetime as dt
from dataclasses import replace

import pytest

from geo.errors import BadInput
from layers.land.boards import Posted, TouchedVillage
from layers.land.procedure import PlaceKind
from layers.land.rules import check_close, problems
from layers.land.status import status_of
from layers.land.timeline import timeline

TOWN, EAST, WEST, RIVER = 1, 11, 12, 13
VILLAGES = {
    EAST: TouchedVillage(EAST, "东村村委会", True, TOWN, "湖滨镇"),
    WEST: TouchedVillage(WEST, "西村村委会", True, TOWN, "湖滨镇"),
    RIVER: TouchedVillage(RIVER, "河社区居委会", False, TOWN, "湖滨镇"),
}
NAMES = {TOWN: "湖滨镇", EAST: "东村", WEST: "西村", RIVER: "河社区"}


def d(text):
    return dt.date.fromisoformat(text)


def hung(kind, where, on, removed=None):
    return Posted(kind, where, NAMES[where], "公示栏", d(on), removed and d(removed))


def with_postings(case, *postings, villages=(EAST,)):
    """``case`` with its one stage posted there."""
    (stage,) = case.stages
    return replace(
        case,
        stages=(replace(stage, postings=postings),),
        villages=tuple(VILLAGES[village] for village in villages),
    )


EVERYWHERE = (
    hung("town", TOWN, "2024-02-05"),
    hung("village", EAST, "2024-02-05"),
    hung("group", EAST, "2024-02-05"),
)


def test_a_notice_has_to_hang_in_the_town_once_and_in_each_village_and_its_groups(facts):
    case = replace(facts(), villages=tuple(VILLAGES.values()))
    assert [str(board) for board in case.boards("PRE_NOTICE")] == [
        "湖滨镇", "东村", "西村", "河社区", "东村的村民小组", "西村的村民小组",
    ]  # fmt: skip
    assert case.boards("SURVEY") == []


def test_the_period_runs_from_the_last_posting_and_says_so_board_by_board(facts, calendar):
    case = facts(PRE_NOTICE="2024-02-05")
    late = hung("group", EAST, "2024-02-07")
    status = status_of(with_postings(case, *EVERYWHERE[:2], late), d("2024-02-20"), calendar)
    # Two working days later than from the date of the notice: 23 February was a Friday.
    assert status.last_day == d("2024-02-27")
    assert "湖滨镇 2024-02-05、东村 2024-02-05、东村的村民小组 2024-02-07" in status.rule
    assert "按最后一处 2024-02-07 起算" in status.rule
    assert "跳过春节 8 天" in status.rule
    assert not status.provisional


def test_a_posting_where_none_is_required_moves_nothing(facts, calendar):
    site = hung("site", EAST, "2024-02-20")
    case = with_postings(facts(PRE_NOTICE="2024-02-05"), *EVERYWHERE, site)
    assert status_of(case, d("2024-02-20"), calendar).last_day == d("2024-02-23")


def test_a_second_sheet_in_a_village_moves_nothing_but_a_second_group_counts(facts, calendar):
    again = hung("village", EAST, "2024-02-20")
    case = with_postings(facts(PRE_NOTICE="2024-02-05"), *EVERYWHERE, again)
    assert status_of(case, d("2024-02-20"), calendar).last_day == d("2024-02-23")
    group = replace(hung("group", EAST, "2024-02-07"), place="三组")
    case = with_postings(facts(PRE_NOTICE="2024-02-05"), *EVERYWHERE, group)
    assert status_of(case, d("2024-02-20"), calendar).last_day == d("2024-02-27")


def test_without_any_posting_the_date_of_the_notice_counts_and_the_page_says_so(facts, calendar):
    case = with_postings(facts(PRE_NOTICE="2024-02-05"))
    status = status_of(case, d("2024-02-20"), calendar)
    assert status.last_day == d("2024-02-23")
    assert "没有逐处的张贴记录，按公告日期起算" in status.rule


def test_while_one_village_waits_the_period_is_provisional_and_names_it(facts, calendar):
    case = with_postings(facts(PLAN_NOTICE="2024-03-04"), hung("town", TOWN, "2024-03-04"),
                         hung("village", EAST, "2024-03-04"), hung("group", EAST, "2024-03-04"),
                         hung("village", WEST, "2024-03-05"), villages=(EAST, WEST))  # fmt: skip
    # Thirty days after 4 March are long over, and still it has not begun.
    status = status_of(case, d("2024-05-06"), calendar)
    assert status.provisional
    assert status.label == "公告期内（等西村的村民小组张贴后起算）"
    assert status.last_day == d("2024-06-05")
    assert "最早 6 月 5 日期满" in status.sentence
    step = next(step for step in timeline(case, d("2024-05-06"), calendar) if step.kind.code == "PLAN_NOTICE")
    assert (step.state, step.provisional) == ("running", True)
    assert step.label == "等西村的村民小组张贴后起算（最早到 6 月 5 日）"


def test_once_submitted_nothing_of_the_notices_is_awaited(facts, calendar):
    case = with_postings(facts(PLAN_NOTICE="2024-03-04"), hung("town", TOWN, "2024-03-04"))
    case = replace(case, stages=(*case.stages, *facts(SUBMIT="2024-04-20").stages))
    assert status_of(case, d("2024-05-06"), calendar).label == "报批中"
    step = next(step for step in timeline(case, d("2024-05-06"), calendar) if step.kind.code == "PLAN_NOTICE")
    assert step.label == "已期满"
    assert "没有张贴记录：东村、东村的村民小组" in step.rule


def test_e23_closing_wants_every_required_posting(facts, calendar):
    case = with_postings(facts(PRE_NOTICE=("2024-02-05", "2024-02-24")), *EVERYWHERE[:1])
    with pytest.raises(BadInput) as refusal:
        check_close(case, case.stages[0], calendar)
    assert refusal.value.message == "征收土地预公告还没有在东村、东村的村民小组张贴，不能结束"
    posted = with_postings(facts(PRE_NOTICE=("2024-02-05", "2024-02-24")), *EVERYWHERE)
    check_close(posted, posted.stages[0], calendar)


def test_e23_closing_waits_for_the_last_posting(facts, calendar):
    late = (*EVERYWHERE[:2], hung("group", EAST, "2024-02-07"))
    case = with_postings(facts(PRE_NOTICE=("2024-02-05", "2024-02-27")), *late)
    with pytest.raises(BadInput, match="最早 2024-02-28 可以结束"):
        check_close(case, case.stages[0], calendar)


def test_the_dossier_does_not_go_up_while_a_village_has_not_seen_the_plan(facts, calendar):
    case = with_postings(facts(PLAN_NOTICE="2024-03-04"), *EVERYWHERE[:2])
    case = replace(case, stages=(*case.stages, *facts(SUBMIT="2024-05-06").stages))
    assert [(one.message, one.is_hard) for one in problems(case, calendar)] == [
        ("报批以前，征地补偿安置公告还没有在东村的村民小组张贴", True)
    ]


def test_e24_a_final_notice_is_late_by_its_last_posting(facts, calendar):
    # Received on 2024-04-30: the last of the 15 working days is 23 May.
    postings = [hung(kind, where, on) for kind, where, on in (
        ("town", TOWN, "2024-05-22"), ("village", EAST, "2024-05-22"), ("group", EAST, "2024-05-24"))]  # fmt: skip
    case = facts(approved="2024-04-15", received="2024-04-30", FINAL_NOTICE="2024-05-22")
    case = with_postings(case, *postings)
    assert [(one.message, one.is_hard) for one in problems(case, calendar)] == [
        ("征收土地公告逾期 1 个工作日", False)
    ]
    step = next(
        step for step in timeline(case, d("2025-01-01"), calendar) if step.kind.code == "FINAL_NOTICE"
    )
    assert (step.state, step.label) == ("late", "逾期 1 个工作日公告")


def test_an_old_case_has_no_boards_and_no_clock(facts, calendar):
    case = facts("R2_2004_2019", approved="2015-06-01", FIRST_NOTICE="2015-06-12", SECOND_NOTICE="2015-07-01")
    case = replace(case, villages=tuple(VILLAGES.values()))
    assert all(case.boards(kind.code) == [] for kind in case.kinds)
    status = status_of(case, d("2015-07-02"), calendar)
    assert (status.label, status.periods, status.last_day) == ("历史记录（旧程序）", (), None)


def test_every_kind_of_place_of_the_reference_is_one_that_we_know(facts):
    for regime in ("R1_PRE2004", "R2_2004_2019", "R3_TRANSITION", "R4_2021"):
        for kind in facts(regime).kinds:
            assert set(kind.required_places + kind.recommended_places) <= set(PlaceKind.values)
