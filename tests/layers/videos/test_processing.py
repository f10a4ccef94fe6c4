"""A film on its way: handed in, made anew by the worker, cancelled, taken up again after the worker was killed."""

import io
import json
import subprocess
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from geo.errors import BadInput
from layers.documents.models import StoredFile
from layers.documents.storage import AWAY_S
from layers.documents.store import open_stored
from layers.staff.scope import scope_of
from layers.videos import processing, tasks
from layers.videos.handing_in import hand_in
from layers.videos.models import Footage, FootageCopy, Progress
from tests.layers.documents.files import bucket_away
from tests.layers.videos.making import footage, video

pytestmark = pytest.mark.django_db
State = Footage.State


def handed(user, content, name="办事.mp4"):
    return hand_in(user, scope_of(user).grants[0], io.BytesIO(content), name)


def again(found):
    return Footage.objects.get(pk=found.pk)


def everything_in(stores):
    return [
        path for folder in stores.values() if folder.exists() for path in folder.rglob("*") if path.is_file()
    ]


def test_a_film_is_measured_kept_among_the_originals_and_its_copies_are_made_by_the_worker(
    cast, film, tmp_path
):
    made = handed(cast.county_editor, film)
    assert (made.state, made.organisation, made.region) == (State.WAITING, cast.bureau, cast.county)
    assert (made.width_px, made.height_px, made.has_sound) == (896, 504, True)
    assert float(made.duration_s) == pytest.approx(1, abs=0.1)
    assert not FootageCopy.objects.exists() and made.original.store == "originals"
    processing.process(made.pk)
    assert again(made).state == State.READY and Progress.objects.get().percent == 100
    copies = {copy.kind: copy for copy in made.copies.select_related("file")}
    assert {kind: (copy.width_px, copy.height_px) for kind, copy in copies.items()} == {
        "large": (896, 504), "small": (854, 480), "poster": (896, 504),
    }  # fmt: skip
    for kind in ("large", "small"):
        with open_stored(copies[kind].file) as opened:
            content = opened.read()
        path = tmp_path / f"{kind}.mp4"
        path.write_bytes(content)
        asked = ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", str(path)]
        told = json.loads(subprocess.run(asked, check=True, capture_output=True, timeout=30).stdout)
        picture = told["streams"][0]
        assert (picture["width"], picture["height"]) == (copies[kind].width_px, copies[kind].height_px)
        assert content.index(b"moov") < content.index(b"mdat") and "location" not in told["format"]["tags"]
    assert {copy.file.store for copy in copies.values()} == {"derivatives"}


def test_the_same_bytes_of_the_same_person_are_one_film(cast, film):
    first = handed(cast.county_editor, film)
    assert handed(cast.county_editor, film).pk == first.pk
    assert handed(cast.neighbour_editor, film).pk != first.pk
    processing.cancel(first)
    assert handed(cast.county_editor, film).pk != first.pk


def test_a_film_larger_than_the_city_takes_is_refused_with_the_limit(cast, film, settings, stores):
    settings.FILM_MAX_BYTES = 4096
    with pytest.raises(BadInput, match=r"办事\.mp4:超过"):
        handed(cast.county_editor, film)
    assert everything_in(stores) == [] and not StoredFile.objects.exists()


def hostile(film):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.mp4", film)
    at = film.index(b"moov") - 4
    lengthened = bytearray(film)
    for box, offset in ((b"mvhd", 20), (b"tkhd", 24), (b"mdhd", 20)):
        where = -1
        while (where := lengthened.find(box, where + 1)) >= 0:
            units = int.from_bytes(lengthened[where + offset : where + offset + 4], "big") * 10_000
            lengthened[where + offset : where + offset + 4] = min(units, 0xFFFFFFF0).to_bytes(4, "big")
    hls = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{}\n#EXT-X-ENDLIST\n"
    return {
        "hls-file": hls.format("file:///etc/passwd").encode(),
        "hls-http": hls.format("http://127.0.0.1:9/a.ts").encode(),
        "concat": b"ffconcat version 1.0\nfile 'file:///etc/passwd'\n",
        "hls-behind-a-head": film[:32] + hls.format("file:///etc/passwd").encode(),
        "moov-too-large": film[:at] + (0x7FFFFFFF).to_bytes(4, "big") + film[at + 4 :],
        "moov-too-small": film[:at] + (9).to_bytes(4, "big") + film[at + 4 :],
        "zip": packed.getvalue(),
        "ten-thousand-fold": bytes(lengthened),
        "cut-off": film[: len(film) // 2],
    }


def test_hostile_films_are_refused_in_chinese_and_nothing_of_them_stays(cast, film, stores):
    for name, content in hostile(film).items():
        with pytest.raises(BadInput) as refused:
            handed(cast.county_editor, content)
        assert refused.value.message.startswith("办事.mp4:") and len(refused.value.message) > 10, name
        assert "root:" not in refused.value.message
    assert everything_in(stores) == []
    assert not StoredFile.objects.exists() and not Footage.objects.exists()


def test_a_film_that_lies_about_its_length_fails_with_the_reason_and_may_be_tried_again(cast, film):
    made = handed(cast.county_editor, film)
    Footage.objects.filter(pk=made.pk).update(original=broken(film))
    processing.process(made.pk)
    failed = again(made)
    assert failed.state == State.FAILED and "办事.mp4" in failed.problem and not failed.copies.exists()
    assert processing.begin_again(failed) and again(made).state == State.WAITING
    assert not processing.begin_again(again(made))


def test_a_film_whose_store_is_away_waits_and_it_counts_as_no_try(cast, film, settings):
    made = handed(cast.county_editor, film)
    ProcrastinateJob.objects.all().delete()
    bucket_away(settings)
    for _ in range(processing.MOST_ATTEMPTS + 1):
        tasks.process_footage(made.pk)
    assert again(made).state in (State.WAITING, State.WORKING)
    assert Progress.objects.get(footage=made).attempts == 0
    job = ProcrastinateJob.objects.get(task_name__endswith="process_footage")
    assert job.scheduled_at > timezone.now() + timedelta(seconds=AWAY_S - 10)


def broken(film):
    from layers.documents.store import put_made

    # The index of the film is whole; its pictures are not.
    at = film.index(b"mdat") + 4
    return put_made(film[:at] + bytes(len(film) - at), "video/mp4", store="originals")


def test_what_is_cancelled_while_it_waits_ends_at_once_and_while_it_is_made_at_the_next_second(
    cast, film, monkeypatch
):
    waiting = handed(cast.county_editor, film)
    assert processing.cancel(waiting)
    processing.process(waiting.pk)
    assert again(waiting).state == State.CANCELLED and not FootageCopy.objects.exists()
    assert not processing.cancel(again(waiting))
    made = handed(cast.county_editor, film)
    monkeypatch.setattr(processing, "EVERY_S", 0)
    Progress.objects.filter(footage=made).update(is_cancelled=True)
    processing.process(made.pk)
    assert (again(made).state, again(made).problem) == (State.CANCELLED, "已按要求取消")
    assert not FootageCopy.objects.exists()


def test_whoever_holds_the_film_works_on_it_alone_and_one_film_at_a_time(cast, film):
    made = handed(cast.county_editor, film)
    with processing._held("videos_footage", made.pk):
        processing.process(made.pk)
        assert processing.is_worked_on(made)
    assert again(made).state == State.WAITING and not processing.is_worked_on(made)
    with processing._held("videos_one_at_a_time", 0), pytest.raises(processing.Busy):
        processing.process(made.pk)


def test_what_a_killed_worker_left_comes_into_the_queue_again_and_gives_up_in_the_end(
    cast, film, monkeypatch
):
    asked = []
    monkeypatch.setattr(tasks, "process_later", lambda footage, seconds=0: asked.append(footage.pk))
    made = handed(cast.county_editor, film)
    asked.clear()
    left = {"state": State.WORKING, "queued_at": timezone.now() - timedelta(minutes=2)}
    Footage.objects.filter(pk=made.pk).update(**left)
    with processing._held("videos_footage", made.pk):
        tasks.revive(timestamp=0)
    assert asked == []
    tasks.revive(timestamp=0)
    assert asked == [made.pk]
    Progress.objects.filter(footage=made).update(attempts=processing.MOST_ATTEMPTS)
    processing.process(made.pk)
    assert again(made).state == State.FAILED and "重新导出" in again(made).problem


def test_films_that_came_to_nothing_are_forgotten_after_their_days_and_others_are_not(cast, settings):
    long_ago = timezone.now() - timedelta(days=settings.IMPORT_KEEP_DAYS + 1)
    old = footage(cast.bureau, state=State.FAILED, ended_at=long_ago)
    young = footage(cast.bureau, state=State.CANCELLED, ended_at=timezone.now())
    used = video(cast.bureau).footage
    Footage.objects.filter(pk=used.pk).update(state=State.FAILED, ended_at=long_ago)
    tasks.forget_old(timestamp=0)
    assert set(Footage.objects.all()) == {young, used} and old.pk


def test_films_are_seen_in_the_unit_that_handed_them_in_and_used_by_its_editors(cast):
    mine = footage(cast.bureau, cast.county_editor)
    waiting = footage(cast.bureau, cast.county_editor, state=State.WAITING)
    for who, seen, used in (
        ("county_editor", {mine, waiting}, {mine}), ("county_reviewer", {mine, waiting}, set()),
        ("bureau_editor", set(), set()), ("neighbour_editor", set(), set()), ("auditor", {mine, waiting}, set()),
    ):  # fmt: skip
        scope = scope_of(getattr(cast, who))
        assert set(Footage.objects.visible_to(scope)) == seen, who
        assert set(Footage.objects.usable_by(scope)) == used, who
