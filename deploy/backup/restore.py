"""A cluster, its files and its uploads out of a backup, as they were at one moment, into an empty place."""

import contextlib
import datetime as dt
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.backup import media
from deploy.backup.archive import fetching, forget_fetching, refuse_gap
from deploy.backup.base import CLUSTER, FILES
from deploy.backup.manifest import Base, bases, fingerprint
from deploy.backup.place import Place
from deploy.backup.sealing import opened
from deploy.stack.account import server_account
from deploy.stack.binaries import binaries_for
from deploy.stack.cluster import SERVICE, Cluster, cluster_folder
from deploy.stack.errors import SetUpError
from deploy.stack.roles import Logins, prepare_database

# A day of the log of a busy city is replayed in less.
LONGEST_RECOVERY_S = 6 * 3600


@dataclass(frozen=True)
class Target:
    """The last moment that is kept, a moment, or an exact place in the log (for the drill)."""

    moment: dt.datetime | None = None
    lsn: str = ""

    def settings(self) -> str:
        lines = "recovery_target_action = 'promote'\n"
        if self.moment:
            lines += f"recovery_target_time = '{self.moment.isoformat()}'\n"
        if self.lsn:
            lines += f"recovery_target_lsn = '{self.lsn}'\nrecovery_target_inclusive = off\n"
        return lines

    @classmethod
    def parse(cls, text: str) -> "Target":
        """2026-11-27T13:00, of this machine's zone when it names none."""
        try:
            return cls(dt.datetime.fromisoformat(text).astimezone())
        except ValueError:
            raise SetUpError(f"--to {text} is no moment.", "Write it as 2026-11-27T13:00:00+08:00.") from None


@dataclass(frozen=True)
class Restored:
    cluster: Cluster
    logins: Logins
    base: Base
    files: int


@contextlib.contextmanager
def restored(place: Place, identity: Path, var: Path, target: Target) -> Iterator[Restored]:
    """The site's data of that moment in `var`, its database running until the block is left.

    Raises SetUpError when `var` is not empty, when the backup is not whole, or when it does not reach the moment.
    """
    account = server_account()
    cluster = Cluster(cluster_folder(var, account), account=account, patience_s=LONGEST_RECOVERY_S)
    refuse_full(cluster, var)
    base = chosen(place, target.moment)
    base.check()
    if base.manifest.first_segment:
        refuse_gap(place, base.manifest.first_segment)
    account.make_folder(cluster.folder)
    _unpack(cluster, base, identity)
    _prepare_recovery(cluster, place, identity, target)
    try:
        cluster.start()
        forget_fetching(cluster.folder)
        _forget_recovery(cluster)
        logins = prepare_database(cluster, var / "secrets")
        wanted = media.named(cluster.superuser_dsn(SERVICE))
        brought = media.bring_back(wanted, var / "media", place, identity) if place.has_media else 0
        _untar(base.folder / FILES, identity, var, {})
        yield Restored(cluster, logins, base, brought)
    finally:
        cluster.stop()
        forget_fetching(cluster.folder)


def refuse_full(cluster: Cluster, var: Path) -> None:
    """A restore never writes over anything."""
    for folder in (cluster.data, var / "media"):
        if folder.exists() and any(folder.iterdir()):
            raise SetUpError(
                f"{folder} is not empty.",
                "Move it away, or restore elsewhere: CUNTU_VAR=/new/folder bin/restore …",
            )


def chosen(place: Place, moment: dt.datetime | None) -> Base:
    """The newest base backup that was finished by then."""
    fitting = [base for base in bases(place) if moment is None or base.manifest.ended <= moment]
    if not fitting:
        when = f" that was finished by {moment:%Y-%m-%d %H:%M:%S %z}" if moment else ""
        raise SetUpError(f"There is no base backup in {place.bases}{when}.", "Choose a later moment.")
    return fitting[-1]


def changed_secrets(base: Base, environment: Mapping[str, str]) -> list[str]:
    """Names of the secrets that are not those of the backup: what they sealed stays closed."""
    return [
        name for name, was in base.manifest.secrets.items() if fingerprint(environment.get(name, "")) != was
    ]


def _unpack(cluster: Cluster, base: Base, identity: Path) -> None:
    unfinished = cluster.folder / "data.unfinished"
    options = cluster.account.popen_options()
    cluster.account.make_folder(unfinished)
    _untar(base.folder / CLUSTER, identity, unfinished, options)
    # Each file against the list that the server wrote when it was copied; its log is looked at when it is replayed.
    checker = [binaries_for(unfinished)["pg_verifybackup"], "--no-parse-wal", "--quiet", str(unfinished)]
    checked = subprocess.run(checker, capture_output=True, text=True, **options)
    if checked.returncode != 0:
        raise SetUpError(
            f"The base backup is not whole: {checked.stderr.strip().splitlines()[0]}", "Take an older one."
        )
    unfinished.rename(cluster.data)


def _prepare_recovery(cluster: Cluster, place: Place, identity: Path, target: Target) -> None:
    lines = fetching(cluster.folder, cluster.account, place, identity) + target.settings()
    # No reader before it is where it shall be; so it also starts with fewer connections than the origin had.
    # What stops it is said in start.log, which Cluster.start quotes.
    lines += "hot_standby = off\nlogging_collector = off\n"
    cluster.account.write(cluster.data / "postgresql.auto.conf", lines)
    cluster.account.write(cluster.data / "recovery.signal", "")


def _forget_recovery(cluster: Cluster) -> None:
    cluster.account.write(cluster.data / "postgresql.auto.conf", "")


def _untar(archive: Path, identity: Path, folder: Path, options: dict[str, Any]) -> None:
    """tar itself leaves out the / before a name, and refuses what leads out of the folder."""
    with opened(archive, identity) as stream:
        command = ["tar", "--extract", "--gzip", "--file=-", f"--directory={folder}"]
        if subprocess.run(command, stdin=stream, **options).returncode != 0:
            raise SetUpError(
                f"{archive} could not be unpacked.", "Is the key right, is there room on the disk?"
            )
