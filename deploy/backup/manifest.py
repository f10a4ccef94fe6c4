"""What one base backup consists of: when, of which log, which files with which hashes."""

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.backup.place import Place
from deploy.stack.errors import SetUpError

NAME = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """Times are ISO 8601 with their zone. `files`: name → SHA-256 of the sealed bytes. `secrets`: name → fingerprint."""

    began_at: str
    ended_at: str
    first_segment: str
    postgresql: int
    commit: str
    files: dict[str, str]
    secrets: dict[str, str]

    @property
    def began(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.began_at)

    @property
    def ended(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.ended_at)

    def write(self, folder: Path) -> None:
        (folder / NAME).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


@dataclass(frozen=True)
class Base:
    folder: Path
    manifest: Manifest

    def check(self) -> None:
        """Raises SetUpError when a file is missing or is not as it was written."""
        for name, sha256 in self.manifest.files.items():
            file = self.folder / name
            if not file.exists() or digest(file) != sha256:
                raise SetUpError(
                    f"{file} is not what its manifest says.", "Take another copy, or an older base backup."
                )

    def media_names(self) -> set[str]:
        return set((self.folder / "media.txt").read_text(encoding="ascii").split())


def bases(place: Place) -> list[Base]:
    """All that were finished, oldest first."""
    found = []
    for folder in sorted(place.bases.glob("[0-9]*Z")):
        said = json.loads((folder / NAME).read_text(encoding="utf-8"))
        found.append(Base(folder, Manifest(**said)))
    return found


def digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fingerprint(secret: str) -> str:
    """Tells whether it is the same secret, and nothing of it: 384 random bits cannot be guessed from 40 of a hash."""
    return hashlib.sha256(secret.encode()).hexdigest()[:10]
