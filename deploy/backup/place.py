"""Where the backups lie and for whom they are sealed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.stack.errors import SetUpError

RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")


@dataclass(frozen=True)
class Place:
    """`folder` is on another disk than the data, best of another machine; `recipient` is a public key of age.

    `has_media` is false where uploads lie in a bucket, whose own versions and replicas are their backup.
    """

    folder: Path
    recipient: str
    has_media: bool = True

    @property
    def wal(self) -> Path:
        return self.folder / "wal"

    @property
    def bases(self) -> Path:
        return self.folder / "base"

    @property
    def media(self) -> Path:
        return self.folder / "media"


def place_of(environment: Mapping[str, str]) -> Place | None:
    """CUNTU_BACKUP and CUNTU_BACKUP_KEY; None without either. Raises SetUpError when they are no folder and no key."""
    folder, recipient = (environment.get(name, "") for name in ("CUNTU_BACKUP", "CUNTU_BACKUP_KEY"))
    if not folder and not recipient:
        return None
    # Both stand in a script that the server runs.
    if not re.fullmatch(r"/[\w./-]+", folder, re.ASCII):
        raise SetUpError(
            f"CUNTU_BACKUP={folder} is not a whole path of letters, digits, - and _.",
            "Name the folder of the backups, such as /backup/cuntu.",
        )
    if not RECIPIENT.fullmatch(recipient):
        raise SetUpError(
            "CUNTU_BACKUP_KEY is not a public key of age.",
            "age-keygen, on another machine, prints one: age1… (docs/backup.md).",
        )
    return Place(Path(folder), recipient, has_media=not environment.get("CUNTU_BUCKET"))


def needed_place(environment: Mapping[str, str]) -> Place:
    place = place_of(environment)
    if place is None:
        raise SetUpError(
            "CUNTU_BACKUP and CUNTU_BACKUP_KEY are not set.",
            "The folder of the backups, and the public key that seals them (docs/backup.md).",
        )
    return place
