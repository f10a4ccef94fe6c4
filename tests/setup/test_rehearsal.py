"""Two databases, two web nodes and nginx: one after the other is restarted, the standby hangs, then the primary is killed."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.rehearsal.failover import failover
from deploy.rehearsal.paused import paused
from deploy.rehearsal.rolling import rolling
from deploy.rehearsal.stage import Stage, staged
from deploy.stack.command import database, private_cluster
from tests.harness.databases import Database, sample_files, sample_template
from tests.setup.conftest import copy_of, filled, new_folder

pytestmark = pytest.mark.long
Record = Callable[[str, object], None]


@pytest.fixture(scope="module")
def stage(started_once: Path) -> Iterator[Stage]:
    var = new_folder()
    copy_of(started_once, var)
    sample = Database(sample_template())
    subprocess.run(["cp", "-a", f"{sample_files()}/media", f"{sample_files()}/static", str(var)], check=True)
    with database(var) as logins:
        filled(logins, sample)
        with staged(var, private_cluster(var), logins, os.environ) as found:
            yield found
    shutil.rmtree(var)


def test_nodes_are_restarted_one_after_the_other_and_no_request_fails(
    stage: Stage, record_property: Record
) -> None:
    rolled = rolling(stage)
    record_property("figure", rolled.line())
    assert rolled.failed == []
    assert rolled.restarts == 4 and rolled.requests > 50


def test_the_standby_hangs_and_everybody_is_answered_and_nothing_is_lost_or_written_twice(
    stage: Stage, record_property: Record
) -> None:
    found = paused(stage, before_s=3, hung_s=14, after_s=6)
    record_property("figure", found.line())
    assert found.acknowledged > 5 and found.lost == [] and found.unsafe == []
    # All but the last were told when to come again, and what they had handed in was kept once.
    assert found.copies == 1 and len(found.tries) > 1
    assert [said for said in found.tries[:-1] if not said.endswith(" 503, again after 5")] == []
    assert found.slowest_try_s < 14 and 0 < found.left_waiting < 16
    assert found.reads > 50 and found.reads_failed == [] and found.reads_good > found.reads // 2
    assert found.slowest_read_s < 12
    assert found.first_write_s < 10


def test_the_primary_is_killed_and_nothing_that_was_acknowledged_is_lost(
    stage: Stage, record_property: Record
) -> None:
    fallen = failover(stage, before_s=6, away_s=4, after_s=8)
    record_property("figure", fallen.line())
    assert fallen.lost == []
    assert fallen.acknowledged > 5 and fallen.unknown > 0, "it was killed under load"
    assert fallen.first_write_s < 20 and fallen.first_read_s < 5
    assert fallen.reads_failed <= fallen.reads // 20
