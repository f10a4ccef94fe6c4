"""A cluster that was made once, as the tests of the set-up have it."""

from tests.setup.conftest import started_once

__all__ = ["started_once"]
