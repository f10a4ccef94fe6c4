"""Somebody who has just cloned the project and types a command."""

import os
from pathlib import Path


def environment(var: Path, **more: str) -> dict[str, str]:
    """A newcomer's: no database named; without samples, which take their time."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "CUNTU_"))}
    return ours | {"CUNTU_VAR": str(var), "CUNTU_DEMO": "0", "CUNTU_HTTPS": "0"} | more
