"""The clocks over Spring Festival and National Day: every date here was counted by hand on the State Council's notices."""

import datetime as dt

import pytest

from layers.foi.clocks import reckon
from layers.workdays.calendar import load_calendar
from layers.workdays.models import CalendarYear
from tests.layers.foi.making import happened
from tests.layers.workdays.conftest import calendars  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendars")]

THIRD = {"who": "third_party", "reached_on": "2026-03-05"}
# 2026: make-up days 14 and 28 February, holiday 15 to 23 February.
STORY = (
    ("filed", "2026-01-30"),
    ("received", "2026-02-02"),
    ("correction", "2026-02-10", {"days": 10}),
    ("corrected", "2026-02-26"),
    ("consulted", "2026-03-04", THIRD),
    ("opinion", "2026-03-18", {"said": "refuses"}),
    ("extended", "2026-04-08", {"days": 20}),
    ("answered", "2026-05-08", {"outcome": "partly"}),
)


def after(steps, channel="online"):
    return reckon(happened(*STORY[:steps]), channel, load_calendar())


def day(text):
    return dt.date.fromisoformat(text)


def test_what_comes_by_the_net_waits_until_both_sides_have_confirmed():
    found = after(1)
    assert (found.state, found.received_on, found.due) == ("unconfirmed", None, None)


def test_each_step_over_spring_festival_moves_the_last_day_to_where_a_hand_count_puts_it():
    received = after(2)
    assert received.due.date == day("2026-03-06") and received.correction_limit.date == day("2026-02-11")
    assert "含调休上班 2 天，跳过春节 9 天" in received.due.explanation
    asked = after(3)
    assert (asked.state, asked.due, asked.waits_until.date) == ("correction", None, day("2026-03-02"))
    assert after(4).due.date == day("2026-03-25")
    consulting = after(5)
    assert (consulting.state, consulting.due, consulting.left) == ("consulting", None, 15)
    assert consulting.waits_until.date == day("2026-03-26")
    assert after(6).excluded == 10 and after(6).due.date == day("2026-04-09")
    assert after(7).due.date == day("2026-05-11")
    closed = after(8)
    assert (closed.state, closed.closed_on) == ("answered", day("2026-05-08"))
    assert closed.late_by(day("2027-01-01"), load_calendar()) == 0


def test_the_reckoning_names_article_and_days_of_each_step():
    rules = {line.what: line.rule for line in after(7).lines}
    assert "第三十一条第三项" in rules["收到申请"]
    assert "只告知一次（条例第三十条）" in rules["告知补正"] and "2026-03-02" in rules["告知补正"]
    assert "重新计算（条例第三十条）" in rules["收到补正"]
    assert "第三十二条" in rules["征求第三方意见"]
    assert "2026-03-04 的次日至 2026-03-18 共 10 个工作日不计入" in rules["收到意见：不同意公开"]
    assert "延长 20 个工作日" in rules["延期答复"] and "第三十三条" in rules["延期答复"]


@pytest.mark.parametrize(
    ("received", "due"),
    [("2025-09-28", "2025-10-31"), ("2026-09-21", "2026-10-26"), ("2025-01-20", "2025-02-21")],
)
def test_over_national_day_and_spring_festival_the_answer_is_due_on_the_twentieth_working_day(received, due):
    found = reckon(happened(("filed", received), ("received", received)), "counter", load_calendar())
    assert found.due.date == day(due)


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("counter", "提交之日"),
        ("kiosk", "提交之日"),
        ("post", "签收之日"),
        ("plain_post", "确认之日"),
        ("fax", "双方确认"),
    ],
)
def test_the_reckoning_says_why_it_counts_as_received(channel, words):
    assert words in reckon(happened(("received", "2026-02-02")), channel, load_calendar()).lines[0].rule


def test_one_day_beyond_is_late_and_a_saturday_too():
    found = reckon(happened(("received", "2026-02-02")), "counter", load_calendar())
    late = [found.late_by(day(on), load_calendar()) for on in ("2026-03-06", "2026-03-07", "2026-03-09")]
    assert late == [0, 1, 1]


def test_a_year_without_a_calendar_makes_the_date_provisional_and_says_so():
    CalendarYear.objects.filter(year=2026).delete()
    due = reckon(happened(("received", "2025-12-22")), "counter", load_calendar()).due
    assert due.provisional and "暂定：2026年放假安排尚未录入" in due.explanation


def test_who_withdraws_while_a_correction_is_waited_for_leaves_nothing_overdue():
    story = (*STORY[:3], ("withdrawn", "2026-12-01"))
    found = reckon(happened(*story), "online", load_calendar())
    assert found.due is None and found.late_by(day("2026-12-31"), load_calendar()) == 0
