"""Uploaded files, each sealed by itself under the name of its content: what is there already is never copied again.

Those in a bucket are not copied: it keeps versions of its own. They are compared with the rows instead.
"""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

import psycopg

from deploy.backup.place import Place
from deploy.backup.sealing import SUFFIX, opened, sealed
from deploy.stack.errors import SetUpError
from deploy.stack.paths import ROOT

STORES = ("originals", "derivatives")
BLOCK = 1 << 20


def names(media: Path) -> list[str]:
    """`store/ab/cd/<sha256>` of every whole file in both stores."""
    return sorted(
        str(file.relative_to(media))
        for store in STORES
        for file in (media / store).glob("??/??/*")
        if not file.name.startswith(".")
    )


def named(dsn: str) -> list[str]:
    """`store/ab/cd/<sha256>` of every upload that a row names, as layers.documents names them."""
    with psycopg.connect(dsn) as connection:
        if connection.execute("SELECT to_regclass('documents_storedfile')").fetchone() == (None,):
            return []  # no migration had run yet
        rows = connection.execute("SELECT store, sha256 FROM documents_storedfile ORDER BY 1, 2").fetchall()
    return [f"{store}/{sha256[:2]}/{sha256[2:4]}/{sha256}" for store, sha256 in rows]


def faults(environment: Mapping[str, str], read: int) -> list[str]:
    """What the site of that environment lacks of its uploads, one line each; `read` of them are read and hashed."""
    command = [sys.executable, "manage.py", "check_files", f"--read={read}"]
    said = subprocess.run(command, cwd=ROOT, env=dict(environment), capture_output=True, text=True)
    if said.returncode == 0:
        return []
    lines = said.stderr.strip().removeprefix("CommandError: ").splitlines()
    return [f"uploads: {line.removeprefix('✗ ')}" for line in lines]


def copy_new(media: Path, place: Place) -> int:
    """Seals what the backup does not have yet; how many files."""
    copied = 0
    for name in names(media):
        target = place.media / (name + SUFFIX)
        if target.exists():
            continue
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            source = (media / name).open("rb")
        except FileNotFoundError:
            continue  # erased or swept since it was listed
        with source, sealed(target, place.recipient) as stream:
            shutil.copyfileobj(source, stream, BLOCK)
        copied += 1
    return copied


def bring_back(wanted: Collection[str], media: Path, place: Place, identity: Path) -> int:
    """Opens of these names what the backup has into `media`; how many. Raises SetUpError that names what is not its name's
    content. `faults` says what is missing: it alone knows what was erased on purpose, which no backup has any more."""
    brought = 0
    for name in wanted:
        if not (place.media / (name + SUFFIX)).exists():
            continue
        target = media / name
        target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        content = hashlib.sha256()
        with opened(place.media / (name + SUFFIX), identity) as source, target.open("xb") as stream:
            while block := source.read(BLOCK):
                content.update(block)
                stream.write(block)
        if content.hexdigest() != target.name:
            target.unlink()
            raise SetUpError(f"{name} holds other bytes than its name says.", "Look in another copy.")
        target.chmod(0o640)
        brought += 1
    return brought
