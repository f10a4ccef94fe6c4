import pytest

from importers.item_sources import keys
from tests.harness.cast import make_cast


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def source(cast):
    """A platform that speaks for the county's bureau, and its key."""
    root = type(cast.auditor).objects.create(username="root", is_superuser=True)
    return keys.add(root, "platform", "示例政务平台", region=cast.county, organisation=cast.bureau)
