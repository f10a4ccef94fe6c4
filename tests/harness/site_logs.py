"""A test that fails tells what the sites of its worker complained of while it ran: a page shows 500 and no reason."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.databases import run_folder

MOST = 8_000


class SiteLogs:
    """Of one worker. A log is written anew by each site, so one that became shorter is read from its start."""

    def __init__(self, worker: str) -> None:
        self.worker = worker
        self.read: dict[Path, int] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
        report: pytest.TestReport = yield  # type: ignore[assignment,misc]
        said = "\n".join(complaints(self._unread(log)) for log in self._logs())
        if report.failed and said.strip():
            report.sections.append(("complaints of the served site", said[-MOST:]))
        return report  # type: ignore[return-value]

    def _logs(self) -> list[Path]:
        return sorted(run_folder().glob(f"*_{self.worker}.log"))

    def _unread(self, log: Path) -> str:
        before, size = self.read.get(log, 0), log.stat().st_size
        self.read[log] = size
        with log.open(errors="replace") as lines:
            lines.seek(before if before <= size else 0)
            return lines.read()


def complaints(text: str) -> str:
    """The lines that are no plain JSON line of level INFO: errors, tracebacks, what a process says that dies."""
    return "\n".join(line for line in text.splitlines() if not is_usual(line))


def is_usual(line: str) -> bool:
    try:
        return bool(json.loads(line).get("level") == "INFO")
    except (ValueError, AttributeError):
        return False
