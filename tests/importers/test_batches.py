"""A batch from the upload to the review: once, all or nothing, and nobody else's."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from geo.errors import BadInput
from importers import run
from importers.handing_in import hand_in
from importers.models import Batch, FieldMemory, Progress, RowProblem
from importers.tasks import check_batch, revive, sweep
from layers.changes.errors import Conflict, NotSeen
from layers.changes.models import ChangeRow, ChangeSet
from layers.documents.models import StoredFile
from layers.documents.storage import AWAY_S
from layers.documents.sweep import sweep as sweep_files
from layers.places.models import Place
from layers.staff.scope import scope_of
from tests.harness.cast import make_cast
from tests.importers.places import HEADER, file_of, row, villages
from tests.layers.changes.making import reviewed
from tests.layers.documents.files import bucket_away, stores_in
from tests.layers.places.making import category

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings, tmp_path):
    stores_in(tmp_path, settings)
    cast = make_cast()
    category()
    cast.villages = villages(cast.town)
    return cast


def handed(user, rows, header=HEADER, name="卫生室.xlsx"):
    return hand_in(user, "places", [(name, io.BytesIO(file_of(rows, header).content))])


def checked(batch, **choices):
    run.queue(batch, {**batch.choices, "crs": "4490", **choices})
    run.run_check(batch.pk)
    return Batch.objects.select_related("change_set", "user", "file", "correction").get(pk=batch.pk)


def test_a_file_is_kept_privately_with_its_header_its_first_rows_and_the_guess(cast):
    batch = handed(cast.county_editor, [row(number) for number in range(8)])
    assert batch.header == HEADER
    assert len(batch.sample) == 5
    assert batch.choices["mapping"] == {
        "name": "名称", "category": "类目", "region": "所在区划", "lng": "经度", "lat": "纬度", "phones": "电话",
    }  # fmt: skip
    assert (batch.state, batch.file.store) == ("new", "originals")
    assert ChangeSet.objects.count() == 0


def test_the_same_bytes_of_the_same_person_are_the_same_batch(cast):
    rows = [row(0)]
    content = file_of(rows).content
    first, again = (
        hand_in(cast.county_editor, "places", [("a.xlsx", io.BytesIO(content))]) for _ in range(2)
    )
    assert first.pk == again.pk
    other = hand_in(cast.town_editor, "places", [("a.xlsx", io.BytesIO(content))])
    assert other.pk != first.pk
    assert StoredFile.objects.count() == 1


def test_who_is_no_editor_hands_nothing_in(cast):
    with pytest.raises(NotSeen):
        handed(cast.county_reviewer, [row(0)])
    assert Batch.objects.count() == 0


def test_a_checked_batch_is_submitted_reviewed_released_and_undone_exactly(cast):
    from layers.changes.aggregate import NOUNS
    from layers.changes.reading import content_hash
    from layers.changes.undo import undo

    batch = checked(handed(cast.county_editor, [row(number) for number in range(3)]))
    assert (batch.state, batch.counts["new"], batch.findings["status"]) == ("checked", 3, "ok")
    keys = list(batch.change_set.rows.values_list("key", flat=True))
    before = content_hash(NOUNS["place"], keys)
    done = run.submit(batch, cast.county_editor, seen_hash=batch.change_set.content_hash)
    assert done.state == "in_review"
    with pytest.raises(Conflict):
        run.queue(Batch.objects.get(pk=batch.pk), batch.choices)
    reviewed_set(done, cast)
    assert Place.objects.published().count() == 3
    reviewed(undo(done.public_id, cast.county_editor), cast)
    assert Place.objects.published().count() == 0
    assert content_hash(NOUNS["place"], keys) == before


def reviewed_set(done, cast):
    from layers.changes.review import release, sign

    sign(done.public_id, cast.county_reviewer, "review", seen_hash=done.content_hash)
    release(done.public_id, cast.county_publisher, seen_hash=done.content_hash)


def test_a_batch_with_errors_has_no_draft_and_cannot_be_submitted(cast):
    batch = checked(handed(cast.county_editor, [row(0), row(1, 类目="不存在")]))
    assert (batch.state, batch.change_set, batch.counts["error"]) == ("checked", None, 1)
    problem = batch.problems.get()
    assert (problem.row, problem.column, problem.code) == (3, "类目", "bad_value")
    assert problem.geometry.x == pytest.approx(row(1)[3])
    with pytest.raises(Conflict):
        run.submit(batch, cast.county_editor, seen_hash="")


def test_checked_again_another_way_it_has_one_draft_and_only_the_new_problems(cast):
    batch = checked(handed(cast.county_editor, [row(0)]))
    first = batch.change_set.public_id
    batch = checked(batch, fixed={"source": "卫健局"})
    assert batch.change_set.public_id != first
    assert ChangeSet.objects.count() == 1
    assert batch.change_set.rows.get().after["source"].startswith("卫健局（")
    batch = checked(batch, crs="4528")
    assert batch.change_set is None
    assert ChangeSet.objects.count() == ChangeRow.objects.count() == 0
    assert {problem.code for problem in batch.problems.all()} == {"outside_city"}


def test_a_job_that_runs_twice_leaves_one_draft(cast):
    batch = handed(cast.county_editor, [row(0)])
    run.queue(batch, {**batch.choices, "crs": "4490"})
    assert ProcrastinateJob.objects.filter(task_name="importers.tasks.check_batch").count() == 1
    for _ in range(2):
        run.run_check(batch.pk)
    assert ChangeSet.objects.count() == 1


def test_what_was_said_of_a_header_is_remembered_for_its_person(cast):
    header = ["点", "类目", "村", "东", "北", "电话"]
    mapping = {"name": "点", "category": "类目", "region": "村", "lng": "东", "lat": "北"}
    batch = checked(handed(cast.county_editor, [row(0)], header), mapping=mapping)
    assert batch.counts["new"] == 1
    assert batch.findings["unread"] == ["电话"]
    again = handed(cast.county_editor, [row(1)], header, "另一份.xlsx")
    assert (again.choices["mapping"], again.choices["crs"]) == (mapping, "")
    assert handed(cast.town_editor, [row(2)], header).choices["mapping"].get("name") is None
    assert FieldMemory.objects.count() == 1


def test_a_wrong_column_is_refused_with_its_name(cast):
    batch = handed(cast.county_editor, [row(0)])
    batch = checked(batch, mapping={"name": "没有的列"})
    assert (batch.state, batch.problem) == ("refused", "名称：文件里没有“没有的列”这一列")


def test_a_cancelled_check_leaves_nothing(cast):
    batch = handed(cast.county_editor, [row(0)])
    run.queue(batch, {**batch.choices, "crs": "4490"})
    run.cancel(batch)
    run.run_check(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, ChangeSet.objects.count(), RowProblem.objects.count()) == ("cancelled", 0, 0)


def test_a_check_whose_worker_died_is_queued_again_and_given_up_after_three_times(cast):
    batch = handed(cast.county_editor, [row(0)])
    run.queue(batch, {**batch.choices, "crs": "4490"})
    ProcrastinateJob.objects.all()
    Batch.objects.filter(pk=batch.pk).update(queued_at=timezone.now() - timedelta(minutes=5))
    revive(timestamp=0)
    assert (
        ProcrastinateJob.objects.filter(task_name="importers.tasks.check_batch").count() == 1
    )  # still to do
    Progress.objects.filter(batch=batch).update(attempts=3)
    run.run_check(batch.pk)
    batch.refresh_from_db()
    assert batch.state == "refused"
    assert "没有完成" in batch.problem


def test_what_nobody_submitted_goes_with_its_file_after_the_days_of_the_setting(cast, settings):
    batch = checked(handed(cast.county_editor, [row(0)]))
    kept = checked(handed(cast.county_editor, [row(1)], name="留下.xlsx"))
    run.submit(kept, cast.county_editor, seen_hash=kept.change_set.content_hash)
    old = timezone.now() - timedelta(days=settings.IMPORT_KEEP_DAYS + 1)
    Batch.objects.update(created_at=old)
    sweep(timestamp=0)
    batch.refresh_from_db()
    assert (batch.state, batch.file, batch.change_set) == ("dropped", None, None)
    assert list(ChangeSet.objects.values_list("state", flat=True)) == ["in_review"]
    sweep_files(timedelta(0))
    assert list(StoredFile.objects.all()) == [kept.file]


def test_a_batch_is_seen_by_its_person_and_the_readers_of_her_unit_alone(cast):
    batch = handed(cast.county_editor, [row(0)])

    def sees(name):
        return Batch.objects.visible_to(scope_of(getattr(cast, name))).filter(pk=batch.pk).exists()

    seeing = ("county_editor", "county_reviewer", "county_publisher", "city_editor", "auditor")
    assert all(map(sees, seeing))
    blind = ("neighbour_editor", "bureau_editor", "town_editor", "system_administrator")
    assert not any(map(sees, blind))


def test_a_file_that_is_none_of_ours_is_refused_and_leaves_nothing(cast):
    with pytest.raises(BadInput, match=r"a\.dwg"):
        hand_in(cast.county_editor, "places", [("a.dwg", io.BytesIO(b"AC1027" + b"\0" * 100))])
    assert Batch.objects.count() == StoredFile.objects.count() == 0


def test_a_batch_whose_store_is_away_waits_and_it_counts_as_no_try(cast, settings):
    batch = handed(cast.county_editor, [row(1)])
    run.queue(batch, {**batch.choices, "crs": "4490"})
    ProcrastinateJob.objects.all().delete()
    bucket_away(settings)
    for _ in range(run.MOST_ATTEMPTS + 1):
        check_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, Progress.objects.get(batch=batch).attempts) == (Batch.State.QUEUED, 0)
    job = ProcrastinateJob.objects.get(task_name__endswith="check_batch")
    assert job.scheduled_at > timezone.now() + timedelta(seconds=AWAY_S - 10)
