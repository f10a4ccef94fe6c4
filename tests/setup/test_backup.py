"""What bin/backup takes, bin/restore gives back: to the moment, into an empty place, and never in silence half of it."""

import contextlib
import datetime as dt
import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from deploy.backup import media
from deploy.backup.archive import SEGMENT, refuse_gap, segments
from deploy.backup.base import CLUSTER, Origin, forget, take
from deploy.backup.manifest import Manifest, bases
from deploy.backup.place import Place, place_of
from deploy.backup.restore import Target, changed_secrets, restored
from deploy.backup.retention import Keep
from deploy.backup.sealing import opened, sealed
from deploy.stack.command import database, private_cluster
from deploy.stack.errors import SetUpError
from tests.setup.conftest import copy_of, new_folder

UPLOAD = "征收土地公告（示例）".encode()
NAME = hashlib.sha256(UPLOAD).hexdigest()
UPLOADED = f"originals/{NAME[:2]}/{NAME[2:4]}/{NAME}"
SECRETS = {
    "SECRET_KEY": "a",
    "SECOND_FACTOR_KEY": "b",
    "CUNTU_PERSONAL_KEYS": "the-master-key-of-personal-data",
}
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class BackedUp:
    place: Place
    identity: Path
    between: dt.datetime
    origin: Origin


@pytest.fixture(scope="module")
def backed_up(started_once: Path, identity: Path, recipient: str) -> Iterator[BackedUp]:
    """A base backup after the word 村, the log with 镇, a moment, and 县; an upload and a day of the audit trail."""
    var, folder = new_folder(), new_folder()
    copy_of(started_once, var)
    place = Place(folder / "backups", recipient)
    keep_upload(var, UPLOADED, UPLOAD)
    (var / "audit").mkdir()
    (var / "audit/audit-2026-11-26.jsonl").write_text("{}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUNTU_BACKUP", str(place.folder))
        patch.setenv("CUNTU_BACKUP_KEY", recipient)
        with database(var) as logins, psycopg.connect(logins.owner, autocommit=True) as owner:
            origin = Origin(private_cluster(var).superuser_dsn("cuntu"), var, SECRETS)
            owner.execute("CREATE TABLE kept (word text)")
            owner.execute("CREATE TABLE documents_storedfile (store text, sha256 text)")
            owner.execute("INSERT INTO documents_storedfile VALUES ('originals', %s)", [NAME])
            owner.execute("INSERT INTO kept VALUES ('村')")
            take(origin, place, Keep())
            owner.execute("INSERT INTO kept VALUES ('镇')")
            (between,) = owner.execute("SELECT clock_timestamp()").fetchone()
            owner.execute("INSERT INTO kept VALUES ('县')")
    # An orderly stop hands over what is left of the log.
    yield BackedUp(place, identity, between, origin)
    shutil.rmtree(var)
    shutil.rmtree(folder)


def keep_upload(var: Path, name: str, content: bytes) -> None:
    file = var / "media" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def words(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM kept ORDER BY ctid")]


@contextlib.contextmanager
def damaged(file: Path, at: int = -20) -> Iterator[None]:
    """One bit of it is another for the length of the block."""
    was = file.read_bytes()
    changed = bytearray(was)
    changed[at] ^= 1
    file.write_bytes(changed)
    yield
    file.write_bytes(was)


def test_a_moment_between_two_writes_comes_back_with_its_files_and_without_what_came_later(
    backed_up: BackedUp, empty_var: Path
) -> None:
    target = Target.parse(backed_up.between.isoformat())
    with restored(backed_up.place, backed_up.identity, empty_var, target) as copy:
        assert words(copy.logins.owner) == ["村", "镇"]
        assert words(copy.logins.web) == ["村", "镇"], "the logins have the passwords of the new place"
        folder = copy.cluster.folder
        assert not (folder / "identity").exists(), "the secret key does not stay"
        assert changed_secrets(copy.base, {**SECRETS, "SECRET_KEY": "another"}) == ["SECRET_KEY"]
    assert (empty_var / "media" / UPLOADED).read_bytes() == UPLOAD
    assert (empty_var / "audit/audit-2026-11-26.jsonl").read_text() == "{}\n"
    with database(empty_var) as logins:  # an ordinary start, without a backup to read from
        assert words(logins.owner) == ["村", "镇"]
    with (
        pytest.raises(SetUpError, match="is not empty"),
        restored(backed_up.place, backed_up.identity, empty_var, Target()),
    ):
        pass


def test_a_changed_bit_in_the_log_stops_the_recovery_instead_of_ending_it_early(
    backed_up: BackedUp, empty_var: Path
) -> None:
    newest = backed_up.place.wal / f"{segments(backed_up.place)[-1]}.gz.age"
    with (
        damaged(newest),
        pytest.raises(SetUpError, match="The database did not start"),
        restored(backed_up.place, backed_up.identity, empty_var, Target()),
    ):
        pass
    assert not list(empty_var.rglob("identity"))


def test_a_changed_bit_of_a_base_backup_or_of_an_upload_is_named(backed_up: BackedUp, tmp_path: Path) -> None:
    (base,) = bases(backed_up.place)
    with damaged(base.folder / CLUSTER), pytest.raises(SetUpError, match=f"{CLUSTER} is not what"):
        base.check()
    base.check()
    with damaged(backed_up.place.media / f"{UPLOADED}.age"), pytest.raises(SetUpError, match=NAME):
        media.bring_back([UPLOADED], tmp_path, backed_up.place, backed_up.identity)
    # What was erased is in no backup any more; what else is missing is said by media.faults.
    assert (
        media.bring_back(["originals/00/00/" + "0" * 64], tmp_path, backed_up.place, backed_up.identity) == 0
    )


def test_nothing_of_a_backup_can_be_read_without_the_key_and_no_secret_is_in_it(
    backed_up: BackedUp, recipient: str
) -> None:
    for file in backed_up.place.folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert file.suffix == ".age" or file.name == "manifest.json" or len(content) < 100, file
            assert not any(secret.encode() in content for secret in SECRETS.values() if len(secret) > 1)
            assert UPLOAD not in content
    (base,) = bases(backed_up.place)
    with opened(base.folder / "files.tar.gz.age", backed_up.identity) as stream:
        listed = subprocess.run(["tar", "-tz"], stdin=stream, capture_output=True, text=True, check=True)
    assert listed.stdout.split() == ["audit/audit-2026-11-26.jsonl"]


def test_a_gap_in_the_log_is_named_before_anything_is_written(backed_up: BackedUp, tmp_path: Path) -> None:
    place = Place(tmp_path, backed_up.place.recipient)
    place.wal.mkdir()
    for name in ("0000000100000000000000FE", "0000000100000000000000FF", "000000020000000100000001"):
        (place.wal / f"{name}.gz.age").touch()
    with pytest.raises(SetUpError, match="segment 100"):
        refuse_gap(place, "0000000100000000000000FE")
    refuse_gap(place, "000000020000000100000001")


def test_an_upload_is_copied_once_and_goes_when_nothing_wants_it_any_more(
    recipient: str, tmp_path: Path
) -> None:
    place, var = Place(tmp_path / "backups", recipient), tmp_path / "var"
    keep_upload(var, UPLOADED, UPLOAD)
    keep_upload(var, "derivatives/00/00/.part", b"half")
    assert [media.copy_new(var / "media", place) for _ in range(2)] == [1, 0]
    now = dt.datetime.now(dt.UTC)
    for age in (40 * 24 * HOUR, HOUR):
        made_base(place, now - age, UPLOADED)
    (var / "media" / UPLOADED).unlink()
    kept_copy = place.media / f"{UPLOADED}.age"
    os.utime(kept_copy, (time.time() - 41 * 24 * 3600,) * 2)
    origin = Origin("", var, SECRETS)
    forget(origin, place, Keep(), now)
    assert len(bases(place)) == 1, "past its days"
    assert kept_copy.exists(), "a base backup still wants it"
    (bases(place)[0].folder / "media.txt").write_text("")
    forget(origin, place, Keep(), now)
    assert not kept_copy.exists()


def test_uploads_in_a_bucket_are_listed_and_not_copied(backed_up: BackedUp, tmp_path: Path) -> None:
    apart = place_of(
        {"CUNTU_BACKUP": str(tmp_path), "CUNTU_BACKUP_KEY": backed_up.place.recipient, "CUNTU_BUCKET": "b"}
    )
    assert apart is not None and not apart.has_media
    with database(backed_up.origin.var):
        take(backed_up.origin, apart, Keep())
    (base,) = bases(apart)
    assert base.media_names() == {UPLOADED} and not apart.media.exists()


def made_base(place: Place, began: dt.datetime, *names: str) -> None:
    folder = place.bases / began.strftime("%Y%m%dT%H%M%SZ")
    folder.mkdir(parents=True)
    (folder / "media.txt").write_text("\n".join(names))
    Manifest(began.isoformat(), began.isoformat(), "", 15, "", {}, {}).write(folder)


def test_a_sealed_file_appears_whole_or_not_at_all(recipient: str, identity: Path, tmp_path: Path) -> None:
    target = tmp_path / "sealed"
    with contextlib.suppress(ZeroDivisionError), sealed(target, recipient) as stream:
        stream.write(b"half")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    with sealed(target, recipient) as stream:
        stream.write(b"whole")
    with opened(target, identity) as stream:
        assert stream.read() == b"whole"


@pytest.mark.parametrize(
    ("folder", "key", "named"),
    [
        ("backups", "age1" + "q" * 58, "CUNTU_BACKUP="),
        ("/b'; rm -rf /", "age1" + "q" * 58, "CUNTU_BACKUP="),
        ("/backups", "", "CUNTU_BACKUP_KEY"),
        ("/backups", "AGE-SECRET-KEY-1", "CUNTU_BACKUP_KEY"),
    ],
)
def test_a_folder_or_key_that_is_none_is_refused(folder: str, key: str, named: str) -> None:
    with pytest.raises(SetUpError, match=named):
        place_of({"CUNTU_BACKUP": folder, "CUNTU_BACKUP_KEY": key})


def test_the_names_of_segments_are_those_of_postgresql(backed_up: BackedUp) -> None:
    names = segments(backed_up.place)
    assert names and all(SEGMENT.fullmatch(name) for name in names)
    for name in names:
        with opened(backed_up.place.wal / f"{name}.gz.age", backed_up.identity) as stream:
            content = subprocess.run(["gzip", "-d"], stdin=stream, capture_output=True, check=True).stdout
        assert len(content) == 16 << 20
        assert (
            hashlib.sha256(content).hexdigest()
            == (backed_up.place.wal / f"{name}.sha256").read_text().strip()
        )
