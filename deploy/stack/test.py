"""bin/test: a throw-away cluster in memory, the static rungs, then pytest.

`bin/test`                everything but the tests marked `long`
`bin/test --full`         only those
`bin/test PATH -k word …` only pytest, with these arguments

Of a whole form up to three failures are tried once more, alone: a machine of two cores under all tests at once is noisy,
and what fails beside others and passes alone is told at the end as unsteady, with its traceback above.
"""

import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from deploy.stack.account import server_account
from deploy.stack.cluster import Cluster
from deploy.stack.credentials import secret
from deploy.stack.environment import SECRETS
from deploy.stack.paths import var_folder
from deploy.stack.processes import Child
from deploy.stack.roles import Logins, prepare_database
from deploy.stack.rungs import static_rungs

ROOM_NEEDED = 2 * 1024**3
# More failures than these are no noise.
MOST_TRIED_AGAIN = 3
# Pytest's exit code when it ran to its end.
SOME_FAILED = 1


def run_tests(arguments: list[str]) -> int:
    """Exit code of pytest, or 1 when a static rung failed."""
    # Ctrl-C goes to pytest, which is in our session and sums up what it has; we wait for it.
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    full = "--full" in arguments
    chosen = [word for word in arguments if word != "--full"]
    with run_folder() as folder, throw_away_cluster(folder) as logins:
        environment = run_environment(folder, logins)
        failed = [] if full or chosen else static_rungs(environment)
        status = (
            _pytest(chosen, full, environment) if chosen else run_whole(full, folder / "cache", environment)
        )
    if failed:
        print(f"Failed before pytest: {', '.join(failed)}", flush=True)
    return status or (1 if failed else 0)


@contextlib.contextmanager
def run_folder() -> Iterator[Path]:
    """In memory when there is room, else under var/. Removed at the end, and by the next run after a kill -9."""
    parent = Path("/dev/shm")  # noqa: S108
    if not os.access(parent, os.W_OK) or shutil.disk_usage(parent).free < ROOM_NEEDED:
        parent = var_folder()
    for left in parent.glob("cuntu-test-*"):
        pid = left.name.split("-")[2]
        if left.stat().st_uid == os.geteuid() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"cuntu-test-{os.getpid()}-", dir=parent))
    folder.chmod(0o711)  # the database's account passes through to its own folder, and lists no other
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def throw_away_cluster(folder: Path) -> Iterator[Logins]:
    cluster = Cluster(folder / "postgres", throw_away=True, account=server_account())
    try:
        cluster.start()
        yield prepare_database(cluster, folder / "secrets", owner_may_clone=True)
    finally:
        cluster.stop()


def run_environment(folder: Path, logins: Logins) -> dict[str, str]:
    """What everything in this run sees: the demo, a folder and logins of its own, nothing of the caller's."""
    (folder / "var/static").mkdir(parents=True)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CUNTU_")}
    return inherited | {
        **logins.environment(),
        "CUNTU_TEST_RUN": str(folder),
        "CUNTU_VAR": str(folder / "var"),
        "CUNTU_DEMO": "1",
        # Tests run at night too; those of the quiet hours set them.
        "CUNTU_SUBSCRIPTION_QUIET": "",
        # No thread writes into the database of a test that is over.
        "CUNTU_USAGE_EVERY_S": "0",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        **{name: secret(folder / "secrets", file) for name, file in SECRETS.items()},
    }


def run_whole(full: bool, cache: Path, environment: dict[str, str]) -> int:
    option = f"--override-ini=cache_dir={cache}"
    status = _pytest([option, "-n", "2"], full, environment)
    kept = cache / "v/cache/lastfailed"
    failed = list(json.loads(kept.read_text())) if kept.exists() else []
    if status != SOME_FAILED or not 0 < len(failed) <= MOST_TRIED_AGAIN:
        return status
    status = _pytest([option, "--last-failed"], full, environment)
    if status == 0:
        print("Unsteady, failed beside others and passed alone:", *failed, sep="\n  ", flush=True)
    return status


def _pytest(chosen: list[str], full: bool, environment: dict[str, str]) -> int:
    # Chosen tests are few: a second worker would cost more than it saves. `-n 2` among the arguments still wins.
    command = [sys.executable, "-m", "pytest", "-n", "0" if chosen else "2", "--dist", "worksteal"]
    if not any(word == "-m" for word in chosen):
        command += ["-m", "long" if full else "not long and not longest"]
    child = Child.start("pytest", [*command, *chosen], environment=environment, own_session=False)
    try:
        return child.process.wait()
    finally:
        child.stop()
