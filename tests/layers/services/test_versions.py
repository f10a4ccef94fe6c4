"""Versions of an item: kept when what visitors read has changed, told line by line."""

import datetime as dt

import pytest

from layers.changes.aggregate import NOUNS
from layers.changes.drafting import draft
from layers.changes.reading import snapshot
from layers.services import versions
from layers.services.models import ItemVersion, ServiceItem
from tests.harness.cast import make_cast
from tests.layers.changes.making import reviewed
from tests.layers.services.making import item

pytestmark = pytest.mark.django_db


def numbers(made):
    return list(made.item_versions.values_list("number", flat=True))


def test_a_release_makes_a_version_and_one_that_changes_nothing_to_read_makes_none():
    cast = make_cast()
    made = item(cast.bureau)
    key = made.public_id
    for changed in ({"fee": "10 元"}, {"verified_on": "2024-03-04"}, {"materials": [{"name": "身份证"}]}):
        after = snapshot(NOUNS["service_item"], key) | changed
        reviewed(draft("service_item", cast.county_editor, key, after), cast)
    assert numbers(made) == [2, 1]
    newest = ItemVersion.objects.first()
    assert ["要带什么", "身份证"] in newest.content and ServiceItem.objects.get().verified_on == dt.date(
        2024, 3, 4
    )


def test_many_items_are_kept_in_a_few_queries(django_assert_max_num_queries):
    cast = make_cast()
    made = [item(cast.bureau, f"事项{number}") for number in range(30)]
    with django_assert_max_num_queries(5):
        versions.keep(one.public_id for one in made)
    assert ItemVersion.objects.count() == 30


def test_changes_are_told_in_the_order_of_the_page_and_what_is_gone_last():
    old = [["找谁办", "甲"], ["收费", "10 元"], ["办理步骤", "取号"]]
    new = [["找谁办", "乙"], ["收费", "10 元"], ["要带什么", "身份证"]]
    told = [(one.label, one.before, one.after) for one in versions.changes(old, new)]
    assert told == [("找谁办", "甲", "乙"), ("要带什么", "", "身份证"), ("办理步骤", "取号", "")]
