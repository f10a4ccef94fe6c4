"""Which database and which login Django's aliases mean while a test runs."""

import contextlib
from collections.abc import Iterator

from django.conf import settings
from django.db import connections

from tests.harness.databases import Database

ALIASES = ("default", "owner", "public")


@contextlib.contextmanager
def aliases_on(database: Database, *, own: frozenset[str] = frozenset()) -> Iterator[None]:
    """All aliases work on `database`. Those in `own` log in as themselves; the others ARE the `web` connection.

    One connection under three names lets a test roll back what it wrote as `web` and read as `public`.
    """
    names = {alias: settings.DATABASES[alias]["NAME"] for alias in ALIASES}
    before = {alias: connections[alias] for alias in ALIASES}
    _close()
    try:
        for alias in ALIASES:
            settings.DATABASES[alias]["NAME"] = database.name
            del connections[alias]
        for alias in ALIASES:
            if alias != "default" and alias not in own:
                connections[alias] = connections["default"]
        yield
    finally:
        _close()
        for alias in ALIASES:
            settings.DATABASES[alias]["NAME"] = names[alias]
            connections[alias] = before[alias]


def _close() -> None:
    for alias in ALIASES:
        connections[alias].close()
