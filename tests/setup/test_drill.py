"""The drill over the sample city: green when all is there, red when a row, a file or an answer is another."""

import dataclasses
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from deploy.backup import media
from deploy.backup.base import Origin, take
from deploy.backup.comparing import content
from deploy.backup.drill import (
    SERVED,
    collect_static,
    compare,
    compare_media,
    compare_sites,
    drill,
    environment_of,
    hand_over,
    served,
)
from deploy.backup.golden import PAGES
from deploy.backup.manifest import bases
from deploy.backup.place import Place
from deploy.backup.restore import Target, restored
from deploy.backup.retention import Keep
from deploy.stack.command import database, private_cluster
from deploy.stack.errors import SetUpError
from tests.harness.bucket import NAME, bucket
from tests.harness.databases import Database, sample_files, sample_template
from tests.setup.conftest import copy_of, filled, new_folder
from tests.setup.test_backup import damaged

pytestmark = pytest.mark.long
ADDRESSES = 40


@pytest.fixture(scope="module")
def place(recipient: str) -> Place:
    return Place(new_folder() / "backups", recipient)


@pytest.fixture(scope="module")
def origin(started_once: Path, place: Place) -> Iterator[Origin]:
    """The sample city in a private cluster that archives its log, with one base backup and rows after it."""
    sample, var = Database(sample_template()), new_folder()
    copy_of(started_once, var)
    subprocess.run(["cp", "-a", f"{sample_files()}/media", f"{sample_files()}/static", str(var)], check=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUNTU_BACKUP", str(place.folder))
        patch.setenv("CUNTU_BACKUP_KEY", place.recipient)
        with database(var) as logins:
            cluster = private_cluster(var)
            filled(logins, sample)
            environment = {**os.environ, **logins.environment(), "CUNTU_VAR": str(var), "CUNTU_DEMO": "1"}
            found = Origin(cluster.superuser_dsn("cuntu"), var, environment)
            take(found, place, Keep())
            with psycopg.connect(logins.owner, autocommit=True) as owner:
                owner.execute(
                    "UPDATE places_place SET way_there = '备份以后写的' WHERE public_id IS NOT NULL"
                )
            yield found
    shutil.rmtree(var)
    shutil.rmtree(place.folder)


def test_what_is_restored_is_what_is_served(
    origin: Origin, place: Place, identity: Path, record_property: Callable[[str, object], None]
) -> None:
    said: list[str] = []
    assert drill(origin, place, identity, ADDRESSES, said.append) == [], said
    assert any(f"✓ {ADDRESSES} addresses" in line for line in said)
    assert any(line.startswith("  RTO ") for line in said) and any(line.startswith("  RPO ") for line in said)
    assert not list(origin.var.glob("drill-*")), "nothing of it stays"
    record_property(
        "figure", " ".join(line.split("(")[0].strip() for line in said if " RTO " in line or " RPO " in line)
    )


def test_one_other_row_is_named_with_its_table_and_its_page_and_an_upload_that_is_missing_by_its_name(
    origin: Origin,
    place: Place,
    identity: Path,
    empty_var: Path,
) -> None:
    expected = content(origin.dsn)
    hand_over(origin.dsn, place)
    lost = next(iter(sorted((place.media / "originals").rglob("*.age"))))
    lost.rename(place.folder / lost.name)
    with restored(place, identity, empty_var, Target(lsn=expected.lsn)) as copy:
        assert compare(expected, copy, print) == []
        with psycopg.connect(copy.cluster.superuser_dsn("cuntu"), autocommit=True) as owner:
            owner.execute("SET session_replication_role = replica")  # past the triggers that refuse it
            case = owner.execute(
                "UPDATE land_case SET name = name || '改' WHERE id = "
                "(SELECT id FROM land_case ORDER BY md5(public_id) LIMIT 1) RETURNING public_id"
            ).fetchone()
            owner.execute(
                "DELETE FROM ledger_ledgerentry WHERE seq = (SELECT max(seq) FROM ledger_ledgerentry)"
            )
        found = compare(expected, copy, print)
        assert any(
            line.startswith("table land_case:") and line.endswith("with other content") for line in found
        )
        assert any("table ledger_ledgerentry" in line for line in found)
        environment = environment_of(origin, copy, empty_var)
        (missing,) = compare_media(environment, 0, print)
        collect_static(environment)
        with (
            served(environment, empty_var) as site,
            served({**origin.environment, **SERVED}, empty_var) as original,
        ):
            told = compare_sites(original, site, environment, len(PAGES) + 9, print)
    (place.folder / lost.name).rename(lost)
    assert missing.endswith(f"/{lost.name.removesuffix('.age')}：没有这个文件")
    assert case and any(line.startswith(f"/c/{case[0]}:") for line in told), told
    assert any(line.startswith("ledger: ") and "账本" in line for line in told), told


def test_one_other_bit_in_an_upload_ends_the_drill(origin: Origin, place: Place, identity: Path) -> None:
    file = next(iter(sorted(place.media.rglob("*.age"))))
    with damaged(file), pytest.raises(SetUpError, match=file.name.removesuffix(".age")):
        drill(origin, place, identity, ADDRESSES, print)
    assert not list(origin.var.glob("drill-*"))
    assert len(bases(place)) == 1


def test_uploads_in_a_bucket_stay_there_and_the_drill_names_one_that_is_missing(
    origin: Origin, place: Place, identity: Path
) -> None:
    folder, apart = origin.var / "media", dataclasses.replace(place, has_media=False)
    with bucket() as found:
        for file in sorted(file for file in folder.rglob("*") if file.is_file()):
            found.client.put_object(Bucket=NAME, Key=str(file.relative_to(folder)), Body=file.read_bytes())
        site = Origin(origin.dsn, origin.var, {**origin.environment, **found.environment})
        said: list[str] = []
        assert drill(site, apart, identity, ADDRESSES, said.append) == [], said
        assert any(" 0 uploads" in line for line in said), "nothing was brought back"
        gone = found.names(prefix="originals/")[0]
        found.client.delete_object(Bucket=NAME, Key=gone)
        assert media.faults(site.environment, read=0) == [f"uploads: {gone}：没有这个文件"]
