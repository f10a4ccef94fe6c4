"""What staff publish about applications: how one reaches the office, and answers for everybody that tell of nobody."""

import pytest

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.changes.aggregate import NOUNS
from layers.changes.drafting import draft
from layers.foi.models import Office, PublicAnswer
from layers.foi.retention import everywhere
from tests.harness.cast import make_cast
from tests.layers.changes.making import reviewed
from tests.layers.foi.making import ID_NUMBER, PHONE, application, office

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return make_cast()


def released(noun, cast, after):
    return reviewed(draft(noun, cast.county_editor, None, after), cast)


def an_office(cast, **more):
    return {
        "organisation": cast.bureau.public_id, "name": "办公室", "mode": "full", "address": "示例路 1 号",
        "hours": "工作日", "phone": "0000-1234567", **more,
    }  # fmt: skip


def an_answer(cast, **more):
    return {
        "organisation": cast.bureau.public_id, "question": "征收土地公告在哪里看", "outcome": "published",
        "answer": "在村里的公告栏。", "answered_on": "2026-01-05", **more,
    }  # fmt: skip


def test_an_office_is_released_once_an_organisation(cast):
    released("foi_office", cast, an_office(cast))
    assert Office.objects.published().get().organisation == cast.bureau
    with pytest.raises(BadInput, match="已经登记了"):
        released("foi_office", cast, an_office(cast))


def test_who_is_sent_to_another_site_is_told_which(cast):
    for link, words in (("", "要写申请网址"), ("javascript:alert(1)", "网址")):
        with pytest.raises(BadInput, match=words):
            released("foi_office", cast, an_office(cast, mode="link", link=link))


def test_an_office_that_owes_answers_is_not_withdrawn(cast):
    here = office(cast.bureau)
    with acting(cast.county_publisher, scope=everywhere()):
        application(cast.bureau, "2026-02-02")
        with pytest.raises(BadInput, match="没办结"):
            NOUNS["foi_office"].withdraw([(here.public_id, "合并", "")])


@pytest.mark.parametrize("column", ["question", "answer"])
@pytest.mark.parametrize(("words", "kind"), [(f"申请人 {ID_NUMBER}", "身份证"), (f"请打 {PHONE}", "手机")])
def test_an_answer_that_tells_of_a_person_does_not_pass(cast, column, words, kind):
    with pytest.raises(BadInput, match=kind) as refused:
        released("foi_answer", cast, an_answer(cast, **{column: words}))
    assert refused.value.parameter == column and not PublicAnswer.objects.exists()


def test_an_answer_for_everybody_is_released_like_all_that_is_published(cast):
    released("foi_answer", cast, an_answer(cast))
    assert PublicAnswer.objects.published().get().outcome_title == "予以公开：已主动公开"
