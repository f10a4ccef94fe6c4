"""The log between two base backups: the server hands over each segment (archive_command), and asks for it back.

Both commands are scripts beside the data, since the server's account may not enter our checkout. A segment is named by
PostgreSQL; beside its sealed bytes lies the SHA-256 of what was sealed.
"""

import re
from itertools import pairwise
from pathlib import Path

from deploy.backup.place import Place
from deploy.stack.account import Account
from deploy.stack.errors import SetUpError

# A minute is what may be lost with the machine. A segment that was hardly written seals to some kilobytes.
AT_MOST_S = 60
SEGMENT = re.compile(r"[0-9A-F]{24}")
SEGMENTS_A_LOG = 0x100  # of 16 MB, in 4 GB

KEEP = """\
#!/bin/bash
# keep PATH NAME: written at every start, see deploy/backup/archive.py
set -euo pipefail
segment=$PWD/$1
cd {wal}
sum=$(sha256sum <"$segment" | cut -d' ' -f1)
if [ -e "$2.gz.age" ]; then
  # PostgreSQL asks again after a crash; the same name with other bytes is another database's.
  [ "$(cat "$2.sha256")" = "$sum" ]
  exit
fi
gzip -1 <"$segment" | age --encrypt --recipient {recipient} >".$2.part"
printf '%s\\n' "$sum" >"$2.sha256"
sync ".$2.part" "$2.sha256"
mv ".$2.part" "$2.gz.age"
sync .
"""

FETCH = """\
#!/bin/bash
# fetch NAME PATH: only for the length of a recovery, see deploy/backup/archive.py
set -euo pipefail
target=$PWD/$2
cd {wal}
[ -e "$1.gz.age" ] || exit 1
# Above 125 PostgreSQL gives up: a segment that is broken is not the end of the log.
trap 'exit 200' ERR
age --decrypt --identity {identity} "$1.gz.age" | gzip -d >"$target"
[ "$(sha256sum <"$target" | cut -d' ' -f1)" = "$(cat "$1.sha256")" ]
"""


def archiving(folder: Path, account: Account, place: Place | None) -> str:
    """Lines for the server's settings; writes the script into `folder` and makes the folder of the segments."""
    if place is None:
        return ""
    place.folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    if not account.can_enter(place.folder):
        raise SetUpError(
            f"{account.name}, as whom the database runs, cannot enter {place.folder}.",
            "chmod o+x the folders above it, or choose another CUNTU_BACKUP.",
        )
    account.make_folder(place.wal)
    script = folder / "keep-segment"
    account.write(script, KEEP.format(wal=place.wal, recipient=place.recipient))
    return (
        "archive_mode = on\n"
        f"archive_timeout = {AT_MOST_S}\n"
        f'archive_command = \'exec /bin/bash "{script}" "%p" "%f"\'\n'
    )


def fetching(folder: Path, account: Account, place: Place, identity: Path) -> str:
    """The line for a recovery; writes the script and a copy of the identity, both for the server's account alone."""
    own = folder / "identity"
    account.write(own, identity.read_text(encoding="ascii"))
    script = folder / "fetch-segment"
    account.write(script, FETCH.format(wal=place.wal, identity=own))
    return f'restore_command = \'exec /bin/bash "{script}" "%f" "%p"\'\n'


def forget_fetching(folder: Path) -> None:
    for name in ("identity", "fetch-segment"):
        (folder / name).unlink(missing_ok=True)


def segments(place: Place) -> list[str]:
    """Names of the segments that are kept, oldest first."""
    names = (file.name.removesuffix(".gz.age") for file in place.wal.glob("*.gz.age"))
    return sorted((name for name in names if SEGMENT.fullmatch(name)), key=number)


def number(segment: str) -> int:
    """Its place in the log, whatever the timeline."""
    return int(segment[8:16], 16) * SEGMENTS_A_LOG + int(segment[16:], 16)


def refuse_gap(place: Place, first: str) -> None:
    """A segment that is missing would end the recovery early, and nobody would know."""
    kept = [number(name) for name in segments(place) if number(name) >= number(first)]
    for before, after in pairwise([number(first) - 1, *kept]):
        if after > before + 1:
            missing = f"{before + 1:X}" + (f" to {after - 1:X}" if after > before + 2 else "")
            raise SetUpError(
                f"The log has a gap in {place.wal}: segment {missing}.",
                "Find it in another copy, or restore to a moment before it: --to …",
            )


def forget_before(place: Place, first: str) -> int:
    """Deletes the segments before that one; how many."""
    old = [name for name in segments(place) if number(name) < number(first)]
    for name in old:
        (place.wal / f"{name}.gz.age").unlink()
        (place.wal / f"{name}.sha256").unlink(missing_ok=True)
    return len(old)
