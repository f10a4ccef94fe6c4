"""The units of systemd start what is there, as docs/go-live.md says."""

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest

from deploy.stack.paths import ROOT

UNITS = sorted((ROOT / "deploy/systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]


def read(unit: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(unit)
    return parser


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_runs_as_its_own_account_with_the_secrets_of_one_file(unit: Path) -> None:
    service = read(unit)["Service"]
    assert (service["User"], service["WorkingDirectory"]) == ("cuntu", "/srv/cuntu")
    assert service["EnvironmentFile"] == "/etc/cuntu.env" and "Environment" not in service
    words = [word.removeprefix("/srv/cuntu/") for word in service["ExecStart"].split()]
    for word in words:
        if word.startswith(("bin/", "deploy/")) or word == "manage.py":
            assert (ROOT / word).exists(), word


def test_every_timer_has_its_service() -> None:
    timers = [unit for unit in UNITS if unit.suffix == ".timer"]
    assert {timer.stem for timer in timers} == {"cuntu-backup", "cuntu-media"}
    assert all(timer.with_suffix(".service") in SERVICES for timer in timers)


def test_the_documentation_names_every_unit() -> None:
    told = (ROOT / "docs/go-live.md").read_text() + (ROOT / "docs/backup.md").read_text()
    assert [unit.name for unit in UNITS if unit.stem not in told] == []


def test_systemd_itself_reads_them(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd here")
    for unit in UNITS:
        # The programs of the real machine are not here; everything else is judged.
        text = "\n".join(
            "ExecStart=/bin/true" if line.startswith("ExecStart=") else line
            for line in unit.read_text().splitlines()
        )
        (tmp_path / unit.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", *(str(file) for file in sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
    )
    ours = [line for line in done.stderr.splitlines() if "cuntu-" in line and str(tmp_path) in line]
    assert ours == []
