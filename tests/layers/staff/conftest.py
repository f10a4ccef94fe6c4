import pytest

from tests.harness.cast import make_cast
from tests.harness.clock import Clock


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)
