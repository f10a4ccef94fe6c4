"""Private clusters of their own for the tests of the cluster code, apart from the one that the tests run on; and nginx
before a stand-in of the site."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.rehearsal.front import Front
from deploy.rehearsal.stage import free_ports
from deploy.stack.command import database
from deploy.stack.roles import Logins
from tests.harness.databases import Database, run_folder
from tests.setup.standing_in import Site, standing_in


def new_folder() -> Path:
    """In memory, and open for the database's account to pass through."""
    folder = Path(tempfile.mkdtemp(prefix="var-", dir=run_folder()))
    folder.chmod(0o755)
    return folder


@pytest.fixture
def empty_var() -> Iterator[Path]:
    """A var/ folder of a checkout that was never started."""
    folder = new_folder()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def started_once() -> Iterator[Path]:
    """A var/ folder whose cluster was made, run and stopped. Not to be changed: `var` copies it."""
    folder = new_folder()
    with database(folder):
        pass
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def var(started_once: Path) -> Iterator[Path]:
    """A var/ folder with a cluster that was run before: a copy takes a tenth of an initdb."""
    folder = new_folder()
    copy_of(started_once, folder)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def shared_var(started_once: Path) -> Iterator[Path]:
    """One such folder for the tests of a module."""
    folder = new_folder()
    copy_of(started_once, folder)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def identity() -> Path:
    """A secret key of age, as somebody made it on another machine."""
    file = new_folder() / "identity"
    subprocess.run(["age-keygen", "-o", str(file)], check=True, capture_output=True)
    return file


@pytest.fixture(scope="session")
def recipient(identity: Path) -> str:
    return subprocess.run(
        ["age-keygen", "-y", str(identity)], check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture(scope="module")
def stand_in() -> Iterator[Site]:
    with standing_in() as found:
        yield found


@pytest.fixture
def site(stand_in: Site) -> Site:
    """What stands behind `front`, as new."""
    stand_in.forget()
    return stand_in


@pytest.fixture(scope="module")
def front(stand_in: Site) -> Iterator[Front]:
    folder = new_folder()
    port, plain_port = free_ports(2)
    var = folder / "var"
    (var / "static/js").mkdir(parents=True)
    (var / "static/js/map.0123456789ab.js").write_text("kept")
    found = Front(folder, var, port, plain_port, [stand_in.port])
    try:
        found.start()
        yield found
    finally:
        found.stop()


def copy_of(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-a", f"{source}/.", str(target)], check=True)
    (target / "postgres-is-in").unlink()  # it names the folder of the original


def filled(logins: Logins, sample: Database) -> None:
    """The rows of the sample city go into a private cluster."""
    dump = [
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-comments",
        "--exclude-table-data=spatial_ref_sys",
    ]
    dumped = subprocess.run([*dump, sample.url("owner")], check=True, capture_output=True).stdout
    load = ["pg_restore", "--no-owner", "--exit-on-error", f"--dbname={logins.owner}"]
    subprocess.run(load, input=dumped, check=True)
