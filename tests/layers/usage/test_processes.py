"""Several processes count at once, and one of them is killed."""

import subprocess
import sys

import pytest

from layers.usage.models import UsageCount
from tests.harness.databases import ROOT


@pytest.mark.long
def test_sums_of_two_processes_come_together_and_a_killed_one_loses_what_it_had_not_written(
    committed_database,
):
    script = """
import django, os, signal, sys
django.setup()
from django.conf import settings
from layers.audit.models import AuditEntry
from layers.usage import counting
from layers.usage.models import What
for _ in range(300):
    counting.count(What.VISIT, "pages", "pc")
    counting.count(What.VISIT, "land_info", "pc")
    if sys.argv[1] == "often":
        counting.write()
if sys.argv[1] == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
"""
    # The way out of a process writes too, so the one that ends by itself needs no last write.
    environment = committed_database.environment() | {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "CUNTU_USAGE_EVERY_S": "60",
    }
    children = [
        subprocess.Popen([sys.executable, "-c", script, how], cwd=ROOT, env=environment)
        for how in ("often", "often", "at the end", "killed")
    ]
    assert [child.wait(60) for child in children] == [0, 0, 0, -9]
    assert {one.module: one.count for one in UsageCount.objects.all()} == {"pages": 900, "land_info": 900}
