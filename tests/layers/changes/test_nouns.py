"""The other nouns: villages that merge, categories, organisations, a year of the calendar; each put back exactly."""

import pytest

from geo.errors import BadInput
from layers.changes.aggregate import NOUNS
from layers.changes.drafting import Proposal, draft, draft_rows
from layers.changes.reading import content_hash, snapshot
from layers.changes.review import release, sign, submit
from layers.changes.undo import undo
from layers.organisations.models import Organisation
from layers.places.models import Category
from layers.regions.codes import find as find_region
from layers.regions.models import Region
from layers.search.query import find
from layers.workdays.models import CalendarDay
from tests.layers.land.factories import square

pytestmark = pytest.mark.django_db
REGION = NOUNS["region"]


def by_the_city(change_set, cast):
    done = submit(change_set.public_id, change_set.author, seen_hash=change_set.content_hash)
    sign(done.public_id, cast.city_reviewer, "review", seen_hash=done.content_hash)
    return release(done.public_id, cast.city_publisher, seen_hash=done.content_hash)


def a_village(cast, name, code, **given):
    return {
        "level": 4, "kind": "village", "name": name, "manage_parent": cast.town.code, "stat_parent": cast.town.code,
        "valid_from": "2012-01-01", **given,
    }  # fmt: skip


def test_two_villages_merge_into_a_new_one_and_one_undo_brings_them_back(cast):
    codes = ["371625104201", "371625104299"]
    old = content_hash(REGION, codes)
    former = snapshot(REGION, codes[0])
    ended = {
        **former, "valid_to": "2020-01-01",
        "successions": [{"successor": codes[1], "on": "2020-01-01", "note": "博政发〔2019〕12号"}],
    }  # fmt: skip
    new = a_village(cast, "新村村委会", codes[1], valid_from="2020-01-01", area=square(0, 0, 500))
    merged = by_the_city(
        draft_rows("region", cast.city_editor, [Proposal(codes[0], ended), Proposal(codes[1], new)]), cast
    )
    unit = find_region(codes[0])
    assert (unit.code, unit.path) == (codes[1], f"{cast.town.path}{unit.pk}/")
    assert unit.public_area is not None and unit.codes.get().code == codes[1]
    assert [thing.name for thing in find("新村村委会")] == ["新村村委会"]
    by_the_city(undo(merged.public_id, cast.city_editor), cast)
    assert content_hash(REGION, codes) == old
    assert find_region(codes[0]).code == codes[0] and find_region(codes[1]) is None


def test_a_town_that_changes_its_manager_takes_its_villages_along(cast):
    after = {**snapshot(REGION, cast.town.code), "manage_parent": cast.neighbour.code}
    old = content_hash(REGION, [cast.town.code])
    moved = by_the_city(draft("region", cast.city_editor, cast.town.code, after), cast)
    village = Region.objects.get(pk=cast.village.pk)
    assert village.path == f"{cast.neighbour.path}{cast.town.pk}/{village.pk}/"
    by_the_city(undo(moved.public_id, cast.city_editor), cast)
    assert content_hash(REGION, [cast.town.code]) == old
    assert Region.objects.get(pk=village.pk).path == cast.village.path


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"manage_parent": "371600000000"}, "上一级"),
        ({"valid_to": "2000-01-01"}, "晚于"),
        ({"successions": [{"successor": "371625104201", "on": "2020-01-01"}]}, "撤销日期"),
    ],
)
def test_a_village_that_cannot_be_is_refused(cast, changed, said):
    made = draft(
        "region", cast.city_editor, "371625104298", a_village(cast, "某村村委会", "371625104298", **changed)
    )
    with pytest.raises(BadInput, match=said):
        submit(made.public_id, cast.city_editor, seen_hash=made.content_hash)


def test_aliases_and_readings_of_a_village_are_found_and_taken_back(cast):
    code = cast.village.code
    old = content_hash(REGION, [code])
    after = {
        **snapshot(REGION, code), "other_names": [{"name": "老东庄", "kind": "alias"}],
        "readings": [{"syllables": "dong cun", "is_override": True}],
    }  # fmt: skip
    done = by_the_city(draft("region", cast.city_editor, code, after), cast)
    assert [thing.url for thing in find("老东庄")] == [f"/v/{code}"]
    by_the_city(undo(done.public_id, cast.city_editor), cast)
    assert content_hash(REGION, [code]) == old and find("老东庄") == []


def test_a_category_is_added_with_its_group_in_one_set_and_undone(cast):
    group = Proposal("t-new", {"name": "新组", "icon": "hospital", "hue": 3}, noun="category_group")
    one = Proposal("t-one", {"name": "新类", "group": "t-new", "icon": "hospital"})
    done = by_the_city(draft_rows("category", cast.city_editor, [one, group]), cast)
    assert Category.objects.get(code="t-one").group_id == "t-new"
    by_the_city(undo(done.public_id, cast.city_editor), cast)
    assert not Category.objects.filter(code="t-one").exists()


def test_a_wrong_hue_is_told_in_chinese(cast):
    made = draft("category_group", cast.city_editor, "t-new", {"name": "新组", "icon": "hospital", "hue": 11})
    with pytest.raises(BadInput, match="新组"):
        submit(made.public_id, cast.city_editor, seen_hash=made.content_hash)


def test_a_bureau_and_its_department_come_in_one_set_in_any_order(cast):
    # The ids are given at draft, so that one row may name the other.
    from layers.public_ids import new_public_id

    bureau, office = new_public_id(), new_public_id()
    rows = [
        Proposal(office, {"name": "便民窗口", "region": cast.county.code, "parent": bureau}),
        Proposal(
            bureau, {"name": "行政审批局", "region": cast.county.code, "parent": cast.government.public_id}
        ),
    ]
    by_the_city(draft_rows("organisation", cast.city_editor, rows), cast)
    assert Organisation.objects.get(public_id=office).parent.public_id == bureau


def test_an_organisation_edits_itself_and_not_its_neighbour(cast):
    own = {**snapshot(NOUNS["organisation"], cast.bureau.public_id), "phone": "0543-1"}
    assert draft("organisation", cast.county_editor, cast.bureau.public_id, own).organisation == cast.bureau
    from layers.changes.errors import NotSeen

    other = {**snapshot(NOUNS["organisation"], cast.other_bureau.public_id), "phone": "0543-1"}
    with pytest.raises(NotSeen):
        draft("organisation", cast.county_editor, cast.other_bureau.public_id, other)


def test_a_year_of_the_calendar_is_added_and_undone(cast):
    noun = NOUNS["calendar"]
    days = [
        {"date": "2031-01-01", "kind": "HOLIDAY", "name": "元旦"},
        {"date": "2031-01-04", "kind": "MAKEUP", "name": "元旦"},
    ]
    done = by_the_city(
        draft("calendar", cast.city_editor, "2031", {"source_title": "通知", "days": days}), cast
    )
    assert snapshot(noun, "2031") == done.rows.get().after
    by_the_city(undo(done.public_id, cast.city_editor), cast)
    assert not CalendarDay.objects.filter(date__year=2031).exists()


def test_a_make_up_day_on_a_tuesday_is_refused_in_the_words_of_the_calendar(cast):
    days = [{"date": "2031-01-07", "kind": "MAKEUP", "name": "元旦"}]
    made = draft("calendar", cast.city_editor, "2031", {"source_title": "通知", "days": days})
    with pytest.raises(BadInput, match="星期六或星期日"):
        submit(made.public_id, cast.city_editor, seen_hash=made.content_hash)


def test_what_lies_in_a_town_is_found_where_the_town_went_and_under_its_new_name(cast, clinic):
    from layers.search.models import SearchEntry
    from tests.layers.changes.making import a_place

    made = draft("place", cast.city_editor, after=a_place(cast.village, clinic))
    by_the_city(made, cast)
    found = find("卫生院", own_path=cast.county.path)[0]
    assert found.region == "滨州市博兴县湖滨镇东村村委会"
    after = {**snapshot(REGION, cast.town.code), "name": "湖滨新镇", "manage_parent": cast.neighbour.code}
    moved = by_the_city(draft("region", cast.city_editor, cast.town.code, after), cast)
    village = Region.objects.get(pk=cast.village.pk)
    entry = SearchEntry.objects.get(kind="place", key=found.key)
    assert (entry.region_path, entry.region_name) == (village.path, "滨州市惠民县湖滨新镇东村村委会")
    assert f"@{cast.neighbour.path}" in entry.grams and f"@{cast.county.path}" not in entry.grams
    by_the_city(undo(moved.public_id, cast.city_editor), cast)
    assert find("卫生院")[0].region == "滨州市博兴县湖滨镇东村村委会"


def test_a_case_names_its_village_as_it_is_called_now(cast):
    from layers.search import index
    from tests.layers.land.factories import case

    known = case(cast.county, [cast.village], name="老批次")
    index.rebuild(["case", "region"])
    assert find(known.name)[0].note == "东村村委会"
    after = {**snapshot(REGION, cast.village.code), "name": "东村社区居委会"}
    by_the_city(draft("region", cast.city_editor, cast.village.code, after), cast)
    assert find(known.name)[0].note == "东村社区居委会"
