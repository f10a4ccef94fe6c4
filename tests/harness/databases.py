"""Template databases, built once a run, and clones of them. All of it as login `owner`.

cuntu           empty but for extensions and rights, made by bin/test
template_empty  + migrations + area of the city + reference data: the test database of every worker is a clone of it
template_sample + divisions + samples (seed 1, scale 0.05): built when the first test asks for a served site
"""

import contextlib
import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

EMPTY = "cuntu"
TEMPLATE = "template_empty"
SAMPLE_TEMPLATE = "template_sample"
ROOT = Path(__file__).resolve().parent.parent.parent
LOGIN_OF = {"default": "DATABASE_URL", "owner": "DATABASE_OWNER_URL", "public": "DATABASE_READ_URL"}


def run_folder() -> Path:
    return Path(os.environ["CUNTU_TEST_RUN"])


@dataclass(frozen=True)
class Database:
    """One database of the throw-away cluster."""

    name: str

    def url(self, alias: str) -> str:
        """Of the login behind that Django alias, for this database."""
        return urlsplit(os.environ[LOGIN_OF[alias]])._replace(path=f"/{self.name}").geturl()

    def environment(self) -> dict[str, str]:
        """For a child process that shall work on this database."""
        ours = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
        return ours | {variable: self.url(alias) for alias, variable in LOGIN_OF.items()}

    def connect(self, alias: str = "owner") -> psycopg.Connection:
        """A plain connection of that login, in autocommit."""
        return psycopg.connect(self.url(alias), autocommit=True)


def clone(template: str, name: str) -> Database:
    # Copying files beats replaying them through the log when nothing is synced to a disk.
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
    with Database(EMPTY).connect() as connection:
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
    return Database(name)


def drop(database: Database) -> None:
    with Database(EMPTY).connect() as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database.name)))


@contextlib.contextmanager
def cloned(template: str, name: str) -> Iterator[Database]:
    database = clone(template, name)
    try:
        yield database
    finally:
        drop(database)


def template() -> str:
    return _built_once(TEMPLATE, EMPTY, ["migrate", "area", "reference"], {})


def sample_template() -> str:
    """Its files (documents, static) are in `sample_files()`, which all sample sites read."""
    files = {"CUNTU_VAR": str(sample_files()), "CUNTU_DEMO": "1"}
    steps = ["divisions", "samples", "ledger", "static", "--seed", "1", "--scale", "0.05"]
    return _built_once(SAMPLE_TEMPLATE, template(), steps, files)


def sample_files() -> Path:
    return run_folder() / "sample-var"


def _traceback(variables: dict[str, str]) -> str:
    log = Path(variables.get("CUNTU_VAR", os.environ["CUNTU_VAR"])) / "prepare.log"
    return log.read_text() if log.exists() else ""


def _built_once(name: str, source: str, steps: list[str], variables: dict[str, str]) -> str:
    """The workers of a run meet at a lock file: the first builds, the others wait, a failure is told to all."""
    done, failed = run_folder() / f"{name}.done", run_folder() / f"{name}.failed"
    with (run_folder() / f"{name}.lock").open("w") as lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)
        if not done.exists() and not failed.exists():
            database = clone(source, name)
            built = subprocess.run(
                [sys.executable, "manage.py", "prepare", *steps],
                cwd=ROOT,
                env=database.environment() | variables,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            (done if built.returncode == 0 else failed).write_text(built.stdout + _traceback(variables))
    if failed.exists():
        pytest.fail(f"The test database {name} could not be built:\n{failed.read_text()}", pytrace=False)
    return name
