import pytest

from tests.layers.api.world import world


@pytest.fixture
def here(db):
    return world()
