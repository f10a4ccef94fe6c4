"""/enterprise/: what there is, one of it with its rules, and the page on which the browser compares."""

import pytest

from tests.harness.cast import make_cast
from tests.layers.benefits.making import benefit

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
