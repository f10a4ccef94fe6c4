"""One client of pgbench that sends the given statements again and again: what they cost without Python around them."""

import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

PGBENCH = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"), reverse=True)), None)


def written_out(sql: str, values: Sequence[Any]) -> str:
    """The statement with its values in it."""
    with _connected() as bare:
        return psycopg.ClientCursor(bare).mogrify(sql, values)


def latency(statements: Sequence[str], times: int) -> float:
    """Milliseconds that all of the statements take together, as the mean of so many times. They are sent once before, not
    counted: a new process of the server first loads its libraries and tables, which took as long as forty tiles."""
    database = settings.DATABASES["default"]
    assert PGBENCH is not None, "pgbench is not installed"
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "statements.sql"
        script.write_text(
            "".join(re.sub(r"\s+", " ", statement) + ";\n" for statement in statements), encoding="utf-8"
        )
        command = [str(PGBENCH), "--no-vacuum", "--client=1", f"--transactions={times + 1}", f"--file={script}",
                   "--log", f"--log-prefix={folder}/log",
                   "-h", database["HOST"], "-U", database["USER"], database["NAME"]]  # fmt: skip
        subprocess.run(command, env={"PGPASSWORD": database["PASSWORD"]}, capture_output=True, check=True)
        (log,) = Path(folder).glob("log.*")
        # The third column of each transaction is its time in microseconds.
        spent = [int(line.split()[2]) for line in log.read_text().splitlines()]
    assert len(spent) == times + 1, spent
    return sum(spent[1:]) / times / 1000


def _connected() -> psycopg.Connection[Any]:
    database = settings.DATABASES["default"]
    login = {name: database[name.upper()] for name in ("host", "user", "password")}
    return psycopg.connect(dbname=database["NAME"], **login)
