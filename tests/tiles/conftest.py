import pytest

from tests.layers.api.world import world


@pytest.fixture
def here(db):
    return world()


@pytest.fixture
def kept(settings, tmp_path):
    """The folder of kept tiles; without it nothing is kept."""
    settings.TILES = tmp_path / "tiles"
    return settings.TILES
