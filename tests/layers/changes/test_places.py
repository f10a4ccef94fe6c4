"""A place through its life: drafted, reviewed, public, edited, withdrawn, and each of it undone."""

import datetime as dt

import pytest

from geo.errors import BadInput
from layers.changes.aggregate import NOUNS
from layers.changes.drafting import Proposal, catch_up, draft, draft_rows, draft_withdrawal, drop, put_row
from layers.changes.errors import Conflict, NotSeen, Refused
from layers.changes.history import compare, history
from layers.changes.merging import merge_category
from layers.changes.models import ChangeSet
from layers.changes.reading import content_hash, snapshot
from layers.changes.release import preview
from layers.changes.review import submit
from layers.changes.undo import undo
from layers.places.models import Category, Place
from layers.public_ids import new_public_id
from layers.search.query import find
from layers.staff.models import Role
from layers.versions import current
from tests.layers.changes.making import a_place, published_place, reviewed
from tests.layers.places.making import category

pytestmark = pytest.mark.django_db
PLACE = NOUNS["place"]


def edited(cast, key, **changed):
    after = {**snapshot(PLACE, key), **changed}
    return reviewed(draft("place", cast.county_editor, key, after), cast)


def test_a_new_place_has_its_public_id_in_the_draft_and_no_row_before_the_release(cast, clinic):
    made = draft("place", cast.county_editor, after=a_place(cast.town, clinic))
    key = made.rows.get().key
    assert not Place.objects.exists()
    before = current("places", cast.county.code)
    reviewed(made, cast)
    place = Place.objects.get()
    assert place.public_id == key
    assert place.location.coords == (118.123456789, 37.4)
    assert place.public_location.coords == (118.123457, 37.4)
    assert [phone.number for phone in place.phones.all()] == ["0543-120"]
    assert [thing.url for thing in find("湖滨镇卫生院")] == [f"/map/{key}"]
    assert current("places", cast.county.code) == before + 1


def test_what_is_released_reads_back_as_it_was_drafted(cast, clinic):
    made = draft("place", cast.county_editor, after=a_place(cast.town, clinic))
    row = made.rows.get()
    reviewed(made, cast)
    assert snapshot(PLACE, row.key) == row.after


def test_undoing_an_edit_gives_the_old_content_hash_and_keeps_the_primary_key(cast, clinic):
    key = published_place(cast, clinic)
    old, pk = content_hash(PLACE, [key]), Place.objects.get().pk
    done = edited(
        cast, key, name="新名", phones=[], introduction="一\n二", location=snapshot(PLACE, key)["location"]
    )
    assert content_hash(PLACE, [key]) != old
    reviewed(undo(done.public_id, cast.county_editor), cast)
    assert content_hash(PLACE, [key]) == old
    assert Place.objects.get().pk == pk


def test_undoing_a_creation_withdraws_it_and_undoing_that_brings_it_back(cast, clinic):
    nothing = content_hash(PLACE, [])
    made = draft("place", cast.county_editor, after=a_place(cast.town, clinic))
    done, key = reviewed(made, cast), made.rows.get().key
    public = content_hash(PLACE, [key])
    undone = reviewed(undo(done.public_id, cast.county_editor), cast)
    assert content_hash(PLACE, [key]) == nothing
    assert Place.objects.get().withdrawal_reason.startswith("撤销")
    assert find("湖滨镇卫生院") == []
    reviewed(undo(undone.public_id, cast.county_editor), cast)
    assert content_hash(PLACE, [key]) == public
    assert len(find("湖滨镇卫生院")) == 1


def test_a_withdrawal_names_reason_and_successor_and_is_undone(cast, clinic):
    key, other = published_place(cast, clinic), published_place(cast, clinic, name="新院")
    old = content_hash(PLACE, [key, other])
    done = reviewed(draft_withdrawal("place", cast.county_editor, key, "已搬迁", other), cast)
    gone = Place.objects.get(public_id=key)
    assert (gone.withdrawal_reason, gone.successor.public_id) == ("已搬迁", other)
    reviewed(undo(done.public_id, cast.county_editor), cast)
    assert content_hash(PLACE, [key, other]) == old
    assert Place.objects.get(public_id=key).successor is None


def test_merging_a_category_moves_its_places_and_one_undo_brings_both_back(cast, clinic):
    target = category("t-clinic", name="示例诊所", sort_key=2)
    keys = [published_place(cast, clinic, name=name) for name in ("一院", "二院")]
    gone = published_place(cast, clinic, name="老院")
    reviewed(draft_withdrawal("place", cast.county_editor, gone, "已关闭"), cast)
    old = content_hash(PLACE, keys), content_hash(NOUNS["category"], [clinic.code])
    with pytest.raises(NotSeen):  # the category is the whole city's
        merge_category(clinic.code, target.code, cast.county_editor)
    merged = city_reviewed(merge_category(clinic.code, target.code, cast.city_editor), cast)
    assert not Category.objects.filter(code=clinic.code).exists()
    assert set(Place.objects.values_list("category", flat=True)) == {target.code}
    city_reviewed(undo(merged.public_id, cast.city_editor), cast)
    assert (content_hash(PLACE, keys), content_hash(NOUNS["category"], [clinic.code])) == old


def city_reviewed(change_set, cast):
    from layers.changes.review import release, sign

    done = submit(change_set.public_id, cast.city_editor, seen_hash=change_set.content_hash)
    sign(done.public_id, cast.city_reviewer, "review", seen_hash=done.content_hash)
    return release(done.public_id, cast.city_publisher, seen_hash=done.content_hash)


def test_a_category_with_places_is_not_withdrawn(cast, clinic):
    published_place(cast, clinic)
    made = draft_withdrawal("category", cast.city_editor, clinic.code, "不用了")
    with pytest.raises(BadInput, match="还有 1 个网点"):
        submit(made.public_id, cast.city_editor, seen_hash=made.content_hash)


def test_hours_phones_and_verification_are_the_editors_alone(cast, clinic):
    key = published_place(cast, clinic)
    after = {
        **snapshot(PLACE, key),
        "phones": [{"label": "总机", "number": "0543-1"}],
        "verified_on": "2026-05-01",
    }
    made = draft("place", cast.county_editor, key, after)
    done = submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    assert (done.state, done.released_by) == ("released", cast.county_editor)
    assert Place.objects.get().verified_on == dt.date(2026, 5, 1)
    after |= {"verified_on": None, "name": "另一个名字"}
    made = draft("place", cast.county_editor, key, after)
    assert submit(made.public_id, cast.county_editor, seen_hash=made.content_hash).state == "in_review"


def test_a_release_over_a_newer_public_version_is_a_conflict_that_shows_it(cast, clinic):
    key = published_place(cast, clinic)
    mine = draft("place", cast.county_editor, key, {**snapshot(PLACE, key), "name": "我的名字"})
    edited(cast, key, name="先到的名字")
    with pytest.raises(Conflict) as refused:
        submit(mine.public_id, cast.county_editor, seen_hash=mine.content_hash)
    [newer] = refused.value.rows
    assert (newer.key, newer.current["name"]) == (key, "先到的名字")
    caught_up = catch_up(mine.public_id, cast.county_editor, seen_hash=mine.content_hash)
    assert caught_up.content_hash != mine.content_hash
    reviewed(caught_up, cast)
    assert Place.objects.get().name == "我的名字"


def test_a_newer_version_in_the_middle_of_a_review_stops_the_publication(cast, clinic):
    from layers.changes.review import release, sign

    key = published_place(cast, clinic)
    mine = draft("place", cast.county_editor, key, {**snapshot(PLACE, key), "name": "我的名字"})
    submit(mine.public_id, cast.county_editor, seen_hash=mine.content_hash)
    sign(mine.public_id, cast.county_reviewer, "review", seen_hash=mine.content_hash)
    edited(cast, key, name="先到的名字")
    with pytest.raises(Conflict, match="新的公开版本"):
        release(mine.public_id, cast.county_publisher, seen_hash=mine.content_hash)
    assert ChangeSet.objects.get(pk=mine.pk).state == "in_review"
    assert Place.objects.get().name == "先到的名字"


def test_a_stale_tab_gets_a_conflict_and_changes_nothing(cast, clinic):
    made = draft("place", cast.county_editor, after=a_place(cast.town, clinic))
    key, first = made.rows.get().key, made.content_hash
    put_row(
        made.public_id, cast.county_editor, key, a_place(cast.town, clinic, name="第二稿"), seen_hash=first
    )
    with pytest.raises(Conflict, match="别的窗口"):
        put_row(
            made.public_id,
            cast.county_editor,
            key,
            a_place(cast.town, clinic, name="旧窗口"),
            seen_hash=first,
        )
    assert made.rows.get().after["name"] == "第二稿"


def test_a_draft_may_be_incomplete_and_its_submission_names_what_is_missing(cast, clinic):
    made = draft("place", cast.county_editor, after={"name": "还没想好"})
    assert made.rows.get().after["region"] == cast.county.code
    with pytest.raises(BadInput, match=r"还没想好.*请填写类目"):
        submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)


def test_an_unchanged_draft_is_not_submitted(cast, clinic):
    key = published_place(cast, clinic)
    made = draft("place", cast.county_editor, key)
    with pytest.raises(BadInput, match="没有改动"):
        submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)


def test_a_dropped_draft_leaves_nothing_and_does_nothing_more(cast, clinic):
    made = draft("place", cast.county_editor, after=a_place(cast.town, clinic))
    drop(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    assert not Place.objects.exists() and current("places") == 0
    with pytest.raises(Conflict):
        submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)


def test_a_preview_shows_the_public_page_and_leaves_nothing(cast, clinic, client):
    made = draft("place", cast.county_editor, after=a_place(cast.town, clinic))
    key, before = made.rows.get().key, content_hash(PLACE, [made.rows.get().key])
    with preview(made.public_id, cast.county_editor):
        page = client.get(f"/map/{key}")
        assert page.status_code == 200 and "湖滨镇卫生院" in page.content.decode()
    assert client.get(f"/map/{key}").status_code == 404
    assert content_hash(PLACE, [key]) == before and find("湖滨镇卫生院") == [] and current("places") == 0


def test_a_place_moved_to_another_county_wants_an_editor_of_both(cast, clinic):
    key = published_place(cast, clinic)
    after = {**snapshot(PLACE, key), "region": cast.neighbour_town.code}
    for user in (cast.county_editor, cast.neighbour_editor):
        with pytest.raises(NotSeen):
            draft("place", user, key, after)
    assert draft("place", cast.city_editor, key, after).region == cast.city


def test_the_neighbour_the_other_bureau_and_a_reader_do_not_reach_a_draft(cast, clinic):
    made = draft("place", cast.county_editor, after=a_place(cast.county, clinic))
    for user in (
        cast.neighbour_editor,
        cast.bureau_editor,
        cast.town_editor,
        cast.system_administrator,
        cast.anonymous,
    ):
        assert not ChangeSet.objects.visible_to(user).exists()
        with pytest.raises(NotSeen):
            drop(made.public_id, user, seen_hash=made.content_hash)
    assert ChangeSet.objects.visible_to(cast.auditor).exists()
    with pytest.raises(Refused):
        drop(made.public_id, cast.city_editor, seen_hash=made.content_hash)
    with pytest.raises(NotSeen):
        draft("place", cast.auditor, after=a_place(cast.county, clinic))


def test_a_withdrawn_place_is_brought_back_by_its_own_county_alone(cast, clinic):
    key = published_place(cast, clinic)
    old = content_hash(PLACE, [key])
    reviewed(draft_withdrawal("place", cast.county_editor, key, "误撤"), cast)
    for after in (None, a_place(cast.neighbour_town, clinic, name="占用编号")):
        with pytest.raises(NotSeen):
            draft("place", cast.neighbour_editor, key, after)
    reviewed(draft("place", cast.county_editor, key), cast)
    assert content_hash(PLACE, [key]) == old
    with pytest.raises(NotSeen):
        draft("place", cast.county_editor, new_public_id())


def test_an_editor_who_lost_the_post_hands_nothing_in(cast, clinic):
    key = published_place(cast, clinic)
    made = draft("place", cast.county_editor, key, {**snapshot(PLACE, key), "phones": []})
    cast.county_editor.assignments.update(role=Role.REVIEWER)
    with pytest.raises(NotSeen):
        submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    assert Place.objects.get().phones.count() == 1


def test_the_history_of_a_record_names_who_and_compares_any_two(cast, clinic):
    key = published_place(cast, clinic)
    edited(cast, key, name="新名字", phones=[{"label": "急诊", "number": "0543-999"}])
    newest, oldest = history("place", key, cast.county_editor)
    assert (newest.operation, oldest.operation) == ("update", "create")
    assert newest.change_set.released_by == cast.county_publisher
    told = {
        (one.label, one.before, one.after)
        for one in compare("place", key, oldest.pk, newest.pk, cast.county_editor)
    }
    assert ("名称", "湖滨镇卫生院", "新名字") in told
    assert ("电话", "用途 急诊，号码 0543-120", "") in told
    assert list(history("place", key, cast.neighbour_editor)) == []


def test_the_same_key_of_idempotency_gives_the_same_draft(cast, clinic):
    one, two = (
        draft("place", cast.county_editor, after=a_place(cast.town, clinic), idempotency_key="tab-1")
        for _ in range(2)
    )
    assert one == two and ChangeSet.objects.count() == 1
    with pytest.raises(Conflict):
        draft("place", cast.town_editor, after=a_place(cast.town, clinic), idempotency_key="tab-1")


def test_five_hundred_places_are_released_in_a_few_statements(cast, clinic, django_assert_max_num_queries):
    proposals = [
        Proposal(after=a_place(cast.town, clinic, name=f"第{number}卫生室")) for number in range(500)
    ]
    made = draft_rows("place", cast.county_editor, proposals, kind="import", title="卫生室")
    submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    from layers.changes.review import release, sign

    sign(made.public_id, cast.county_reviewer, "review", seen_hash=made.content_hash)
    with django_assert_max_num_queries(90):
        release(made.public_id, cast.county_publisher, seen_hash=made.content_hash)
    assert Place.objects.published().count() == 500


def test_one_bad_row_among_many_is_named_and_nothing_is_released(cast, clinic):
    far = a_place(cast.town, clinic, name="太远的地方")
    far["location"].x, far["location"] = far["location"].x, far["location"].clone()
    far["location"].x = 10.0
    proposals = [Proposal(after=a_place(cast.town, clinic, name=f"第{number}卫生室")) for number in range(5)]
    made = draft_rows(
        "place", cast.county_editor, [*proposals, Proposal(after=far)], kind="import", title="卫生室"
    )
    with pytest.raises(BadInput, match=r"太远的地方.*超出本市范围"):
        submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    assert not Place.objects.exists()
