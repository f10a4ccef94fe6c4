from datetime import date

import pytest
from django.db import IntegrityError, transaction

from layers.workdays import reference
from layers.workdays.models import CalendarDay, CalendarYear

# Weekend days inside each year that the notices work, the changes of 2019 included.
MAKEUP_DAYS = {2004: 6, 2005: 7, 2008: 5, 2013: 12, 2019: 6, 2024: 8, 2025: 5, 2026: 6}


def test_every_year_from_2004_to_2026_is_shipped_with_its_source(calendars):
    years = CalendarYear.objects.order_by("year")
    assert [year.year for year in years] == list(range(2004, 2027))
    for year in years:
        assert year.source_title == f"国务院办公厅关于{year.year}年部分节假日安排的通知"
        assert year.source_no.startswith(f"国办发明电〔{year.year - 1}〕")
        assert year.source_url.startswith("https://")
        assert year.confirmed_on is not None
        year.full_clean(validate_unique=False)


def test_the_make_up_days_are_as_many_as_the_notices_name(calendars):
    for year, count in MAKEUP_DAYS.items():
        assert CalendarDay.objects.filter(year=year, kind="MAKEUP").count() == count, year


def test_2026_is_the_notice_word_for_word(calendars):
    # 国办发明电〔2025〕7号
    spans = {
        "元旦": ((1, 1), (1, 3)),
        "春节": ((2, 15), (2, 23)),
        "清明节": ((4, 4), (4, 6)),
        "劳动节": ((5, 1), (5, 5)),
        "端午节": ((6, 19), (6, 21)),
        "中秋节": ((9, 25), (9, 27)),
        "国庆节": ((10, 1), (10, 7)),
    }
    off = CalendarDay.objects.filter(year=2026, kind="HOLIDAY")
    for name, (first, last) in spans.items():
        days = list(off.filter(name=name).values_list("date", flat=True))
        assert (days[0], days[-1]) == (date(2026, *first), date(2026, *last))
        assert len(days) == (days[-1] - days[0]).days + 1
    assert off.count() == 33
    worked = CalendarDay.objects.filter(year=2026, kind="MAKEUP").values_list("date", flat=True)
    assert [f"{day.month}.{day.day}" for day in worked] == ["1.4", "2.14", "2.28", "5.9", "9.20", "10.10"]


def test_the_last_saturday_of_2005_is_worked_as_the_notice_of_2006_says(calendars):
    # 国办发明电〔2005〕35号: a package in wide use has it off.
    assert CalendarDay.objects.get(date=date(2005, 12, 31)).kind == "MAKEUP"


def test_loading_again_keeps_what_staff_corrected(calendars):
    CalendarYear.objects.filter(year=2026).update(note="已按补充通知修改")
    CalendarDay.objects.filter(date=date(2026, 10, 10)).delete()
    CalendarYear.objects.filter(year=2010).delete()
    reference.load()
    assert CalendarYear.objects.get(year=2026).note == "已按补充通知修改"
    assert not CalendarDay.objects.filter(date=date(2026, 10, 10)).exists()
    assert CalendarDay.objects.filter(year=2010).count() == 37


@pytest.mark.parametrize(
    ("day", "constraint"),
    [
        ({"date": date(2025, 12, 31), "kind": "HOLIDAY", "name": "元旦"}, "workdays_day_in_its_year"),
        ({"date": date(2026, 3, 3), "kind": "MAKEUP", "name": "元旦"}, "workdays_makeup_on_weekend"),
        ({"date": date(2026, 3, 3), "kind": "OFF", "name": "元旦"}, "workdays_day_kind"),
        ({"date": date(2026, 3, 3), "kind": "HOLIDAY", "name": ""}, "workdays_day_named"),
        ({"date": date(2026, 10, 1), "kind": "HOLIDAY", "name": "国庆节"}, "date"),
    ],
)
def test_the_database_refuses_what_is_never_true(calendars, day, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CalendarDay.objects.create(year_id=2026, **day)


@pytest.mark.parametrize("year", [1900, 2201])
def test_the_database_refuses_a_year_out_of_range(db, year):
    with pytest.raises(IntegrityError, match="workdays_year_in_range"), transaction.atomic():
        CalendarYear.objects.create(year=year, source_title="通知")
