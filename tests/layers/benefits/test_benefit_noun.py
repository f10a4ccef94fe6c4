"""A rule that cannot be asked, and an example that comes out otherwise, keep a benefit from being handed in."""

import pytest

from geo.errors import BadInput
from layers.benefits.condition import conditions_of, wanted
from layers.changes.aggregate import NOUNS
from layers.changes.reading import snapshot
from tests.harness.cast import make_cast
from tests.layers.benefits.making import attribute, benefit
from tests.layers.policies.making import policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.mark.parametrize(
    ("code", "operator", "text", "said"),
    [
        ("age", "is_one_of", "60", "要求只能是"),
        ("age", "at_least", "六十", "应为数字"),
        ("age", "between", "59-16", "前面的数应小于后面的数"),
        ("age", "between", "16", "16-59"),
        ("household", "is", "城镇、农村", "只能写一个值"),
        ("household", "is_one_of", "城镇、乡下", "没有“乡下”这个回答"),
        ("farms", "is", "对", "“是”或“否”"),
    ],
)
def test_a_rule_that_cannot_be_asked_is_refused_in_words(db, code, operator, text, said):
    with pytest.raises(BadInput) as refused:
        wanted(attribute(code), operator, text)
    assert said in refused.value.message


def test_an_example_that_comes_out_otherwise_is_refused_with_both_verdicts(cast):
    made = benefit(cast.city_office, rules=[("age", "at_least", "60")])
    content = snapshot(NOUNS["benefit"], made.public_id)
    content["examples"] = [{"name": "示例甲", "answers": "年龄：67", "verdict": "met"}]
    NOUNS["benefit"].check(made.public_id, content)
    content["examples"][0]["answers"] = "年龄：59"
    with pytest.raises(BadInput) as refused:
        NOUNS["benefit"].check(made.public_id, content)
    assert refused.value.message == "样例“示例甲”应当符合，按现在的条件算出来是不符合"
    content["examples"][0]["answers"] = "身高：170"
    with pytest.raises(BadInput, match="第 1 行“身高：170”"):
        NOUNS["benefit"].check(made.public_id, content)


def test_a_benefit_of_one_county_asks_where_one_is_at_home(cast):
    made = benefit(cast.city_office, rules=[("age", "between", "16至59")], region=cast.county)
    assert [(one["sentence"], one["source"]) for one in conditions_of(made)] == [
        (f"在{cast.county.name}", "适用地区"),
        ("年龄在 16 到 59 之间（含两头）", "第1条"),
    ]


def test_a_benefit_is_granted_by_an_original_not_by_its_reading(cast):
    original = policy(cast.city_office, "津贴办法")
    reading = policy(cast.city_office, "一图读懂", interprets=original)
    made = benefit(cast.city_office, rules=[("age", "at_least", "60")])
    content = snapshot(NOUNS["benefit"], made.public_id) | {"policy": original.public_id}
    NOUNS["benefit"].check(made.public_id, content)
    with pytest.raises(BadInput, match="不能是解读"):
        NOUNS["benefit"].check(made.public_id, content | {"policy": reading.public_id})
