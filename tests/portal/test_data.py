"""/data/: what is public and nothing else, as files; made once for each state of the rows."""

import datetime as dt
import fcntl
import os
import sqlite3
import time
from contextlib import ExitStack, closing

import pytest
import shapely
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from importers.exports import public
from importers.exports.public import FORMATS, PublicFile
from importers.handed import HandedFile
from importers.open import open_table
from importers.tasks import make_public_file
from layers.catalog import LAYERS
from layers.places.models import Place
from layers.versions import bump
from tests.layers.api.world import place, world
from tests.layers.land.factories import at, parcel, square

pytestmark = pytest.mark.django_db
RARE = "𠮷田㑇村＝“卫生室”=SUM(1)"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.EXPORTS = tmp_path / "exports"
    return settings.EXPORTS


@pytest.fixture
def here(db):
    found = world()
    found.rare = place(RARE, found.clinic.category, found.east, at(50, 50))
    found.withdrawn = place("撤回的卫生室", found.clinic.category, found.east, at(60, 60))
    Place.objects.filter(pk=found.withdrawn.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="迁走")
    found.hidden = place("三天后公布的卫生室", found.clinic.category, found.east, at(70, 70))
    Place.objects.filter(pk=found.hidden.pk).update(published_at=timezone.now() + dt.timedelta(days=3))
    return found


def get(client, name, extension, query="", **headers):
    return client.get(reverse("data-file", args=[name, extension]) + query, headers=headers or None)


def rows_of(answer, extension, tmp_path):
    """What the importers read in it: columns by title, and shapes."""
    assert answer.status_code == 200, answer.content
    target = tmp_path / f"got.{extension}"
    target.write_bytes(b"".join(answer.streaming_content))
    with open_table(HandedFile(f"数据.{extension.split('.')[-1]}", target)) as table:
        columns, shapes = {field.name: [] for field in table.fields}, []
        for batch in table.batches():
            for field, cells in zip(table.fields, batch.columns, strict=True):
                columns[field.name] += cells
            shapes += [None if one is None else shapely.from_wkb(one) for one in batch.wkb]
    return columns, shapes


def test_every_public_property_has_a_short_name_of_its_own():
    for layer in LAYERS.values():
        assert list(layer.titles) == list(layer.properties)
        assert len(set(layer.titles.values())) == len(layer.titles)
        assert all(len(title.encode("gbk")) <= 10 for title in layer.titles.values())


@pytest.mark.parametrize("extension", FORMATS)
def test_a_file_holds_the_public_rows_of_the_feed_under_the_names_of_the_catalogue(
    client, here, extension, tmp_path
):
    columns, shapes = rows_of(get(client, "places", extension), extension, tmp_path)
    feed = client.get("/api/layers/places.geojson?bbox=117,37,119,39").json()["features"]
    more = {"经度", "纬度"} if extension == "xlsx" else set()
    assert set(columns) == set(LAYERS["places"].titles.values()) | more
    told = {feature["properties"]["id"]: feature for feature in feed}
    assert sorted(map(str, columns["编号"])) == sorted(told)
    assert RARE in map(str, columns["名称"])
    assert not {"撤回的卫生室", "三天后公布的卫生室"} & set(map(str, columns["名称"]))
    for key, name, shape in zip(columns["编号"], columns["名称"], shapes, strict=True):
        assert str(name) == told[str(key)]["properties"]["name"]
        assert [shape.x, shape.y] == pytest.approx(told[str(key)]["geometry"]["coordinates"], abs=1e-9)


@pytest.mark.parametrize("name", LAYERS)
def test_each_layer_comes_in_each_format_with_its_public_columns_alone(client, here, name, tmp_path):
    for extension in FORMATS:
        assert get(client, name, extension).status_code == 200
    layer, file = LAYERS[name], tmp_path / "got.gpkg"
    file.write_bytes(b"".join(get(client, name, "gpkg").streaming_content))
    with closing(sqlite3.connect(file)) as database:
        columns = [line[1] for line in database.execute(f'PRAGMA table_info("{layer.title}")')]
        (rows,) = database.execute(f'SELECT count(*) FROM "{layer.title}"').fetchone()
    assert set(columns) == {"fid", "geom", *layer.titles.values()}
    assert rows == layer.queryset().count() > 0


def test_parcels_show_their_public_area_and_never_the_survey(client, here, tmp_path):
    here.plot.survey.area = square(1, 1, 97)
    here.plot.survey.save()
    gone = parcel(here.case, square(200, 0, 100), number="DK-02")
    type(gone).objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="更正")
    columns, shapes = rows_of(get(client, "parcels", "gpkg"), "gpkg", tmp_path)
    assert columns["地块编号"] == ["DK-01"]
    public_area = shapely.from_wkb(bytes(here.plot.public_area.wkb))
    assert shapely.symmetric_difference(shapes[0], public_area).area < 1e-9


def test_a_case_without_survey_is_a_row_without_shape_and_choices_are_told_in_chinese(client, here, tmp_path):
    columns, shapes = rows_of(get(client, "cases", "geojson"), "geojson", tmp_path)
    found = dict(zip(columns["名称"], shapes, strict=True))
    assert found[here.old.name] is None and found[here.case.name] is not None
    assert set(columns["类型"]) == {"批次"}


def test_within_a_unit_are_its_own_rows_and_no_neighbours(client, here, tmp_path):
    columns, _ = rows_of(get(client, "places", "gpkg", "?within=371625104202"), "gpkg", tmp_path)
    assert columns["名称"] == ["远处卫生室"]
    columns, _ = rows_of(get(client, "places", "gpkg", "?within=371625104201"), "gpkg", tmp_path)
    assert set(columns["名称"]) == {"东村卫生室", RARE}


@pytest.mark.parametrize(
    "query",
    [
        "?within=3716",
        "?within=999999999999",
        "?within=",
        "?limit=3",
        "?within=371625104201&within=371625104202",
    ],
)
def test_a_wrong_query_is_refused_in_words(client, here, query):
    answer = get(client, "places", "gpkg", query)
    assert answer.status_code == 400 and "answer" in answer.content.decode()


@pytest.mark.parametrize(("name", "extension"), [("places", "kml"), ("nothing", "gpkg"), ("places", "zip")])
def test_another_layer_or_format_is_not_there(client, here, name, extension):
    assert get(client, name, extension).status_code == 404


def test_a_file_is_made_once_and_anew_when_the_layer_changes(client, here, folder, tmp_path):
    first = get(client, "places", "geojson")
    before, tag = b"".join(first.streaming_content), first["ETag"]
    (made,) = folder.glob("places-*.geojson")
    made.write_bytes(b"kept")
    assert b"".join(get(client, "places", "geojson").streaming_content) == b"kept"
    assert get(client, "places", "geojson", **{"If-None-Match": tag}).status_code == 304
    Place.objects.filter(pk=here.rare.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="迁走")
    bump("places")
    again = get(client, "places", "geojson", **{"If-None-Match": tag})
    after = b"".join(again.streaming_content)
    assert again["ETag"] != tag and RARE.encode() not in after and RARE.split("=")[0].encode() in before


def test_while_another_file_is_made_the_caller_is_told_when_to_ask_again(client, here, folder, monkeypatch):
    monkeypatch.setattr(public, "PATIENCE_S", 0)
    folder.mkdir()
    with (folder / ".lock-small").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        answer = get(client, "places", "xlsx")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "再试一次" in answer.content.decode()
    assert get(client, "places", "xlsx").status_code == 200


def test_few_wait_in_line_and_the_next_is_told_at_once(client, here, folder):
    folder.mkdir()
    with ExitStack() as stack:
        for place in range(public.MOST_IN_LINE):
            lock = stack.enter_context((folder / f".lock-line-{place}").open("w"))
            fcntl.flock(lock, fcntl.LOCK_EX)
        assert get(client, "places", "geojson").status_code == 503
        fcntl.flock(lock, fcntl.LOCK_UN)
        assert get(client, "places", "geojson").status_code == 200


def test_a_large_file_is_made_by_one_job_however_many_ask(client, here, monkeypatch):
    monkeypatch.setattr(public, "MOST_AT_ONCE", 1)
    for _ in range(3):
        assert get(client, "places", "gpkg").status_code == 503
    (job,) = ProcrastinateJob.objects.filter(task_name="importers.tasks.make_public_file")
    make_public_file(**job.args)
    assert get(client, "places", "gpkg").status_code == 200


def test_files_of_yesterday_and_too_many_files_are_swept(client, here, folder, monkeypatch):
    get(client, "places", "geojson")
    (old,) = folder.glob("places-*")
    os.utime(old, (time.time() - 90_000,) * 2)
    get(client, "regions", "geojson")
    assert not old.exists() and len(list(folder.glob("regions-*"))) == 1
    assert list(folder.glob(".making-*")) == []


def test_the_page_lists_every_layer_with_its_count_and_its_files(client, here, settings):
    settings.CITY = {**settings.CITY, "open_data": {"licence": "署名即可使用"}}
    text = client.get("/data/").content.decode()
    assert "署名即可使用" in text and "4 条" in text
    for name in LAYERS:
        for extension in FORMATS:
            assert reverse("data-file", args=[name, extension]) in text
    narrowed = client.get("/data/?within=371625104202").content.decode()
    assert "西村村委会" in narrowed and "places.gpkg?within=371625104202" in narrowed
    assert client.get("/data/?within=12").status_code == 400
    assert PublicFile(LAYERS["places"], FORMATS["gpkg"]).tag
