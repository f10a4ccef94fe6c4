"""A process is killed (SIGKILL) at each named point of an import, then it is tried again: all or nothing, and once.

The short form takes a sample of the points; the long one walks all of them for every format.
"""

import os
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from django.utils import timezone

from layers.failpoints import POINTS, VARIABLE, failpoint
from tests.harness.databases import ROOT
from tests.importers import geofiles
from tests.importers.places import HEADER, file_of, row, villages
from tests.layers.documents.files import stores_in

ROWS = 7
SAMPLE = ("check.copied", "check.saved", "submit.begun")
OF_THE_WORKER = tuple(point for point in POINTS if point.startswith("check."))
OF_AN_IMPORT = tuple(point for point in POINTS if point.startswith(("upload.", "check.", "submit.")))
OF_A_PASSAGE = tuple(point for point in POINTS if point.startswith("passage."))


def gis_file(driver, suffix):
    """The same places as a layer of points, written by GDAL."""

    def written(rows, folder):
        path = folder / f"layer{suffix}"
        texts = [np.array([one[at] for one in rows], dtype=object) for at in (0, 1, 2, 5)]
        pyogrio.raw.write(
            path, shapely.to_wkb(shapely.points([(one[3], one[4]) for one in rows])), texts,
            ["名称", "类目", "所在区划", "电话"], geometry_type="Point", crs="EPSG:4490", driver=driver,
        )  # fmt: skip
        return path

    return written


def zipped(written):
    """A layer of several files as the one zip that is handed in."""

    def packed(rows, folder):
        path = written(rows, folder)
        parts = path.rglob("*") if path.is_dir() else folder.glob(f"{path.stem}.*")
        target = folder / "卫生室.zip"
        with zipfile.ZipFile(target, "w") as archive:
            for part in sorted(parts):
                archive.write(part, part.relative_to(folder))
        return target

    return packed


def table(suffix, separator):
    def written(rows, folder):
        lines = [separator.join(map(str, line)) for line in (HEADER, *rows)]
        path = folder / f"卫生室{suffix}"
        path.write_bytes("\r\n".join(lines).encode("gb18030"))
        return path

    return written


def workbook(rows, folder):
    path = folder / "卫生室.xlsx"
    path.write_bytes(file_of(rows).content)
    return path


def old_workbook(rows, folder):
    path = folder / "卫生室.xls"
    path.write_bytes(geofiles.xls(HEADER, *rows))
    return path


def open_document(rows, folder):
    path = folder / "卫生室.ods"
    path.write_bytes(geofiles.ods(HEADER, *rows))
    return path


def packed_kml(rows, folder):
    path = folder / "卫生室.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(gis_file("KML", ".kml")(rows, folder), "doc.kml")
    return path


def drawing(rows, folder):
    """Names alone: what else a drawing does not say holds for all of it, and where its texts lie tells the village."""
    path = folder / "卫生室.dxf"
    path.write_bytes(geofiles.texts_of_drawing((name, lng, lat) for name, _, _, lng, lat, _ in rows))
    return path


FORMATS = {
    "xlsx": workbook,
    "csv": table(".csv", ","),
    "shapefile": zipped(gis_file("ESRI Shapefile", ".shp")),
    "geopackage": gis_file("GPKG", ".gpkg"),
    "geojson": gis_file("GeoJSON", ".geojson"),
    "kml": gis_file("KML", ".kml"),
    "filegdb": zipped(gis_file("OpenFileGDB", ".gdb")),
}
# What is read by the same parsers as one above is killed at one point.
KINDRED = {
    "xls": old_workbook,
    "ods": open_document,
    "tsv": table(".tsv", "\t"),
    "kmz": packed_kml,
    "dxf": drawing,
}
OF_A_DRAWING = ("--mapping", '{"name": "Text"}', "--fixed", '{"category": "示例医院"}')


@pytest.fixture
def world(committed_database, settings, tmp_path, request):
    """The cast with its villages and a file of places; what a process sees of it."""
    from tests.harness.cast import make_cast
    from tests.layers.places.making import category

    stores_in(tmp_path / "media", settings)
    cast = make_cast()
    category()
    cast.villages = villages(cast.town)
    folder = tmp_path / "handed"
    folder.mkdir()
    file = (FORMATS | KINDRED)[getattr(request, "param", "xlsx")](
        [row(number) for number in range(ROWS)], folder
    )
    environment = committed_database.environment() | {"CUNTU_VAR": str(tmp_path)}
    return cast, file, environment


def manage(environment, *words, killed_at=""):
    """One command of manage.py to its end, or to the point at which it is killed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT, env=environment | ({VARIABLE: f"{killed_at}=kill"} if killed_at else {}),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert done.returncode == (-9 if killed_at else 0), done.stdout
    return done.stdout


def submit(world, killed_at=""):
    cast, file, environment = world
    words = ("import_places", str(file), "--crs", "4490", "--submit", "--as", cast.county_editor.username)
    more = OF_A_DRAWING if file.suffix == ".dxf" else ()
    return manage(environment, *words, *more, killed_at=killed_at)


def left():
    """What a killed import may leave: a whole draft or none, never a part of one."""
    from importers.models import Batch, RowProblem
    from layers.changes.models import ChangeRow, ChangeSet

    sets, rows = ChangeSet.objects.count(), ChangeRow.objects.count()
    assert (sets, rows) in ((0, 0), (1, ROWS)), (sets, rows)
    assert RowProblem.objects.count() == 0
    assert Batch.objects.count() <= 1
    assert all(batch.change_set_id for batch in Batch.objects.filter(state="checked"))


def once():
    """Exactly one change set with all rows in review, of one batch; no file without a row and no row without a file."""
    from django.core.files.storage import storages

    from importers.models import Batch
    from layers.changes.models import ChangeSet
    from layers.documents.models import StoredFile
    from layers.documents.sweep import sweep

    made = ChangeSet.objects.get()
    assert (made.state, made.rows.count(), made.row_count) == ("in_review", ROWS, ROWS)
    assert Batch.objects.get().change_set == made
    sweep(timedelta(0))
    names = {stored.name for stored in StoredFile.objects.all()}
    folder = Path(storages["originals"].location)
    assert {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} == names
    assert len(names) == 1


def killed_and_tried_again(world, point):
    submit(world, killed_at=point)
    left()
    assert "已提交审核" in submit(world)
    once()
    submit(world)  # a third time is what is in review already
    once()


@pytest.mark.parametrize("point", SAMPLE)
def test_a_command_killed_at_a_point_leaves_all_or_nothing_and_does_it_once_again(world, point):
    killed_and_tried_again(world, point)


@pytest.mark.long
@pytest.mark.parametrize("point", OF_AN_IMPORT)
@pytest.mark.parametrize("world", FORMATS, indirect=True)
def test_a_command_killed_at_any_point_of_any_format_leaves_all_or_nothing_and_does_it_once_again(
    world, point
):
    killed_and_tried_again(world, point)


@pytest.mark.long
@pytest.mark.parametrize("world", KINDRED, indirect=True)
def test_formats_of_the_same_parsers_are_killed_at_one_point_with_the_same_outcome(world):
    killed_and_tried_again(world, "check.saved")


def worker_killed_and_started_again(world, point):
    from importers import run
    from importers.handing_in import hand_in
    from importers.models import Batch
    from importers.tasks import revive

    cast, file, environment = world
    with file.open("rb") as content:
        batch = hand_in(cast.county_editor, "places", [(file.name, content)])
    run.queue(batch, {**batch.choices, "crs": "4490"})
    worker = ("procrastinate", "worker", "--one-shot", "--queues=importers")
    manage(environment, *worker, killed_at=point)
    left()
    Batch.objects.filter(pk=batch.pk).update(queued_at=timezone.now() - timedelta(minutes=5))
    revive(timestamp=0)
    manage(environment, *worker)
    batch = Batch.objects.select_related("change_set").get(pk=batch.pk)
    assert (batch.state, batch.counts["new"]) == ("checked", ROWS)
    run.submit(batch, cast.county_editor, seen_hash=batch.change_set.content_hash)
    once()


def test_a_worker_killed_in_the_middle_is_followed_by_one_that_ends_the_check(world):
    worker_killed_and_started_again(world, "check.drafted")


@pytest.mark.long
@pytest.mark.parametrize("point", [point for point in OF_THE_WORKER if point != "check.drafted"])
def test_a_worker_killed_at_any_point_is_followed_by_one_that_ends_the_check(world, point):
    worker_killed_and_started_again(world, point)


@pytest.mark.long
@pytest.mark.parametrize("point", ["check.drafted", "check.saved", "check.committed"])
def test_a_worker_killed_while_a_bundle_goes_into_drafts_leaves_all_of_it_or_nothing(world, point):
    from importers import run
    from importers.handing_in import hand_in
    from importers.tasks import revive
    from layers.changes.models import Attachment, ChangeSet
    from layers.documents.models import StoredFile
    from layers.documents.sweep import sweep
    from tests.importers.bundles import FILES, bundle, released_case_of

    cast, _, environment = world
    released_case_of(cast)
    batch = hand_in(cast.county_editor, "documents", [("文件.zip", bundle())])
    run.queue(batch, batch.choices)
    run.run_check(batch.pk)
    batch.refresh_from_db()
    assert (batch.counts["new"], ChangeSet.objects.count()) == (len(FILES), 0), batch.counts
    run.into_drafts(batch)
    worker = ("procrastinate", "worker", "--one-shot", "--queues=importers")
    manage(environment, *worker, killed_at=point)
    whole = point == "check.committed"
    assert (ChangeSet.objects.count(), Attachment.objects.count()) == ((1, len(FILES)) if whole else (0, 0))
    batch.__class__.objects.filter(pk=batch.pk).update(queued_at=timezone.now() - timedelta(minutes=5))
    revive(timestamp=0)
    manage(environment, *worker)
    batch.refresh_from_db()
    made = ChangeSet.objects.get()
    assert (batch.drafts, made.attachments.count(), batch.file) == ([made.public_id], len(FILES), None)
    # The zip goes with the next sweep; the files of the draft stay.
    sweep(timedelta(0))
    assert not StoredFile.objects.filter(media_type="application/octet-stream").exists()
    assert StoredFile.objects.filter(store="originals").count() == len(FILES)


def test_without_the_variable_nothing_happens_and_a_strange_name_is_a_mistake(monkeypatch):
    monkeypatch.delitem(os.environ, VARIABLE, raising=False)
    failpoint(POINTS[0])
    with pytest.raises(AssertionError):
        failpoint("nothing.known")


def test_every_point_stands_in_the_code():
    folders = (ROOT / "importers", ROOT / "layers")
    code = "".join(path.read_text() for folder in folders for path in folder.rglob("*.py"))
    assert {point for point in POINTS if f'failpoint("{point}")' not in code} == set()


def test_progress_is_seen_while_the_check_runs_and_a_cancel_ends_it_there(world, monkeypatch):
    from importers import progress, run
    from importers.handing_in import hand_in
    from importers.models import Batch, Progress
    from layers.changes.models import ChangeSet

    monkeypatch.setattr(progress, "EVERY_S", 0)
    cast, file, _ = world
    with file.open("rb") as content:
        batch = hand_in(cast.county_editor, "places", [(file.name, content)])
    run.queue(batch, {**batch.choices, "crs": "4490"})
    # Asked for while a job is at it: the flag is all that a page can set.
    Progress.objects.filter(batch=batch).update(is_cancelled=True)
    run.run_check(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, ChangeSet.objects.count()) == ("cancelled", 0)
    run.queue(batch, batch.choices)
    run.run_check(batch.pk)
    batch = Batch.objects.get(pk=batch.pk)
    told = Progress.objects.get(batch=batch)
    assert (batch.state, told.phase, told.rows) == ("checked", "与已公布的对照", ROWS)
    assert told.rows_per_second > 0
