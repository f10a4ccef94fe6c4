"""Where things are."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

# An address of a unix socket has room for 107 bytes; PostgreSQL appends "/.s.PGSQL.5432" and a lock suffix.
LONGEST_SOCKET_FOLDER = 85


def var_folder() -> Path:
    """Everything that this checkout writes: database, files, secrets, logs."""
    return Path(os.environ.get("CUNTU_VAR", ROOT / "var")).absolute()


def short_name(folder: Path) -> str:
    """A name that tells checkouts apart where their path itself cannot be used."""
    return hashlib.sha256(str(folder).encode()).hexdigest()[:12]
