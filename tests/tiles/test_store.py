"""Kept tiles: read without SQL, made once, taken away when they are damaged or out of date, and never in the way."""

import gzip
import resource
import threading
import time
from contextlib import contextmanager

import pytest
from django.db import connection, connections
from django.db.utils import OperationalError
from django.test import Client
from django.utils import timezone

from layers.places.models import Place
from layers.places.publish import withdraw
from layers.versions import bump
from tests.harness.databases import EMPTY, Database
from tests.layers.api.world import world
from tests.layers.land.factories import at
from tests.tiles.asking import address
from tests.tiles.decoding import decoded
from tiles import finding
from tiles.address import parse_layers
from tiles.forgetting import forget_older

BESIDE = (117.2, 36.7)


def versioned(client, layers, z=14, where=None):
    template = client.get(f"/tiles/{layers}.json").json()["tiles"][0]
    return address(layers, z, *([where] if where else [])) + "?" + template.partition("?")[2]


def files(kept, pattern="**/*.*"):
    return sorted(
        path for path in kept.glob(pattern) if path.is_file() and not {".locks", ".sweeps"} & {*path.parts}
    )


def test_a_kept_tile_costs_no_question_and_is_the_very_same(client, here, kept, django_assert_num_queries):
    path = versioned(client, "places")
    first = client.get(path)
    with django_assert_num_queries(0):
        again = client.get(path)
    assert (again.content, again["ETag"], again["Cache-Control"]) == (
        first.content,
        first["ETag"],
        first["Cache-Control"],
    )
    (file,) = files(kept)
    assert gzip.decompress(file.read_bytes()) == first.content
    assert file.stat().st_mode & 0o044 == 0o044, "nginx is another account"


def test_an_empty_tile_is_kept_too(client, here, kept, django_assert_num_queries):
    path = versioned(client, "places", where=BESIDE)
    assert client.get(path).status_code == 204
    with django_assert_num_queries(0):
        assert client.get(path).status_code == 204
    assert [file.suffix for file in files(kept)] == [".empty"]


def test_levels_below_the_deepest_stored_one_fill_no_disk(client, here, kept):
    client.get(versioned(client, "places", z=18))
    assert files(kept) == []


def test_a_version_that_is_not_todays_is_never_kept_under_its_name(client, here, kept):
    client.get(address("places", 14) + "?v=99-0123abcd")
    assert {file.relative_to(kept).parts[1] for file in files(kept)} == {
        finding.current(parse_layers("places"))
    }


@pytest.mark.parametrize(
    "damage",
    [lambda data: data[: len(data) // 2], lambda data: data[:-6] + b"xxxxxx", lambda data: b"no gzip"],
)
def test_a_damaged_file_is_noticed_and_made_anew(client, here, kept, caplog, damage):
    path = versioned(client, "places")
    first = client.get(path)
    (file,) = files(kept)
    file.write_bytes(damage(file.read_bytes()))
    assert client.get(path).content == first.content
    assert "damaged" in caplog.text
    assert gzip.decompress(file.read_bytes()) == first.content


@contextmanager
def full_disk():
    """No byte can be written to any file, as the kernel says it on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_means_no_kept_tiles_and_not_no_map(client, here, kept):
    path = versioned(client, "places")
    with full_disk():
        response = client.get(path)
    assert response.status_code == 200 and "places" in decoded(response.content)
    assert files(kept) == [], "nothing half written is left"
    client.get(path)
    assert len(files(kept)) == 1


def test_a_folder_that_cannot_be_made_means_no_kept_tiles_and_not_no_map(client, here, settings, tmp_path):
    settings.TILES = tmp_path / "a file"
    settings.TILES.write_text("in the way")
    assert client.get(versioned(client, "places")).status_code == 200


def test_a_withdrawal_takes_the_older_files_away_when_it_is_committed(
    client, here, kept, django_capture_on_commit_callbacks
):
    old = [versioned(client, layers) for layers in ("places", "places,parcels")]
    other = versioned(client, "parcels")
    for path in (*old, other):
        client.get(path)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(here.clinic, "关闭")
    assert [file.relative_to(kept).parts[0] for file in files(kept)] == ["parcels"]
    for path in old:
        response = client.get(path)
        assert response["Cache-Control"] == "no-store"
        assert "东村卫生室".encode() not in response.content
    assert not list(kept.glob(".gone-*"))


def test_the_job_takes_away_what_a_process_that_died_had_left(client, here, kept):
    client.get(versioned(client, "places"))
    bump("places", [])
    assert len(files(kept)) == 1
    assert forget_older() == 1
    assert files(kept) == []
    client.get(versioned(client, "places"))
    assert forget_older() == 0 and len(files(kept)) == 1


def test_tiles_of_a_layer_that_the_catalogue_no_longer_has_go_as_well(here, kept):
    old = kept / "formerly" / "1-0123abcd" / "5"
    old.mkdir(parents=True)
    assert forget_older("places") == 1
    assert not old.exists()


def test_what_is_withdrawn_while_its_tile_is_made_is_not_left_behind(client, here, kept, monkeypatch):
    path, real = versioned(client, "places"), finding.make

    def make_and_withdraw(wanted):
        made = real(wanted)
        Place.objects.filter(pk=here.clinic.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="错误")
        bump("places", [])
        forget_older("places")
        return made

    monkeypatch.setattr(finding, "make", make_and_withdraw)
    client.get(path)
    assert files(kept) == []


def test_the_version_is_asked_again_when_something_was_taken_away_while_the_tile_was_made(
    client, here, kept, monkeypatch, django_assert_num_queries
):
    path, beside, real = versioned(client, "places"), versioned(client, "places", where=BESIDE), finding.make
    client.get(beside)  # from now on the version is known
    with django_assert_num_queries(1):
        client.get(path)
    for file in files(kept, "places/*/14/*/*.gz"):
        file.unlink()

    def make_while_another_layer_is_swept(wanted):
        made = real(wanted)
        forget_older("cases")
        return made

    monkeypatch.setattr(finding, "make", make_while_another_layer_is_swept)
    with django_assert_num_queries(2):
        client.get(path)
    assert len(files(kept, "places/*/14/*/*.gz")) == 1, "it is today's still"


def test_two_hundred_who_wait_for_a_cold_tile_ask_the_database_once(committed_database, kept, monkeypatch):
    world()
    path, real, made = versioned(Client(), "places"), finding.make, []

    def slowly(wanted):
        made.append(wanted)
        time.sleep(0.2)  # all the others come meanwhile
        return real(wanted)

    monkeypatch.setattr(finding, "make", slowly)
    answers, start = [], threading.Barrier(200)

    def ask():
        start.wait()
        response = Client().get(path)
        answers.append((response.status_code, response.content, time.monotonic()))
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(200)]
    for thread in threads:
        thread.start()
    begun = time.monotonic()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert {answer[:2] for answer in answers} == {(200, answers[0][1])} and len(answers) == 200
    assert "places" in decoded(answers[0][1])
    print(f"200 answers within {max(when for *_, when in answers) - begun:.2f} s")


def test_warmed_tiles_and_tilejson_come_while_the_database_is_away(committed_database, kept):
    client = Client()
    world()
    path = versioned(client, "places")
    warm, nothing = client.get(path), versioned(client, "places", where=BESIDE)
    assert client.get(nothing).status_code == 204
    with stopped(committed_database):
        assert client.get(path).content == warm.content
        assert client.get(nothing).status_code == 204
        bare = client.get(address("places", 14))
        assert (bare.content, bare["Cache-Control"]) == (warm.content, "no-store")
        assert bare["Warning"].startswith("110")
        assert client.get("/tiles/places.json").json()["tiles"][0].endswith(path.partition("?")[2])
        # Nobody kept these: an honest 503 in the form of all refusals.
        for cold in (address("places", 14, at(9000, 9000)), "/tiles/parcels.json"):
            response = client.get(cold)
            assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert client.get(path).content == warm.content


@contextmanager
def stopped(database):
    """Nobody gets into the database, and who is in it is thrown out."""

    def allow(whether):
        with Database(EMPTY).connect() as owner:
            owner.execute(f'ALTER DATABASE "{database.name}" ALLOW_CONNECTIONS {whether}')
            owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user",
                [database.name],
            )

    for alias in ("default", "owner", "public"):
        connections[alias].close()
    allow("false")
    try:
        with pytest.raises(OperationalError), connection.cursor():
            pass
        yield
    finally:
        allow("true")
