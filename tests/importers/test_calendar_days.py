"""The days of a State Council notice as a list: a year is whole or refused."""

import datetime as dt

import pytest

from layers.changes.aggregate import NOUNS
from layers.changes.reading import content_hash
from layers.changes.review import release, sign, submit
from layers.changes.undo import undo
from layers.workdays.calendar import load_calendar
from layers.workdays.models import CalendarDay, CalendarYear
from tests.harness.cast import make_cast
from tests.importers.lists import checked, sheet, told

pytestmark = pytest.mark.django_db
HEADER = ["日期", "放假或上班", "节日名称", "通知标题", "文号", "网址"]
TITLE = "国务院办公厅关于 2031 年部分节假日安排的通知"
# 2031-01-01 is a Wednesday, 2031-09-28 a Sunday.
YEAR = [
    {"日期": "2031-01-01", "放假或上班": "放假", "节日名称": "元旦", "通知标题": TITLE, "文号": "国办发明电〔2030〕1 号"},
    {"日期": "2031年5月1日", "放假或上班": "休", "节日名称": "劳动节"},
    {"日期": dt.date(2031, 10, 1), "放假或上班": "放假", "节日名称": "国庆节"},
    {"日期": "2031-09-28", "放假或上班": "上班", "节日名称": "国庆节"},
]  # fmt: skip


@pytest.fixture
def cast():
    return make_cast()


def in_the_city(change_set, cast):
    done = submit(change_set.public_id, cast.city_editor, seen_hash=change_set.content_hash)
    sign(done.public_id, cast.city_reviewer, "review", seen_hash=done.content_hash)
    return release(done.public_id, cast.city_publisher, seen_hash=done.content_hash)


def test_a_year_becomes_public_with_its_source_and_the_same_file_changes_nothing(cast):
    found = checked("calendar", cast.city_editor, sheet(HEADER, *YEAR))
    assert told(found) == []
    done = in_the_city(found.change_set, cast)
    year = CalendarYear.objects.get(year=2031)
    assert (year.source_title, year.source_no, year.days.count()) == (TITLE, "国办发明电〔2030〕1 号", 4)
    calendar = load_calendar()
    assert calendar.is_working_day(dt.date(2031, 9, 28))
    assert not calendar.is_working_day(dt.date(2031, 1, 1))
    again = checked("calendar", cast.city_editor, sheet(HEADER, *YEAR))
    assert (again.counts["unchanged"], again.change_set) == (1, None)
    in_the_city(undo(done.public_id, cast.city_editor), cast)
    assert not CalendarYear.objects.filter(year=2031).exists()


def test_a_corrected_year_is_the_year_of_the_file_and_keeps_its_source_and_undo_is_exact(cast):
    in_the_city(checked("calendar", cast.city_editor, sheet(HEADER, *YEAR)).change_set, cast)
    old = content_hash(NOUNS["calendar"], ["2031"])
    corrected = [*YEAR[1:3], {"日期": "2031-01-01", "放假或上班": "放假", "节日名称": "元旦"}]
    found = checked("calendar", cast.city_editor, sheet(HEADER, *corrected))
    assert found.counts["changed"] == 1
    done = in_the_city(found.change_set, cast)
    assert not CalendarDay.objects.filter(date="2031-09-28").exists()
    assert CalendarYear.objects.get(year=2031).source_title == TITLE
    in_the_city(undo(done.public_id, cast.city_editor), cast)
    assert content_hash(NOUNS["calendar"], ["2031"]) == old


def test_every_fault_is_told_and_a_year_that_is_cut_off_is_refused(cast):
    rows = [
        *YEAR,
        {"日期": "2031-09-29", "放假或上班": "上班", "节日名称": "国庆节"},
        {"日期": "2031-10-01", "放假或上班": "放假", "节日名称": "国庆节"},
        {"日期": 47_849, "放假或上班": "放假", "节日名称": "国庆节"},
        {"日期": "2031-10-03", "放假或上班": "加班", "节日名称": "国庆节"},
        {"日期": "2031-10-04", "放假或上班": "放假"},
        {"日期": "2032-01-01", "放假或上班": "放假", "节日名称": "元旦"},
    ]
    found = checked("calendar", cast.city_editor, sheet(HEADER, *rows))
    assert told(found) == [
        (6, "bad_value"), (7, "duplicate_row"), (8, "bad_value"), (9, "bad_value"), (10, "missing_value"),
        (11, "incomplete"),
    ]  # fmt: skip
    assert "星期一" in found.problems[0].reason
    assert "Excel 的日期序号：2031-01-01" in found.problems[2].suggestion


def test_two_notices_for_one_year_and_a_new_year_without_one_are_refused(cast):
    rows = [YEAR[0], {**YEAR[1], "通知标题": "另一份通知"}, YEAR[2]]
    assert told(checked("calendar", cast.city_editor, sheet(HEADER, *rows))) == [(3, "bad_value")]
    rows = [{**YEAR[0], "通知标题": None}, *YEAR[1:]]
    assert told(checked("calendar", cast.city_editor, sheet(HEADER, *rows))) == [(2, "missing_value")]


def test_the_calendar_is_the_whole_city_s(cast):
    found = checked("calendar", cast.county_editor, sheet(HEADER, *YEAR))
    assert told(found) == [(2, "outside_region")]
