"""/enterprise/: what there is, one of it with its rules, and the page on which the browser compares."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.harness.cast import make_cast
from tests.layers.benefits.making import benefit
from tests.layers.policies.making import policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    made = make_cast()
    benefit(made.city_office, "高龄津贴", rules=[("age", "at_least", "80")])
    benefit(made.bureau, "设备补贴", served="enterprise")
    return made


def test_the_list_is_narrowed_to_what_is_for_residents(client, cast):
    html = client.get("/enterprise/", {"served": "resident"}).content.decode()
    assert "<strong>高龄津贴</strong>" in html and "<strong>设备补贴</strong>" not in html


def test_one_benefit_shows_each_rule_with_its_article(client, cast):
    made = benefit(cast.city_office, "农户补贴", rules=[("farms", "is", "是")])
    html = client.get(made.get_absolute_url()).content.decode()
    assert "务农：是" in html and "第1条" in html and "每月 100 元" in html


def test_the_questions_stand_in_no_form_and_only_those_that_a_rule_asks(client, cast):
    html = client.get("/enterprise/match/resident/").content.decode()
    main = html.split("<main", 1)[1].split("</main>", 1)[0]
    assert "<form" not in main and 'data-attribute="age"' in main and 'data-attribute="farms"' not in main


def test_a_kind_of_visitor_that_there_is_not_is_not_found(client, cast):
    assert client.get("/enterprise/match/alien/").status_code == 404


def test_a_benefit_leads_to_its_policy_and_says_whether_it_still_holds(client, cast):
    granting = policy(cast.city_office, "津贴办法")
    made = benefit(cast.city_office, "护理津贴", rules=[("age", "at_least", "60")], policy=granting)
    html = client.get(made.get_absolute_url()).content.decode()
    assert f'<a href="{granting.get_absolute_url()}">津贴办法</a>（现在有效）' in html
    assert "依据的政策" not in html
    granting.validity, granting.ended_on, granting.ended_reason = "repealed", dt.date(2024, 6, 1), "停办"
    granting.save()
    html = client.get(made.get_absolute_url()).content.decode()
    assert "<strong>依据的政策已废止</strong>，从 2024-06-01 起" in html and "津贴办法</a>（已废止）" in html
    assert client.get("/enterprise/").content.decode().count("<strong>依据的政策已废止</strong>") == 1
    told = client.get("/enterprise/match/resident/").context["benefits"]
    assert {one["name"]: one["caution"] for one in told} == {"护理津贴": "依据的政策已废止", "高龄津贴": ""}


def test_a_policy_that_was_withdrawn_is_named_nowhere(client, cast):
    granting = policy(cast.city_office, "写错的办法", withdrawn_at=timezone.now(), withdrawal_reason="写错了")
    made = benefit(cast.city_office, "护理津贴", policy=granting)
    html = client.get(made.get_absolute_url()).content.decode()
    assert "写错的办法" not in html and "依据的政策" not in html


def test_a_policy_lists_what_it_grants_and_its_reading_too(client, cast):
    granting = policy(cast.city_office, "津贴办法")
    reading = policy(cast.city_office, "一图读懂", interprets=granting)
    made = benefit(cast.city_office, "护理津贴", policy=granting)
    for one in (granting, reading):
        assert f'href="{made.get_absolute_url()}"' in client.get(one.get_absolute_url()).content.decode()
    office = client.get(f"/services/offices/{cast.city_office.public_id}").content.decode()
    assert f'href="{made.get_absolute_url()}"' in office
