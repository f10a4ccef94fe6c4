"""Static files laid down beneath a site that is running: each appears whole, and what open pages name stays a while.

`collectstatic` empties the folder, or deletes and writes anew each script and style: whoever asks in these seconds gets an
error, a page without style. So it works in a folder of its own, and what it made is moved into place one by one.
"""

import hashlib
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.management.commands import collectstatic
from django.core.files.storage import storages
from django.core.management import call_command

# A page stays open on a desk, and nginx shows a kept one while the site is away. Both name the files of their release.
LEFT_FOR_S = 30 * 24 * 3600
# What the newest release consists of, and of what it was made.
LIST, STAMP = ".files", ".stamp"


def collect_static() -> None:
    """Copy, hash, compress, lay down; nothing when no file changed since the last time."""
    root = Path(settings.STATIC_ROOT)
    stamp, state = root / STAMP, _state()
    if stamp.exists() and stamp.read_text() == state:
        return
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=root) as folder:
        _collect(Path(folder))
        _lay_down(Path(folder), root)
    stamp.write_text(state)


def _collect(folder: Path) -> None:
    given: dict[str, Any] = {**settings.STORAGES["staticfiles"], "OPTIONS": {"location": folder}}
    command = collectstatic.Command()
    command.storage = storages.create_storage(given)
    call_command(command, interactive=False, verbosity=0)


def _lay_down(fresh: Path, root: Path) -> None:
    names = sorted(str(file.relative_to(fresh)) for file in fresh.rglob("*") if file.is_file())
    listed = root / LIST
    before = listed.read_text().splitlines() if listed.exists() else []
    # The manifest last: what it names is there.
    for name in sorted(names, key=lambda name: name.endswith(".json")):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (fresh / name).replace(root / name)
    listed.write_text("\n".join(names))
    for name in set(before) - set(names):
        # Its month begins today, however long the release stood.
        if (root / name).exists():
            os.utime(root / name)
    _sweep(root, {*names, LIST, STAMP})


def _sweep(root: Path, kept: set[str]) -> None:
    before = time.time() - LEFT_FOR_S
    for file in root.rglob("*"):
        if file.is_file() and str(file.relative_to(root)) not in kept and file.stat().st_mtime < before:
            file.unlink(missing_ok=True)


def _state() -> str:
    """Changes with any static file's path, size or time, and with what processes them."""
    lines = [django.__version__, str(settings.STORAGES), settings.STATIC_URL]
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            lines.append(f"{name} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
