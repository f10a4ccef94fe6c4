"""One base backup: the whole cluster, the files beside it, the uploads that are new; then what is too old goes."""

import datetime as dt
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg

from deploy.backup import media
from deploy.backup.archive import forget_before
from deploy.backup.manifest import Manifest, bases, digest, fingerprint
from deploy.backup.place import Place
from deploy.backup.retention import Keep, first_with_log, kept
from deploy.backup.sealing import SUFFIX, sealed
from deploy.stack.binaries import Binaries, installed_majors
from deploy.stack.checkout import commit
from deploy.stack.environment import SECRETS
from deploy.stack.errors import SetUpError

CLUSTER, FILES, MEDIA = f"cluster.tar.gz{SUFFIX}", f"files.tar.gz{SUFFIX}", "media.txt"
# Where the log stands now; what a base backup needs of it begins here or later.
NOW = """
SELECT current_setting('server_version_num')::int / 10000, pg_walfile_name(redo_lsn), current_setting('archive_mode')
FROM pg_control_checkpoint()
"""


@dataclass(frozen=True)
class Origin:
    """What is backed up: a login that may replicate, the folder of the site, its environment."""

    dsn: str
    var: Path
    environment: Mapping[str, str]


def take(origin: Origin, place: Place, keep: Keep) -> Path:
    """The finished folder of the new base backup; older ones have gone as `keep` says."""
    began = dt.datetime.now(dt.UTC)
    final = place.bases / began.strftime("%Y%m%dT%H%M%SZ")
    unfinished = final.with_name(f".{final.name}")
    unfinished.mkdir(mode=0o700, parents=True)
    try:
        with psycopg.connect(origin.dsn) as connection:
            row = connection.execute(NOW).fetchone()
        assert row is not None
        major, segment, archived = row
        _cluster(origin.dsn, Binaries(int(major)), unfinished / CLUSTER, place)
        _files(origin, unfinished / FILES, place)
        # After the cluster: no row of it may name bytes that were not there yet.
        (unfinished / MEDIA).write_text("\n".join(_media(origin, place)), encoding="ascii")
        Manifest(
            began_at=began.isoformat(),
            ended_at=dt.datetime.now(dt.UTC).isoformat(),
            first_segment=str(segment) if archived == "on" else "",
            postgresql=int(major),
            commit=commit(),
            files={file.name: digest(file) for file in sorted(unfinished.iterdir())},
            secrets={name: fingerprint(origin.environment[name]) for name in SECRETS},
        ).write(unfinished)
        unfinished.rename(final)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    forget(origin, place, keep, dt.datetime.now(dt.UTC))
    return final


def _cluster(dsn: str, binaries: Binaries, target: Path, place: Place) -> None:
    if binaries.major not in installed_majors():
        raise SetUpError(
            f"The server is PostgreSQL {binaries.major}; its pg_basebackup is not here.",
            f"apt-get install postgresql-client-{binaries.major}, or back up on the server's own machine.",
        )
    command = [binaries["pg_basebackup"], f"--dbname={dsn}", "--pgdata=-", "--format=tar", "--gzip"]
    # With the log that it needs: by itself it gives back the moment it was finished at.
    command += ["--wal-method=fetch", "--checkpoint=fast", "--no-password"]
    with sealed(target, place.recipient) as stream:
        copied = subprocess.run(command, stdout=stream, stderr=subprocess.PIPE, text=True)
        if copied.returncode != 0:
            last = (copied.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise SetUpError(f"pg_basebackup failed: {last}", "May that login replicate (pg_hba.conf)?")


def _media(origin: Origin, place: Place) -> list[str]:
    """Names of the uploads that this base backup wants; sealed beside it where they do not lie in a bucket."""
    if not place.has_media:
        return media.named(origin.dsn)
    media.copy_new(origin.var / "media", place)
    return media.names(origin.var / "media")


def _files(origin: Origin, target: Path, place: Place) -> None:
    with sealed(target, place.recipient) as stream, tarfile.open(fileobj=stream, mode="w|gz") as archive:
        for name, file in beside(origin):
            archive.add(file, name)


def beside(origin: Origin) -> Iterator[tuple[str, Path]]:
    """The audit trail's files, and the city's with what lies beside it. What is not named here is not backed up:
    secrets above all."""
    for file in sorted((origin.var / "audit").glob("*")):
        yield f"audit/{file.name}", file
    if city := origin.environment.get("CUNTU_CITY"):
        for file in sorted(Path(city).parent.glob("*")):
            if file.is_file() and file.suffix in {".toml", ".csv"}:
                yield file.name, file


def forget(origin: Origin, place: Place, keep: Keep, now: dt.datetime) -> None:
    """What is too old: base backups, the log before them, uploads that neither the site nor a base backup has."""
    all_of_them = bases(place)
    moments = [base.manifest.began for base in all_of_them]
    stay = kept(moments, keep, now)
    remaining = [base for base in all_of_them if base.manifest.began in stay]
    for base in all_of_them:
        if base not in remaining:
            shutil.rmtree(base.folder)
    first = first_with_log(sorted(stay), keep, now)
    for base in remaining:
        if base.manifest.began == first and base.manifest.first_segment:
            forget_before(place, base.manifest.first_segment)
    named = set(media.names(origin.var / "media")).union(*(base.media_names() for base in remaining))
    oldest = min(stay).timestamp()
    for store in media.STORES:
        for file in (place.media / store).glob(f"??/??/*{SUFFIX}"):
            name = str(file.relative_to(place.media)).removesuffix(SUFFIX)
            # What came and went between two base backups is still wanted by moments between them.
            if name not in named and file.stat().st_mtime < oldest:
                file.unlink()
