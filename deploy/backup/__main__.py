"""`python -m deploy.backup backup …` and `… restore …`, called by bin/backup and bin/restore."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.backup import media
from deploy.backup.base import Origin, take
from deploy.backup.drill import drill
from deploy.backup.place import needed_place
from deploy.backup.restore import Target, changed_secrets, restored
from deploy.backup.retention import Keep
from deploy.stack.cluster import SERVICE
from deploy.stack.command import database, private_cluster
from deploy.stack.environment import base_environment, names_its_own_server
from deploy.stack.errors import SetUpError
from deploy.stack.paths import ROOT, var_folder

# So many files of a bucket are read from end to end when it is compared; of all of them, names and sizes.
READ_OF_BUCKET = 200


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/…", description="Backs up and restores; docs/backup.md.")
    commands = parser.add_subparsers(dest="command", required=True)
    backup = commands.add_parser("backup", prog="bin/backup")
    backup.add_argument(
        "part", nargs="?", choices=["all", "media"], default="all", help="media: only new uploads"
    )
    backup.add_argument("--days", type=int, default=Keep.days, help="the last of each of so many days stays")
    backup.add_argument(
        "--weeks", type=int, default=Keep.weeks, help="the last of each of so many weeks stays"
    )
    restore = commands.add_parser("restore", prog="bin/restore")
    restore.add_argument("--identity", type=Path, required=True, help="the secret key of age")
    restore.add_argument(
        "--to", default="", help="a moment, 2026-11-27T13:00:00+08:00; without it the last one kept"
    )
    restore.add_argument(
        "--drill", action="store_true", help="into a folder of its own, compared with what is served"
    )
    restore.add_argument("--addresses", type=int, default=200, help="how many pages the drill compares")
    given = parser.parse_args(words)
    try:
        if given.command == "backup":
            return _backup(given.part, Keep(given.days, given.weeks))
        return _drill(given.identity, given.addresses) if given.drill else _restore(given.identity, given.to)
    except SetUpError as problem:
        print(problem, file=sys.stderr)
        return 1


@contextmanager
def origin() -> Iterator[Origin]:
    """The private cluster of this checkout, or the server that DATABASE_BACKUP_URL may replicate."""
    var = var_folder()
    environment = base_environment(var)
    if names_its_own_server(os.environ):
        dsn = os.environ.get("DATABASE_BACKUP_URL")
        if not dsn:
            raise SetUpError(
                "DATABASE_BACKUP_URL is not set.",
                "A login of your server that may replicate (docs/backup.md).",
            )
        yield Origin(dsn, var, environment)
        return
    with database(var) as logins:
        yield Origin(private_cluster(var).superuser_dsn(SERVICE), var, environment | logins.environment())


def _backup(part: str, keep: Keep) -> int:
    place = needed_place(os.environ)
    if part == "media" and not place.has_media:
        print(
            "✓ The uploads lie in a bucket: its own versions and replicas are their backup (docs/backup.md)"
        )
        return 0
    if part == "media":
        print(f"✓ {media.copy_new(var_folder() / 'media', place)} new uploads sealed")
        return 0
    with origin() as found:
        folder = take(found, place, keep)
        lacking = [] if place.has_media else media.faults(found.environment, READ_OF_BUCKET)
    size = sum(file.stat().st_size for file in folder.iterdir())
    print(f"✓ {folder}, {size / 1e6:.0f} MB")
    return _told(lacking)


def _restore(identity: Path, to: str) -> int:
    var, place = var_folder(), needed_place(os.environ)
    with restored(place, identity, var, Target.parse(to) if to else Target()) as copy:
        environment = base_environment(var) | copy.logins.environment()
        changed = changed_secrets(copy.base, environment)
        # What was brought back was read for it.
        lacking = media.faults(environment, 0 if place.has_media else READ_OF_BUCKET)
    print(f"✓ {copy.base.folder.name} and its log restored into {var}, {copy.files} uploads. Next: bin/serve")
    for name in changed:
        print(
            f"! {name} is not the one of the backup: what it sealed stays closed until you set it (docs/backup.md)"
        )
    return _told(lacking)


def _drill(identity: Path, addresses: int) -> int:
    with origin() as found:
        differences = drill(found, needed_place(os.environ), identity, addresses)
    status = _told(differences)
    print("✗ The drill failed." if differences else "✓ What was restored is what is served.")
    return status


def _told(differences: list[str]) -> int:
    for line in differences:
        print(f"✗ {line}")
    return 1 if differences else 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main(sys.argv[1:]))
