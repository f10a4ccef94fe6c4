"""The ten lines of docs/ledger.md do what the page says."""

import re
import subprocess
import sys

import pytest
from django.conf import settings

from layers.ledger.append import append, head
from layers.ledger.models import LedgerEntry
from tests.layers.ledger.acts import act

pytestmark = pytest.mark.django_db


def run(folder, lines: list[str]) -> subprocess.CompletedProcess[str]:
    text = (settings.BASE_DIR / "docs/ledger.md").read_text("utf-8")
    script = re.search(r"```python\n(.*?)```", text, re.DOTALL)[1]
    (folder / "ledger.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    command = [sys.executable, "-c", script, str(folder / "ledger.jsonl")]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_script_for_auditors_finds_the_head_and_names_a_changed_entry(tmp_path):
    append([act(), act(version=2, title="行内\u2028换行"), act(version=3)])
    lines = list(LedgerEntry.objects.values_list("line", flat=True))
    assert run(tmp_path, lines).stdout.split() == [head().hash, head().hash_sm3]
    forged = [lines[0].replace("县人民政府", "镇人民政府"), *lines[1:]]
    assert run(tmp_path, forged).stderr.strip() == "entry 2 does not follow upon the one before"
