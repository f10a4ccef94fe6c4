"""What a category wants of its places: asked at submission, listed where it is public already."""

import pytest

from geo.errors import BadInput
from layers.changes.aggregate import NOUNS
from layers.changes.drafting import draft
from layers.changes.merging import merge_category
from layers.changes.reading import snapshot
from layers.changes.review import submit
from layers.changes.undo import undo
from layers.places.models import Place
from layers.places.wanted import COLUMNS, TEXTS, WANTED
from tests.harness.cast import make_cast
from tests.layers.changes.making import a_place, published_place
from tests.layers.changes.test_nouns import by_the_city
from tests.layers.places.making import category

pytestmark = pytest.mark.django_db
PLACE, CATEGORY = NOUNS["place"], NOUNS["category"]


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def clinic(db):
    return category()


def want(clinic, *names):
    clinic.wanted = list(names)
    clinic.save()


def handed_in(cast, clinic, **given):
    made = draft("place", cast.county_editor, after=a_place(cast.town, clinic, **given))
    return submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)


def test_a_place_without_what_its_category_wants_is_not_handed_in_and_all_of_it_is_named(cast, clinic):
    want(clinic, "phones", "opening_hours", "address", "is_accessible")
    with pytest.raises(BadInput, match="“湖滨镇卫生院”还缺电话、地址、无障碍（这个类目必填）") as refused:
        handed_in(cast, clinic, phones=[])
    assert refused.value.parameter == "phones"
    assert handed_in(cast, clinic, address="一号", is_accessible=False).state == "in_review"


def test_every_name_is_a_column_or_child_of_a_place_and_found_by_sql_as_by_python(cast, clinic):
    key = published_place(cast, clinic, phones=[], opening_hours=[], entrances=[])
    content = snapshot(PLACE, key)
    for name in WANTED:
        want(clinic, name)
        is_lacking = content[name] in (None, "", [])
        assert Place.objects.lacking().filter(public_id=key).exists() == is_lacking, name
    assert set(COLUMNS) >= set(TEXTS)


def test_the_clerk_who_says_it_closes_at_five_is_not_asked_for_a_picture(cast, clinic):
    key = published_place(cast, clinic)
    want(clinic, "pictures", "phones")
    after = {**snapshot(PLACE, key), "verified_on": "2026-03-01"}
    made = draft("place", cast.county_editor, key, after)
    assert submit(made.public_id, cast.county_editor, seen_hash=made.content_hash).state == "released"
    gone = draft("place", cast.county_editor, key, {**after, "phones": []})
    with pytest.raises(BadInput, match="还缺电话（"):
        submit(gone.public_id, cast.county_editor, seen_hash=gone.content_hash)


def test_a_merger_of_categories_and_an_undo_are_asked_nothing(cast, clinic):
    key = published_place(cast, clinic)
    target = category("t-strict", "别的类")
    want(target, "pictures")
    merged = by_the_city(merge_category(clinic.code, target.code, cast.city_editor), cast)
    assert Place.objects.lacking().filter(public_id=key).exists()
    by_the_city(undo(merged.public_id, cast.city_editor), cast)
    assert Place.objects.get(public_id=key).category_id == clinic.code


def test_what_a_category_wants_is_changed_and_undone_like_everything_else(cast, clinic):
    after = {**snapshot(CATEGORY, clinic.code), "wanted": ["opening_hours", "phones", "phones"]}
    made = draft("category", cast.city_editor, clinic.code, after)
    assert made.rows.get().after["wanted"] == ["phones", "opening_hours"]
    done = by_the_city(made, cast)
    clinic.refresh_from_db()
    assert clinic.wanted == ["phones", "opening_hours"]
    by_the_city(undo(done.public_id, cast.city_editor), cast)
    clinic.refresh_from_db()
    assert clinic.wanted == []


@pytest.mark.parametrize("wanted", [["telepathy"], "phones", [1], {"phones": "是"}])
def test_what_no_place_has_cannot_be_wanted(cast, clinic, wanted):
    after = {**snapshot(CATEGORY, clinic.code), "wanted": wanted}
    with pytest.raises(BadInput, match="可选的范围"):
        draft("category", cast.city_editor, clinic.code, after)


def test_of_many_at_once_the_first_few_are_named(cast, clinic):
    want(clinic, "pictures")
    from layers.changes.drafting import Proposal, draft_rows

    rows = [Proposal(after=a_place(cast.town, clinic, name=f"院{n}")) for n in range(5)]
    made = draft_rows("place", cast.county_editor, rows, kind="import", title="导入")
    with pytest.raises(BadInput, match="“院2”还缺图片与动画等 5 个网点"):
        submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
