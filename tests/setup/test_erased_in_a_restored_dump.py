"""What was erased stays erased when a dump of before comes back: the keys are backed up apart, and for fewer days."""

import datetime as dt
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest
from django.db import connections

from deploy.stack.binaries import Binaries, installed_majors
from layers.audit.acting import acting
from layers.foi.answer_files import keep, shown
from layers.foi.models import Application
from layers.foi.retention import erase_old, everywhere
from layers.personal.backup import expire, export, restore
from layers.personal.cipher import Unreadable
from layers.personal.reading import read
from layers.workdays import reference
from tests.harness.cast import make_cast
from tests.harness.databases import EMPTY, Database, cloned
from tests.harness.logins import aliases_on
from tests.layers.documents.files import pdf
from tests.layers.foi.making import application, took

CANARY = "金丝雀二〇二六"
# What an empty database of the service has before its migrations.
THERE_BEFORE = (" EXTENSION ", " SCHEMA ", " COMMENT ", " DEFAULT ACL ", " spatial_ref_sys ")


def dumped(database: str, file: Path) -> None:
    """The command of docs/backup.md."""
    command = ["pg_dump", "--format=custom", "--exclude-table-data=personal_personal*", f"--file={file}"]
    run(*command, Database(database).url("owner"))


def brought_back(file: Path, database: Database) -> None:
    listed = run("pg_restore", "--list", str(file)).splitlines()
    wanted = [line for line in listed if not any(kind in line for kind in THERE_BEFORE)]
    order = file.with_suffix(".list")
    order.write_text("\n".join(wanted))
    run(
        "pg_restore", "--exit-on-error", f"--use-list={order}", f"--dbname={database.url('owner')}", str(file)
    )


def run(program: str, *arguments: str) -> str:
    binaries = Binaries(max(installed_majors()))
    done = subprocess.run([binaries[program], *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def everything_in(database: Database) -> str:
    """Every row of every table as text."""
    with database.connect() as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        return "\n".join(
            str(
                connection.execute(
                    f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t"
                ).fetchone()
            )
            for (table,) in tables.fetchall()
        )


@pytest.mark.long
def test_the_erased_canary_is_nowhere_in_a_restored_dump(
    committed_database: Database, tmp_path: Path
) -> None:
    reference.load()
    cast = make_cast()
    with acting(cast.county_editor, scope=everywhere()):
        row = application(cast.bureau, "2026-02-02", description=CANARY)
        took(row, "answered", "2026-02-03", cast.county_editor, CANARY, outcome="granted")
        keep(row, ("答复.pdf", b64encode(pdf(CANARY)).decode()))
    keys_of_then, file = export(tmp_path), tmp_path / "then.dump"
    dumped(committed_database.name, file)
    assert erase_old(dt.date(2029, 2, 10)) == 1
    today = tmp_path / "today"
    today.mkdir()
    keys_of_today = export(today)
    connections.close_all()
    with cloned(EMPTY, f"restored_{committed_database.name}") as restored:
        brought_back(file, restored)
        stored = everything_in(restored)
        assert "foi_application" in stored and row.number in stored
        assert CANARY not in stored and CANARY.encode().hex() not in stored
        with aliases_on(restored):
            restore(keys_of_today)
            with pytest.raises(Unreadable):
                words_of(row)
            assert given(row) is None
        # The proof that it was the key: with the backup of keys of before, which goes after its days, it can be read.
        with cloned(EMPTY, f"then_{committed_database.name}") as then:
            brought_back(file, then)
            with aliases_on(then):
                restore(keys_of_then)
                assert words_of(row) == [CANARY, "张三丰"] and given(row) == ("答复.pdf", pdf(CANARY))
    assert keys_of_then in expire(tmp_path, dt.date(2027, 1, 1) + dt.timedelta(days=365))


def words_of(row: Application) -> list[str]:
    with acting(None, scope=everywhere()):
        return list(read(Application.objects.get(pk=row.pk), "description", "name"))


def given(row: Application) -> tuple[str, bytes] | None:
    with acting(None, scope=everywhere()):
        return shown(Application.objects.get(pk=row.pk))
