"""Peers that are Python packages: each with its own libraries in a folder of its own, so that .venv stays what is pinned."""

import shutil
import subprocess
import sys
from pathlib import Path


def installed(name: str, packages: list[str], *options: str) -> Path | None:
    """The folder to put on the path; None and a line where the packages could not be had."""
    folder = Path("var/bench").absolute() / name
    if folder.exists():
        return folder
    uv = shutil.which("uv") or shutil.which("var/uv/bin/uv")
    command = [uv or "uv", "pip", "install", "--quiet", "--python", sys.executable, "--target", str(folder)]
    if uv is None or subprocess.run([*command, *options, *packages], check=False).returncode != 0:
        # What was half installed would be taken for whole the next time.
        shutil.rmtree(folder, ignore_errors=True)
        print(f"not run: {name} (could not be installed)")
        return None
    return folder
