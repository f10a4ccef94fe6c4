"""bin/restore --drill: what the backup gives back is put beside what is served, and any difference is a failure.

Restores into a new cluster in a folder of its own, serves it, compares every table and the answers of the site, computes
the ledger anew, and measures how long it took (RTO) and how much the archive lacked when it began (RPO).
"""

import contextlib
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psycopg

from deploy.backup import golden, media
from deploy.backup.archive import AT_MOST_S, segments
from deploy.backup.base import Origin
from deploy.backup.comparing import Content, content
from deploy.backup.manifest import bases
from deploy.backup.place import Place
from deploy.backup.restore import Restored, Target, restored
from deploy.stack.account import server_account
from deploy.stack.address import HOST, listen, wait_until_healthy
from deploy.stack.cluster import SERVICE, cluster_folder
from deploy.stack.errors import SetUpError
from deploy.stack.paths import ROOT
from deploy.stack.processes import Child

Say = Callable[[str], None]
# Of the drill's own two sites, whatever the real one is told.
SERVED = {"CUNTU_HTTPS": "0", "CUNTU_BEHIND_PROXY": "0", "ALLOWED_HOSTS": HOST, "CUNTU_WEB_WORKERS": "1"}


def drill(origin: Origin, place: Place, identity: Path, many: int, say: Say = print) -> list[str]:
    """All differences, one line each; [] is what must come out. Raises SetUpError when nothing could be restored."""
    rpo_s = lag_s(place)
    expected = content(origin.dsn)
    hand_over(origin.dsn, place)
    folder = Path(tempfile.mkdtemp(prefix="drill-", dir=origin.var))
    folder.chmod(0o711)
    began = time.monotonic()
    # Where root's checkout is closed to the database, its data is elsewhere.
    data = cluster_folder(folder, server_account())
    try:
        with restored(place, identity, folder, Target(lsn=expected.lsn)) as copy:
            say(
                f"  restored in {time.monotonic() - began:.1f} s: {copy.files} uploads, backup of {copy.base.folder.name}"
            )
            found = compare(expected, copy, say)
            environment = environment_of(origin, copy, folder)
            found += compare_media(environment, many, say)
            collect_static(environment)
            with served(environment, folder) as site:
                rto_s = time.monotonic() - began
                with served({**origin.environment, **SERVED}, folder) as original:
                    found += compare_sites(original, site, environment, many, say)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)
    say(f"  RTO {rto_s:.0f} s (from an empty folder to an answering site)")
    say(
        f"  RPO {rpo_s:.0f} s or less: the age of the newest segment of the log (at most {AT_MOST_S} s after a write)"
    )
    return found


def compare(expected: Content, copy: Restored, say: Say) -> list[str]:
    """The rows of the copy against those of the origin."""
    there = content(copy.cluster.superuser_dsn(SERVICE))
    found = expected.differences(there)
    say(f"  {_mark(found)} {there.rows} rows in {len(there.tables)} tables, counted and hashed")
    return found


def compare_media(environment: Mapping[str, str], many: int, say: Say) -> list[str]:
    """Each upload that a row of the copy names is where the copy looks for it, in its folder or in the bucket."""
    found = media.faults(environment, many)
    say(f"  {_mark(found)} uploads: all names and sizes, the content of {many}")
    return found


def compare_sites(original: str, copy: str, environment: Mapping[str, str], many: int, say: Say) -> list[str]:
    """The ledger of the copy, and what both sites answer."""
    said = subprocess.run(
        [sys.executable, "manage.py", "ledger_check"],
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
    )
    ledger = [] if said.returncode == 0 else [f"ledger: {said.stderr.strip().removeprefix('CommandError: ')}"]
    say(f"  {_mark(ledger)} ledger: {(said.stdout or said.stderr).strip()}")
    asked = golden.addresses(environment["DATABASE_READ_URL"], many)
    answers = golden.differences(original, copy, asked)
    say(f"  {_mark(answers)} {len(asked)} addresses answered by both, byte by byte")
    return ledger + answers


def environment_of(origin: Origin, copy: Restored, var: Path) -> dict[str, str]:
    """What the copy is served with: the origin's, on its own database and files."""
    return {**origin.environment, **copy.logins.environment(), **SERVED, "CUNTU_VAR": str(var)}


def collect_static(environment: Mapping[str, str]) -> None:
    """For the copy alone; the origin's are being served."""
    command = [sys.executable, "manage.py", "prepare", "static"]
    done = subprocess.run(command, cwd=ROOT, env=dict(environment), capture_output=True, text=True)
    if done.returncode != 0:
        raise SetUpError("The static files could not be collected.", done.stderr.strip())


@contextlib.contextmanager
def served(environment: Mapping[str, str], folder: Path) -> Iterator[str]:
    """A web server on a free port; the base URL."""
    log = folder / f"web-{Path(environment['CUNTU_VAR']).name}.log"
    with listen(0) as listener:
        port = listener.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "--config",
            "deploy/gunicorn.py",
            "--bind",
            f"fd://{listener.fileno()}",
        ]
        web = Child.start("web", command, environment=environment, output=log, pass_fds=[listener.fileno()])
        try:
            wait_until_healthy(port, web)
            yield f"http://{HOST}:{port}"
        finally:
            web.stop()


def lag_s(place: Place) -> float:
    """Seconds since something came into the backup: a segment of the log, or else a base backup."""
    made = [(place.wal / f"{name}.gz.age").stat().st_mtime for name in segments(place)[-1:]]
    made += [base.manifest.ended.timestamp() for base in bases(place)[-1:]]
    if not made:
        raise SetUpError(f"There is nothing in {place.folder}.", "bin/backup makes the first base backup.")
    return time.time() - max(made)


def hand_over(dsn: str, place: Place, patience_s: float = 120) -> None:
    """Waits until the log up to now is in the archive."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        # A record of our own: recovery stops before the first one that is not wanted, so there must be one.
        row = connection.execute(
            "SELECT current_setting('archive_mode'), pg_walfile_name(pg_create_restore_point('drill'))"
        ).fetchone()
        assert row is not None
        if row[0] != "on":
            raise SetUpError(
                "The database does not archive its log.",
                "Start it with CUNTU_BACKUP and CUNTU_BACKUP_KEY set.",
            )
        connection.execute("SELECT pg_switch_wal()")
    deadline = time.monotonic() + patience_s
    while not (place.wal / f"{row[1]}.gz.age").exists():
        if time.monotonic() > deadline:
            raise SetUpError(
                f"Segment {row[1]} did not reach {place.wal}.",
                "Read the database's log: archive_command says why.",
            )
        time.sleep(0.2)


def _mark(found: list[str]) -> str:
    return "✗" if found else "✓"
