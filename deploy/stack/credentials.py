"""Random secrets of this checkout, each in a file of its own that only we can read."""

import os
import secrets
from pathlib import Path


def given(folder: Path, name: str) -> str:
    """The secret that somebody has put there, which we could not make; "" when there is none."""
    file = folder / name
    return file.read_text(encoding="ascii").strip() if file.exists() else ""


def secret(folder: Path, name: str) -> str:
    """The secret of that name; made at its first use. 384 bits, safe inside a URL.

    64 letters: Django warns of a secret key below 50.
    """
    file = folder / name
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    # Written beside and linked: two starts at once agree on one value, and a crash leaves no half of one.
    fresh = folder / f".{name}.{os.getpid()}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(48) + "\n")
    try:
        os.link(fresh, file)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return file.read_text(encoding="ascii").strip()
