"""What fails in a whole run is tried once more, alone; what fails again, or is more than noise, keeps the run red."""

import os
from pathlib import Path

import pytest

from deploy.stack.test import MOST_TRIED_AGAIN, run_whole

FAILS_AT_FIRST = """
from pathlib import Path
import pytest

@pytest.mark.parametrize("number", range({many}))
def test_of_a_crowded_machine(number):
    seen = Path(__file__).with_name(f"seen-{{number}}")
    was_here = seen.exists()
    seen.touch()
    assert was_here
"""
FAILS = "def test_broken():\n    assert False\n"


def ran(folder: Path, *tests: str) -> int:
    (folder / "pytest.ini").write_text("[pytest]\n")
    for number, text in enumerate(tests):
        (folder / f"test_{number}.py").write_text(text)
    words = f"-c {folder}/pytest.ini -p no:django --import-mode=importlib {folder}"
    return run_whole(False, folder / "cache", {**os.environ, "PYTEST_ADDOPTS": words})


def test_what_passes_alone_is_told_as_unsteady(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert ran(tmp_path, FAILS_AT_FIRST.format(many=1)) == 0
    told = capfd.readouterr().out
    assert "assert was_here" in told, "the traceback of the first failure stays"
    assert told.rstrip().endswith("test_of_a_crowded_machine[0]") and "Unsteady" in told


def test_what_fails_again_is_red(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert ran(tmp_path, FAILS_AT_FIRST.format(many=1), FAILS) == 1
    assert "Unsteady" not in capfd.readouterr().out


def test_more_failures_than_noise_are_red_at_once(tmp_path: Path) -> None:
    assert ran(tmp_path, FAILS_AT_FIRST.format(many=MOST_TRIED_AGAIN + 1)) == 1
