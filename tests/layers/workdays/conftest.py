import pytest

from layers.workdays import reference


@pytest.fixture
def calendars(db):
    """The shipped years 2004 to 2026, as ``manage.py load_reference`` leaves them."""
    reference.load()
