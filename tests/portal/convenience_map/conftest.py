import pytest

from tests.layers.places import making


@pytest.fixture
def regions(db):
    return making.tree()


@pytest.fixture
def always():
    return [("every_day", "00:00", "23:59")]
