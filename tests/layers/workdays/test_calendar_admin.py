from datetime import date

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import RequestFactory

from layers.workdays.models import CalendarDay, CalendarYear


class Silent:
    """Takes the admin's success messages; these tests look at rows and errors."""

    def add(self, *arguments, **options):
        pass


@pytest.fixture
def post(calendars):
    """Posts an admin form as a superuser and returns its error messages."""
    user = get_user_model().objects.create_superuser("root", password="a-long-password")

    def send(model, key, form):
        request = RequestFactory().post("/", form)
        request.user = user
        request._dont_enforce_csrf_checks = True
        request._messages = Silent()
        answer = admin.site.get_model_admin(model).changeform_view(request, key)
        if answer.status_code == 302:
            return []
        return [message for messages in answer.context_data["errors"] for message in messages]

    return send


def day_form(day, kind, name, year=2026):
    return {"year": year, "date": day, "kind": kind, "name": name}


def test_staff_add_a_day_and_move_another(post):
    assert post(CalendarDay, None, day_form("2026-12-31", "HOLIDAY", "元旦")) == []
    assert CalendarDay.objects.get(date=date(2026, 12, 31)).year_id == 2026
    moved = CalendarDay.objects.get(date=date(2026, 10, 10))
    assert post(CalendarDay, str(moved.pk), day_form("2026-10-11", "MAKEUP", "国庆节")) == []
    moved.refresh_from_db()
    assert moved.date == date(2026, 10, 11)
    assert CalendarDay.objects.filter(year=2026).count() == 40


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (("2027-01-02", "HOLIDAY", "元旦"), "日期不在该年份内"),
        (("2026-10-12", "MAKEUP", "国庆节"), "调休上班日应为星期六或星期日"),
        (("2026-10-01", "HOLIDAY", "国庆节"), "该日期已在日历中"),
    ],
)
def test_a_wrong_day_is_refused_with_its_reason(post, day, message):
    assert post(CalendarDay, None, day_form(*day)) == [message]
    assert CalendarDay.objects.filter(year=2026).count() == 39


def test_staff_correct_the_source_of_a_year_and_its_days_stay(post):
    form = {
        "source_title": "通知",
        "source_no": "",
        "source_url": "www.gov.cn/2026",
        "confirmed_on": "2026-11-24",
        "note": "已核对",
        "days-TOTAL_FORMS": 0,
        "days-INITIAL_FORMS": 0,
    }
    assert post(CalendarYear, "2026", form) == []
    year = CalendarYear.objects.get(year=2026)
    assert (year.source_title, year.source_url) == ("通知", "https://www.gov.cn/2026")
    assert year.days.count() == 39
