"""Uploaded files, each sealed by itself under the name of its content: what is there already is never copied again."""

import hashlib
import shutil
from collections.abc import Collection
from pathlib import Path

from deploy.backup.place import Place
from deploy.backup.sealing import SUFFIX, opened, sealed
from deploy.stack.errors import SetUpError

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
    """Opens these names into `media`; how many. Raises SetUpError that names what is missing or is not its name's content."""
    missing = [name for name in wanted if not (place.media / (name + SUFFIX)).exists()]
    if missing:
        raise SetUpError(
            f"{len(missing)} files are not in {place.media}, the first is {missing[0]}.",
            "Look for them in another copy of the backup.",
        )
    brought = 0
    for name in wanted:
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
