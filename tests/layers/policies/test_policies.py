"""Policies as things that staff draft, release, end and withdraw: their number, validity, 解读, application, classes."""

import datetime as dt

import pytest

from geo.errors import BadInput
from layers.changes.aggregate import NOUNS
from layers.changes.drafting import draft
from layers.changes.reading import snapshot
from layers.changes.undo import undo
from layers.policies import reference
from layers.policies.models import Policy, PolicyClass, PolicySection
from layers.policies.validity import TRANSITIONS, Validity, standing_of
from layers.search.models import SearchEntry
from layers.search.query import find
from tests.harness.cast import make_cast
from tests.layers.changes.making import reviewed
from tests.layers.policies.making import policy, policy_class, section

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 10)


@pytest.fixture
def cast(db):
    return make_cast()


def released(cast, after, key=None):
    return reviewed(draft("policy", cast.county_editor, key, after), cast)


def given(cast, **more):
    return {
        "title": "稳岗补贴办法", "organisation": cast.bureau.public_id, "issued_on": "2024-01-05", **more,
    }  # fmt: skip


def ended(cast, validity="repealed", **more):
    return given(cast, validity=validity, ended_on="2024-06-01", ended_reason="由新文件宣布", **more)


def refusal(cast, after, key=None):
    with pytest.raises(BadInput) as refused:
        released(cast, after, key)
    return refused.value


def test_a_policy_is_released_with_its_classes_and_cleaned_and_found_by_every_word(cast):
    policy_class()
    body = "<p class=MsoNormal onclick=x>社会保险费<script>x</script>返还</p>"
    released(
        cast,
        given(cast, doc_no_raw="政办字[2024] 003号", body=body, classes=[{"policy_class": "employment"}]),
    )
    made = Policy.objects.get()
    assert (made.doc_no, made.doc_no_raw) == ("政办字〔2024〕3号", "政办字[2024] 003号")
    assert made.body == "<p>社会保险费返还</p>"
    assert [str(one) for one in made.classes.all()] == ["稳岗就业"]
    for words in ("稳岗补贴", "政办字〔2024〕3号", "政办字【2024】3号", "社会保险费返还"):
        assert [hit.key for hit in find(words, kind="policy")] == [made.public_id], words


def test_one_number_in_other_brackets_is_not_registered_twice(cast):
    policy(cast.bureau, "先有的", doc_no_raw="政办字〔2024〕3号")
    problem = refusal(cast, given(cast, doc_no_raw="政办字（2024）03号"))
    assert problem.parameter == "doc_no_raw" and "先有的" in problem.message


@pytest.mark.parametrize(
    ("more", "parameter"),
    [
        ({"doc_no_raw": "第三号文件"}, "doc_no_raw"),
        ({"effective_on": "2023-12-31"}, "effective_on"),
        ({"expires_on": "2023-12-31"}, "expires_on"),
        ({"validity": "repealed"}, "ended_on"),
        ({"validity": "lapsed", "ended_on": "2024-06-01"}, "ended_reason"),
        ({"validity": "revised", "ended_on": "2024-06-01", "ended_reason": "修订"}, "replaced_by"),
        ({"ended_on": "2024-06-01"}, "validity"),
        ({"is_applied_for": True}, "apply_where"),
        ({"apply_where": "窗口"}, "is_applied_for"),
        ({"is_applied_for": True, "apply_where": "窗口", "apply_from": "2024-03-02", "apply_until": "2024-03-01"},
         "apply_until"),
        ({"apply_address": "javascript:alert(1)", "is_applied_for": True}, "apply_address"),
        ({"body": '<a href="http://10.0.0.1/">点</a>'}, "body"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_refused_at_its_field(cast, more, parameter):
    assert refusal(cast, given(cast, **more)).parameter == parameter
    assert not Policy.objects.exists()


def test_a_repeal_names_the_new_one_and_a_chain_never_comes_back(cast):
    old, new = policy(cast.bureau, "旧办法"), policy(cast.bureau, "新办法")
    released(cast, ended(cast, title="旧办法", replaced_by=new.public_id), old.public_id)
    old.refresh_from_db()
    assert old.replaced_by == new and old.standing(DAY).word == "已废止"
    problem = refusal(cast, ended(cast, title="新办法", replaced_by=old.public_id), new.public_id)
    assert problem.parameter == "replaced_by"


@pytest.mark.parametrize("was", Validity)
@pytest.mark.parametrize("becomes", Validity)
def test_an_act_leads_only_where_the_machine_says(cast, was, becomes):
    new = policy(cast.bureau, "新办法")
    state = {} if was == Validity.IN_FORCE else {"ended_on": dt.date(2024, 5, 1), "ended_reason": "到期"}
    key = policy(cast.bureau, validity=was, replaced_by=new if state else None, **state).public_id
    after = (
        given(cast, summary="改过") if becomes == Validity.IN_FORCE
        else ended(cast, becomes.value, replaced_by=new.public_id)
    )  # fmt: skip
    if was == becomes or becomes in TRANSITIONS[was]:
        released(cast, after, key)
        assert Policy.objects.get(public_id=key).validity == becomes
    else:
        assert refusal(cast, after, key).parameter == "validity"


def test_a_repeal_registered_by_mistake_is_undone(cast):
    key = policy(cast.bureau).public_id
    before = snapshot(NOUNS["policy"], key)
    made = released(cast, ended(cast), key)
    reviewed(undo(made.public_id, cast.county_editor), cast)
    assert snapshot(NOUNS["policy"], key) == before


@pytest.mark.parametrize(
    ("facts", "word", "holds"),
    [
        ({}, "有效", True),
        ({"effective_on": DAY}, "有效", True),
        ({"effective_on": DAY + dt.timedelta(1)}, "尚未施行", False),
        ({"expires_on": DAY}, "有效", True),
        ({"expires_on": DAY - dt.timedelta(1)}, "已失效", False),
        ({"validity": Validity.REPEALED, "ended_on": DAY}, "已废止", False),
        ({"validity": Validity.REPEALED, "ended_on": DAY + dt.timedelta(1)}, "有效", True),
        ({"validity": Validity.REVISED, "ended_on": DAY}, "已被修订", False),
        (
            {"validity": Validity.LAPSED, "ended_on": DAY, "expires_on": DAY + dt.timedelta(9)},
            "已失效",
            False,
        ),
    ],
)
def test_what_a_policy_is_today_needs_no_hand(facts, word, holds):
    told = {
        "validity": Validity.IN_FORCE,
        "ended_on": None,
        "effective_on": None,
        "expires_on": None,
        **facts,
    }
    standing = standing_of(**told, today=DAY)
    assert (standing.word, standing.holds) == (word, holds)


def test_one_may_apply_from_the_first_day_to_the_last_and_not_for_what_was_repealed(cast):
    days = {"apply_from": DAY, "apply_until": DAY + dt.timedelta(5)}
    made = policy(cast.bureau, is_applied_for=True, apply_where="窗口", **days)
    open_on = [made.may_be_applied_for(DAY + dt.timedelta(days)) for days in (-1, 0, 5, 6)]
    assert open_on == [False, True, True, False]
    assert [made.apply_days_left(DAY + dt.timedelta(days)) for days in (0, 5, 6)] == [5, 0, None]
    made.validity, made.ended_on = Validity.REPEALED, DAY
    assert not made.may_be_applied_for(DAY)


def test_a_reading_belongs_to_an_original_and_keeps_it_public(cast):
    original = policy(cast.bureau, "办法")
    released(cast, given(cast, title="一图读懂", interprets=original.public_id))
    reading = Policy.objects.get(title="一图读懂")
    assert refusal(cast, given(cast, title="再读", interprets=reading.public_id)).parameter == "interprets"
    with pytest.raises(BadInput):
        NOUNS["policy"].withdraw([(original.public_id, "写错了", "")])
    NOUNS["policy"].withdraw([(reading.public_id, "写错了", ""), (original.public_id, "写错了", "")])
    assert not Policy.objects.published().exists() and not SearchEntry.objects.filter(kind="policy").exists()


def test_seven_classes_are_named_and_five_wait_and_loading_again_changes_nothing(db):
    reference.load()
    PolicySection.objects.filter(code="epidemic").update(retired_on=DAY)
    PolicyClass.objects.filter(code="class-8").update(name="养老托育", is_confirmed=True)
    reference.load()
    assert PolicyClass.objects.count() == 12
    assert PolicyClass.objects.filter(is_confirmed=True).count() == 8
    assert PolicySection.objects.get(code="epidemic").retired_on == DAY


def test_a_section_with_policies_is_retired_not_deleted(cast):
    policy(cast.bureau, section=section())
    with pytest.raises(BadInput) as refused:
        NOUNS["policy_section"].withdraw([("enterprise", "不用了", "")])
    assert "停用日期" in refused.value.message
