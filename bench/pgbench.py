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
    """Milliseconds that all of the statements take together, as the mean of so many times."""
    database = settings.DATABASES["default"]
    assert PGBENCH is not None, "pgbench is not installed"
    with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as script:
        script.write("".join(re.sub(r"\s+", " ", statement) + ";\n" for statement in statements))
        script.flush()
        command = [str(PGBENCH), "--no-vacuum", "--client=1", f"--transactions={times}", f"--file={script.name}",
                   "-h", database["HOST"], "-U", database["USER"], database["NAME"]]  # fmt: skip
        told = subprocess.run(
            command, env={"PGPASSWORD": database["PASSWORD"]}, capture_output=True, text=True, check=True
        ).stdout
    found = re.search(r"latency average = ([\d.]+) ms", told)
    assert found, told
    return float(found.group(1))


def _connected() -> psycopg.Connection[Any]:
    database = settings.DATABASES["default"]
    login = {name: database[name.upper()] for name in ("host", "user", "password")}
    return psycopg.connect(dbname=database["NAME"], **login)
