import pytest

from tests.harness.cast import make_cast
from tests.layers.places.making import category


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def clinic(db):
    """A category."""
    return category()
