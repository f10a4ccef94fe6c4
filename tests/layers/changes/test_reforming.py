"""合并、拆分、更名换码、划归: one set, one review, one undo; what lay in the old village lies in the new one."""

import datetime as dt

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone

from geo.errors import BadInput
from layers.changes.aggregate import NOUNS
from layers.changes.drafting import Proposal, draft, draft_rows
from layers.changes.errors import Conflict, NotSeen
from layers.changes.models import ChangeSet
from layers.changes.reading import content_hash, snapshot
from layers.changes.reforming import Kind, Reform, draft_reform, planned
from layers.changes.review import release, sign, submit
from layers.changes.timed import release_due
from layers.changes.undo import undo
from layers.organisations.models import Organisation
from layers.places.models import Place
from layers.regions.codes import find as find_region
from layers.regions.models import Region
from layers.search.query import find
from layers.staff.models import Role
from layers.staff.scope import scope_of
from tests.harness.cast import _region
from tests.layers.changes.making import a_place, now, reviewed
from tests.layers.land.factories import case

pytestmark = pytest.mark.django_db
REGION, PLACE = NOUNS["region"], NOUNS["place"]
EAST, WEST, NEW, OTHER = "371625104201", "371625104202", "371625104001", "371625104210"
DECREE = "博政发〔2026〕12号，博兴县人民政府"
TODAY = dt.date(2026, 11, 1)


@pytest.fixture(autouse=True)
def first_of_november(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)


@pytest.fixture
def west(cast):
    return _region(4, "西村村委会", WEST, cast.town)


def reform(kind, **given):
    return Reform(**{"kind": kind, "on": TODAY, "decree": DECREE, **given})


def founded(name="幸福社区居委会", code=NEW, **given):
    return {"name": name, "code": code, "label_point": None, "phone": "", **given}


def done(wanted, cast, by=None, goes=None):
    made = draft_reform(planned(wanted, goes), by or cast.county_editor)
    return reviewed(made, cast)


def back(changed, cast):
    return reviewed(undo(changed.public_id, cast.county_editor), cast)


def place_in(village, cast, clinic, **given):
    made = draft("place", cast.county_editor, after=a_place(village, clinic, **given))
    reviewed(made, cast)
    return made.rows.get().key


def names(query):
    return [thing.name for thing in find(query)]


def test_two_villages_merge_into_a_new_one_with_all_that_lies_in_them_and_one_undo_brings_all_back(
    cast, west, clinic
):
    key = place_in(cast.village, cast, clinic)
    office = Organisation.objects.create(name="西村村民委员会", region=west)
    case(cast.county, [cast.village], name="旧案")
    codes = [EAST, WEST, NEW]
    before = [
        content_hash(REGION, codes), content_hash(PLACE, [key]),
        content_hash(NOUNS["organisation"], [office.public_id]),
    ]  # fmt: skip
    merged = done(reform(Kind.MERGE, sources=(EAST, WEST), founded=(founded(),)), cast)
    assert (merged.kind, merged.note) == ("reform", DECREE)
    assert merged.title == "合并：东村村委会、西村村委会 → 幸福社区居委会（2026-11-01 起）"
    new = find_region(EAST)
    assert (new.code, new.kind, new.manage_parent, new.valid_from) == (NEW, "community", cast.town, TODAY)
    assert find_region(WEST) == new and new.readings.exists()
    assert Place.objects.get(public_id=key).region == new
    assert Organisation.objects.get(pk=office.pk).region == new
    assert [link.note for link in new.origins.all()] == [DECREE] * 2
    # The old name finds the new village, and what lies in it stands under its name.
    assert names("东村") == ["幸福社区居委会"] and "幸福社区" in find("卫生院")[0].region
    back(merged, cast)
    assert before == [
        content_hash(REGION, codes), content_hash(PLACE, [key]),
        content_hash(NOUNS["organisation"], [office.public_id]),
    ]  # fmt: skip
    assert find_region(EAST).code == EAST and find_region(NEW) is None
    assert "东村村委会" in names("东村")


def test_a_village_is_taken_into_one_that_is_there(cast, west):
    done(reform(Kind.MERGE, sources=(WEST,), targets=(EAST,)), cast)
    assert find_region(WEST) == cast.village
    assert [(one.name, one.kind, one.note) for one in cast.village.other_names.all()] == [
        ("西村村委会", "former", DECREE)
    ]
    assert names("西村") == ["东村村委会"]


def test_a_split_lets_one_choose_at_the_old_address_and_each_place_goes_where_it_is_told_or_nearest(
    cast, clinic
):
    at = {"east": Point(118.10, 37.2, srid=4490), "west": Point(118.20, 37.2, srid=4490)}
    near = place_in(cast.village, cast, clinic, name="近东的", location=Point(118.11, 37.2, srid=4490))
    told = place_in(cast.village, cast, clinic, name="说好的", location=Point(118.11, 37.2, srid=4490))
    halves = (
        founded("东半村村委会", OTHER, label_point=at["east"]),
        founded("西半村村委会", "371625104211", label_point=at["west"]),
    )
    old = content_hash(REGION, [EAST, OTHER, "371625104211"])
    split = done(reform(Kind.SPLIT, sources=(EAST,), founded=halves), cast, goes={told: "371625104211"})
    assert [unit.code for unit in find_region(EAST)] == [OTHER, "371625104211"]
    assert Place.objects.get(public_id=near).region.code == OTHER
    assert Place.objects.get(public_id=told).region.code == "371625104211"
    assert set(names("东村")) == {"东半村村委会", "西半村村委会"}
    back(split, cast)
    assert content_hash(REGION, [EAST, OTHER, "371625104211"]) == old
    assert Place.objects.get(public_id=told).region == cast.village


def test_a_village_under_a_new_name_and_code_keeps_its_point_and_its_older_names(cast):
    cast.village.label_point, cast.village.phone = Point(118.1, 37.2, srid=4490), "0543-1"
    cast.village.save()
    cast.village.other_names.create(name="老东庄", kind="alias")
    renamed = done(reform(Kind.RENAME, sources=(EAST,), founded=(founded("东村社区居委会"),)), cast)
    new = find_region(EAST)
    assert (new.code, new.label_point, new.phone) == (NEW, cast.village.label_point, "0543-1")
    assert names("老东庄") == ["东村社区居委会"]
    assert not Region.objects.get(code=EAST).codes.filter(valid_to=None).exists()
    back(renamed, cast)
    assert names("老东庄") == ["东村村委会"]


def test_a_village_goes_to_another_town_and_keeps_its_code_and_its_place_in_the_statistics(cast, clinic):
    other = _region(3, "兴福镇", "371625102000", cast.county)
    key = place_in(cast.village, cast, clinic)
    old = content_hash(REGION, [EAST])
    moved = done(reform(Kind.MOVE, sources=(EAST,), town=other.code), cast)
    village = Region.objects.get(code=EAST)
    assert (village.manage_parent, village.stat_parent) == (other, cast.town)
    assert find("卫生院")[0].region.endswith("兴福镇东村村委会")
    assert not scope_of(cast.town_editor).covers(Role.EDITOR, village.path, None)
    back(moved, cast)
    assert content_hash(REGION, [EAST]) == old and Place.objects.get(public_id=key).region == village
    assert "湖滨镇" in find("卫生院")[0].region


def test_a_village_goes_to_another_town_with_a_code_of_that_town(cast):
    _region(3, "兴福镇", "371625102000", cast.county)
    wanted = reform(
        Kind.RENAME, sources=(EAST,), founded=(founded("东村村委会", "371625102230"),), town="371625102000"
    )
    done(wanted, cast)
    new = find_region(EAST)
    assert (new.code, new.manage_parent.name, new.other_names.count()) == ("371625102230", "兴福镇", 0)


def test_a_new_community_is_the_simplest_of_them(cast):
    done(
        reform(Kind.FOUND, founded=(founded(phone="0543-2"),), town=cast.town.code), cast, by=cast.town_editor
    )
    new = Region.objects.get(code=NEW)
    assert (new.manage_parent, new.phone, new.codes.get().code) == (cast.town, "0543-2", NEW)
    assert names("幸福社区") == ["幸福社区居委会"]


def test_a_day_to_come_is_the_hour_of_release_and_nothing_changes_before(cast, west, monkeypatch):
    soon = timezone.now().date() + dt.timedelta(days=30)
    monkeypatch.setattr(timezone, "localdate", lambda *args: soon - dt.timedelta(days=30))
    merged = done(reform(Kind.MERGE, on=soon, sources=(EAST, WEST), founded=(founded(),)), cast)
    assert merged.state == "in_review" and timezone.localtime(merged.release_at).hour == 0
    assert find_region(EAST) == cast.village and find_region(NEW) is None
    at = merged.release_at + dt.timedelta(minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: at)
    monkeypatch.setattr(timezone, "localdate", lambda *args: soon)
    assert release_due() == 1
    assert Region.objects.get(code=NEW).valid_from == soon
    assert Region.objects.get(code=EAST).valid_to == soon


def test_a_village_of_the_future_is_not_released_today_by_taking_the_hour_away(cast):
    after = {
        **snapshot(REGION, EAST), "name": "明年村村委会", "short_name": "明年", "valid_from": "2027-01-01",
    }  # fmt: skip
    made = draft("region", cast.county_editor, NEW, after | {"codes": []})
    with pytest.raises(BadInput, match="发布时间定在那一天"):
        reviewed(made, cast)


def test_the_clerk_of_a_village_that_ended_has_no_post_there_until_the_undo_gives_it_back(cast, west):
    clerk = cast.village_clerk
    merged = done(reform(Kind.MERGE, sources=(EAST, WEST), founded=(founded(),)), cast)
    assert not scope_of(clerk)
    with pytest.raises(NotSeen):
        draft("place", clerk, after={"name": "没有了的村的网点"})
    back(merged, cast)
    assert scope_of(clerk).has(Role.EDITOR)


def test_a_draft_that_is_older_than_the_merger_does_not_put_a_place_into_the_village_that_is_gone(
    cast, west, clinic
):
    old = draft("place", cast.county_editor, after=a_place(cast.village, clinic))
    done(reform(Kind.MERGE, sources=(EAST, WEST), founded=(founded(),)), cast)
    with pytest.raises(BadInput, match="东村村委会已于 2026-11-01 撤销"):
        submit(old.public_id, cast.county_editor, seen_hash=old.content_hash)


def test_a_town_reforms_its_villages_and_neither_a_village_nor_the_neighbour_does(cast, west, clinic):
    place_in(cast.village, cast, clinic, organisation=cast.bureau.public_id)
    plan = planned(reform(Kind.MERGE, sources=(EAST, WEST), founded=(founded(),)))
    assert draft_reform(plan, cast.town_editor).region == cast.town
    for stranger in (cast.neighbour_editor, cast.village_clerk):
        with pytest.raises(NotSeen):
            draft_reform(plan, stranger)


@pytest.mark.parametrize(
    ("given", "parameter", "said"),
    [
        ({"founded": (founded(code=WEST),)}, "founded", "已是西村村委会的"),
        ({"founded": (founded(code="371625102201"),)}, "founded", "前 9 位应为 371625104"),
        ({"founded": (founded(code="371625104000"),)}, "founded", "后三位"),
        ({"founded": (founded(code="37162510420"),)}, "founded", "12 位"),
        ({"on": dt.date(2028, 1, 1)}, "valid_from", "一年以后"),
        ({"on": dt.date(1949, 10, 1)}, "valid_from", "设立于"),
        ({"sources": (EAST, "371625104299")}, "sources", "没有代码"),
        ({"sources": (EAST, "371625104000")}, "sources", "不是村"),
        ({"sources": (EAST,)}, "sources", "至少有两个村"),
        ({"targets": (WEST,), "founded": ()}, "targets", "既是原村又是"),
        ({"founded": ()}, "founded", "合并以后是一个村"),
        ({"kind": Kind.SPLIT}, "sources", "一次拆分一个村"),
        ({"kind": Kind.SPLIT, "sources": (EAST,)}, "founded", "至少是两个村"),
        ({"kind": Kind.MOVE, "founded": ()}, "manage_parent", "乡镇"),
        ({"kind": Kind.MOVE, "founded": (), "town": "371625104000"}, "manage_parent", "已经在"),
        ({"kind": Kind.FOUND, "sources": ()}, "manage_parent", "乡镇"),
        ({"town": EAST}, "manage_parent", "乡镇或街道"),
    ],
)
def test_what_cannot_be_is_refused_at_the_part_that_is_wrong(cast, west, given, parameter, said):
    wanted = reform(**{"kind": Kind.MERGE, "sources": (EAST, WEST), "founded": (founded(),), **given})
    with pytest.raises(BadInput, match=said) as refused:
        planned(wanted)
    assert refused.value.parameter == parameter


def test_a_village_that_has_ended_is_not_reformed_again(cast, west):
    done(reform(Kind.MERGE, sources=(EAST, WEST), founded=(founded(),)), cast)
    with pytest.raises(BadInput, match="撤销（现为：幸福社区居委会）"):
        planned(reform(Kind.MERGE, sources=(EAST,), targets=(NEW,)))


def test_of_two_mergers_into_each_other_the_second_is_told_of_the_first(cast, west):
    there = draft_reform(planned(reform(Kind.MERGE, sources=(EAST,), targets=(WEST,))), cast.county_editor)
    back_again = draft_reform(
        planned(reform(Kind.MERGE, sources=(WEST,), targets=(EAST,))), cast.county_editor
    )
    reviewed(there, cast)
    with pytest.raises(Conflict, match="新的公开版本"):
        reviewed(back_again, cast)


def test_a_circle_of_successors_is_refused(cast, west):
    rows = [
        {**snapshot(REGION, one), "valid_to": "2020-01-01", "successions": [{"successor": two, "on": "2020-01-01"}]}
        for one, two in ((EAST, WEST), (WEST, EAST))
    ]  # fmt: skip
    made = draft_rows("region", cast.county_editor, [Proposal(EAST, rows[0]), Proposal(WEST, rows[1])])
    with pytest.raises(BadInput, match="环"):
        submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    assert now(made).state == ChangeSet.State.DRAFT


def test_the_review_is_one_of_the_whole(cast, west, clinic):
    place_in(cast.village, cast, clinic)
    plan = planned(reform(Kind.MERGE, sources=(EAST, WEST), founded=(founded(),)))
    made = draft_reform(plan, cast.county_editor)
    assert made.row_count == 4
    sent = submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    assert sent.flow_id == "content"
    sign(sent.public_id, cast.county_reviewer, "review", seen_hash=sent.content_hash)
    assert release(sent.public_id, cast.county_publisher, seen_hash=sent.content_hash).state == "released"


def test_nothing_stays_behind_in_a_village_that_is_gone(cast, west, clinic):
    made = draft_reform(
        planned(reform(Kind.MERGE, sources=(EAST, WEST), founded=(founded(),))), cast.county_editor
    )
    key = place_in(cast.village, cast, clinic, name="后来的网点")
    with pytest.raises(BadInput, match="还有 1 个网点（后来的网点）留在那里"):
        submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    again = draft_reform(
        planned(reform(Kind.MERGE, sources=(EAST, WEST), founded=(founded(),))), cast.county_editor
    )
    reviewed(again, cast)
    assert Place.objects.get(public_id=key).region.code == NEW


def test_an_organisation_is_not_released_into_a_village_that_is_gone(cast, west):
    office = Organisation.objects.create(name="西村村民委员会", region=west)
    after = {**snapshot(NOUNS["organisation"], office.public_id), "phone": "0543-1"}
    old = draft("organisation", cast.county_editor, office.public_id, after)
    new = draft("organisation", cast.county_editor, after={"name": "东村老年协会", "region": EAST})
    done(reform(Kind.MERGE, sources=(EAST, WEST), founded=(founded(),)), cast)
    with pytest.raises(Conflict):
        submit(old.public_id, cast.county_editor, seen_hash=old.content_hash)
    with pytest.raises(BadInput, match="已于 2026-11-01 撤销"):
        submit(new.public_id, cast.county_editor, seen_hash=new.content_hash)
