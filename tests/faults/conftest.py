"""One stage for the runs of a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.stage import Stage, staged
from tests.setup.conftest import started_once

__all__ = ["started_once"]


@pytest.fixture(scope="module")
def stage(started_once: Path) -> Iterator[Stage]:
    with staged(started_once) as found:
        yield found
