"""A question that public benefits ask is changed only so that they can still be asked."""

import pytest

from geo.errors import BadInput
from layers.benefits.models import Attribute, Example
from layers.changes.aggregate import NOUNS
from layers.changes.drafting import draft, put_row
from layers.changes.errors import NotSeen
from layers.changes.reading import snapshot
from tests.harness.cast import make_cast
from tests.layers.benefits.making import attribute, benefit
from tests.layers.changes.test_nouns import by_the_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return make_cast()


def question(code, **changed):
    return snapshot(NOUNS["benefit_attribute"], attribute(code).code) | changed


def refused(cast, code, **changed):
    with pytest.raises(BadInput) as problem:
        by_the_city(draft("benefit_attribute", cast.city_editor, code, question(code, **changed)), cast)
    return problem.value


def test_a_choice_that_a_public_rule_uses_is_not_taken_away_and_the_benefit_is_named(cast):
    benefit(cast.bureau, "农户补贴", rules=[("household", "is", "农村")])
    problem = refused(cast, "household", choices="城镇\n外地")
    assert problem.parameter == "choices"
    assert "“农户补贴”" in problem.message and "没有“农村”这个回答" in problem.message
    assert Attribute.objects.get(code="household").choices == "城镇\n农村"


def test_a_choice_that_no_public_rule_uses_may_go(cast):
    made = benefit(cast.bureau, "农户补贴", rules=[("household", "is", "农村")])
    type(made).objects.update(withdrawn_at=made.published_at, withdrawal_reason="停办")
    changed = question("household", choices="城镇\n外地")
    by_the_city(draft("benefit_attribute", cast.city_editor, "household", changed), cast)
    assert Attribute.objects.get(code="household").choices == "城镇\n外地"


def test_a_new_name_that_an_example_does_not_know_is_refused_with_the_example(cast):
    made = benefit(cast.bureau, "高龄津贴", rules=[("age", "at_least", "80")])
    Example.objects.create(benefit=made, name="示例甲", answers="年龄：83", verdict="met")
    problem = refused(cast, "age", label="周岁")
    assert "“高龄津贴”" in problem.message and "示例甲" in problem.message


@pytest.mark.parametrize("office", ["city_office", "bureau"])
def test_question_and_benefit_are_changed_in_one_set(cast, office):
    made = benefit(getattr(cast, office), "农户补贴", rules=[("household", "is", "农村")])
    content = snapshot(NOUNS["benefit"], made.public_id)
    content["rules"][0]["wanted"] = "乡村"
    shared = draft("benefit", cast.city_editor, made.public_id, content)
    question_too = question("household", choices="城镇\n乡村")
    both = put_row(
        shared.public_id, cast.city_editor, "household", question_too,
        seen_hash=shared.content_hash, noun="benefit_attribute",
    )  # fmt: skip
    by_the_city(both, cast)
    assert made.rules.get().wanted == "乡村"


@pytest.mark.parametrize(
    ("code", "changed", "parameter", "said"),
    [
        ("household", {"choices": "城镇"}, "choices", "至少写两个"),
        ("household", {"choices": "城镇\n农村、外地"}, "choices", "第 2 行“农村、外地”"),
        ("household", {"choices": "城镇\n农村\n城镇"}, "choices", "第 3 行“城镇”写了两次"),
        ("situation", {"choices": "低保\n都没有"}, "choices", "由系统加上"),
        ("age", {"choices": "老\n小"}, "choices", "不用写可选的回答"),
        ("farms", {"unit": "亩"}, "unit", "用数字回答"),
        ("age", {"label": "年龄：周岁"}, "label", "冒号"),
        ("household", {"label": "地区"}, "label", "按县市区来问"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_in_words(cast, code, changed, parameter, said):
    problem = refused(cast, code, **changed)
    assert problem.parameter == parameter and said in problem.message


def test_a_question_in_use_is_not_deleted(cast):
    benefit(cast.bureau, "高龄津贴", rules=[("age", "at_least", "80")])
    with pytest.raises(BadInput, match="高龄津贴"):
        NOUNS["benefit_attribute"].withdraw([("age", "不问了", "")])


def test_only_the_citys_people_change_what_is_asked(cast):
    attribute("age")
    with pytest.raises(NotSeen):
        draft("benefit_attribute", cast.county_editor, "age", question("age", unit="岁"))
