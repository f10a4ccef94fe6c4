"""A service item: how long it takes, in words; what the database refuses; how search finds it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from layers.organisations.models import Organisation
from layers.search import index
from layers.search.query import find
from layers.services.models import ServiceItem
from tests.layers.places import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return Organisation.objects.create(name="人社局", region=making.tree()["county"])


def item(owner, **values):
    return ServiceItem(
        name="养老保险参保",
        aliases="社保、养老",
        kind="public_service",
        organisation=owner,
        handler="窗口",
        **values,
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"is_immediate": True, "promised_limit": 3}, "当场办结"),
        ({"promised_limit": 3, "legal_limit": 20}, "3 个工作日"),
        ({"legal_limit": 20}, "20 个工作日"),
        ({"promised_limit": 30, "limit_unit": "day"}, "30 天"),
        ({"promised_limit": 0}, "当天办结"),
        ({}, "以窗口答复为准"),
    ],
)
def test_how_long_it_takes_is_told_in_words(owner, values, words):
    assert item(owner, **values).duration == words


def test_no_promise_is_longer_than_the_law_allows(owner):
    with pytest.raises(IntegrityError), transaction.atomic():
        item(owner, promised_limit=21, legal_limit=20).save()


def test_a_code_has_31_characters_and_belongs_to_one_item(owner):
    with pytest.raises(ValidationError, match="实施编码应为 31 位"):
        item(owner, code="12345").full_clean()
    item(owner, code="3" * 31).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        item(owner, code="3" * 31).save()
    item(owner).save()
    item(owner).save()  # without a code there may be several


def test_search_finds_it_by_what_people_call_it(owner):
    made = item(owner)
    made.save()
    index.update("item", [made])
    for typed in ("养老保险", "社保", "ylbx"):
        assert [thing.url for thing in find(typed)] == [f"/q/{made.public_id}"], typed
