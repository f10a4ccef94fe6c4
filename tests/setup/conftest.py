"""A private cluster of its own for the tests of the cluster code, apart from the one that the tests run on."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def var() -> Iterator[Path]:
    """An empty var/ folder that the database's account can pass through."""
    folder = Path(tempfile.mkdtemp(prefix="cuntu-var-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def shared_var() -> Iterator[Path]:
    """One folder for the tests of a module that only read."""
    folder = Path(tempfile.mkdtemp(prefix="cuntu-var-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
