"""One statement in pgbench, its values written into it, by one client."""

import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings


def in_pgbench(sql: str, values: Sequence[Any] | None, repeat: int) -> float:
    """Milliseconds of one run of it, the average of ``repeat``. ``values`` None: they stand in it already."""
    database = settings.DATABASES["default"]
    login = {name: database[name.upper()] for name in ("host", "user", "password")}
    with psycopg.connect(dbname=database["NAME"], **login) as bare:
        text = psycopg.ClientCursor(bare).mogrify(sql, values)
    binary = next(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(re.sub(r"\s+", " ", text) + ";\n")
        script.flush()
        where = ["-h", database["HOST"], "-U", database["USER"], database["NAME"]]
        run = subprocess.run(
            [binary, "-n", "-f", script.name, "-t", str(repeat), *where],
            env={"PGPASSWORD": database["PASSWORD"]},
            capture_output=True,
            text=True,
            check=True,
        )
    found = re.search(r"latency average = ([\d.]+) ms", run.stdout)
    assert found, run.stdout
    return float(found.group(1))
