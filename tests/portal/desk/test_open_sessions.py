"""At most three logins of one account at once; the oldest ends, and the newest is told."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from layers.staff.models import OpenSession
from tests.harness.cast import PASSWORD

pytestmark = pytest.mark.django_db
TOLD = "最多同时登录"


def logged_in(user):
    client = Client()
    answer = client.post("/staff/login/", {"username": user.username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def is_in(client):
    return client.get("/staff/account/").status_code == 200


def page(client):
    return re.sub(r"<[^>]+>", "", client.get("/staff/").content.decode())


def test_the_fourth_login_ends_the_first_and_says_so(cast):
    first, second, third = (logged_in(cast.county_editor) for _ in range(3))
    assert TOLD not in page(third)
    other = logged_in(cast.county_reviewer)
    fourth = logged_in(cast.county_editor)
    assert "最多同时登录 3 处：最早的 1 处已退出" in page(fourth)
    assert [is_in(client) for client in (first, second, third, fourth, other)] == [
        False,
        True,
        True,
        True,
        True,
    ]


def test_who_logged_out_or_ran_out_of_time_does_not_count(cast):
    first, second, third = (logged_in(cast.county_editor) for _ in range(3))
    first.post("/staff/logout/")
    Session.objects.filter(session_key=second.session.session_key).delete()
    fourth = logged_in(cast.county_editor)
    assert TOLD not in page(fourth) and is_in(third)
    assert OpenSession.objects.filter(user=cast.county_editor).count() == 2


def test_the_limit_is_a_setting(cast, settings):
    settings.SESSIONS_A_PERSON = 1
    first, second = logged_in(cast.county_editor), logged_in(cast.county_editor)
    assert not is_in(first) and is_in(second)


def test_a_session_whose_password_was_changed_still_counts(cast):
    first = logged_in(cast.county_editor)
    new = "Another-horse-8-battery"
    sent = {"old_password": PASSWORD, "new_password": new, "again": new}
    assert first.post("/staff/account/password/", sent).status_code == 302
    assert OpenSession.objects.get(user=cast.county_editor).session_key == first.session.session_key
