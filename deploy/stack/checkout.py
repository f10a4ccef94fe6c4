"""Which code this is."""

import subprocess

from deploy.stack.paths import ROOT


def commit() -> str:
    """Of this checkout; "" where it is none."""
    return _git("rev-parse", "HEAD")


def changes() -> list[str]:
    """Paths that are not as that commit has them."""
    return [line[3:] for line in _git("status", "--porcelain").splitlines()]


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True).stdout.rstrip()
