"""Accounts and sites as things that staff draft, release, change alone and withdraw, and that search finds."""

import datetime as dt

import pytest

from geo.errors import BadInput
from layers.changes.aggregate import NOUNS
from layers.changes.drafting import draft
from layers.changes.models import ChangeSet
from layers.changes.reading import snapshot
from layers.channels.models import OfficialAccount, Website
from layers.search.models import SearchEntry
from tests.harness.cast import make_cast
from tests.layers.changes.making import reviewed
from tests.layers.channels.making import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return make_cast()


def released(noun, cast, after, key=None):
    return reviewed(draft(noun, cast.county_editor, key, after), cast)


def given(cast, **more):
    return {
        "name": "博兴自然资源", "platform": "wechat", "organisation": cast.bureau.public_id,
        "address": "https://example.com/wechat/a", **more,
    }  # fmt: skip


def test_an_account_is_released_by_its_bureaus_people_and_found_by_its_number(cast):
    released("official_account", cast, given(cast, handle="boxing-land"))
    made = OfficialAccount.objects.get()
    entry = SearchEntry.objects.get(kind="account")
    assert entry.key == made.public_id and "boxingland" in entry.text
    assert ChangeSet.objects.get().region_id == cast.county.pk


def test_an_address_that_runs_code_is_refused_at_its_field(cast):
    with pytest.raises(BadInput) as refused:
        released("official_account", cast, given(cast, address="javascript:alert(1)"))
    assert refused.value.parameter == "address"


def test_a_new_name_of_the_organisation_is_told_beside_its_accounts(cast):
    released("official_account", cast, given(cast))
    key = cast.bureau.public_id
    released("organisation", cast, snapshot(NOUNS["organisation"], key) | {"name": "博兴县自然资源局"}, key)
    assert "博兴县自然资源局" in SearchEntry.objects.get(kind="account").note


def test_two_weeks_of_silence_are_told_and_a_day_less_is_not(cast):
    today = dt.date(2024, 3, 20)
    silent = account(cast.bureau, last_post_on=dt.date(2024, 3, 5))
    assert silent.silent_days(today) == 15
    silent.last_post_on = dt.date(2024, 3, 6)
    assert silent.silent_days(today) is None
    silent.last_post_on = None
    assert silent.silent_days(today) is None


def test_a_site_is_released_with_its_kind(cast):
    site = {
        "name": "博兴县政府网", "kind": "portal", "organisation": cast.bureau.public_id,
        "address": "https://example.com/",
    }  # fmt: skip
    released("website", cast, site)
    assert Website.objects.get().framing == "unknown"
    assert SearchEntry.objects.get(kind="website").note == "政府门户网站 · 博兴县自然资源和规划局"
