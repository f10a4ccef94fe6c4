import pytest

from tests.layers.places import making


@pytest.fixture
def regions(db):
    return making.tree()
