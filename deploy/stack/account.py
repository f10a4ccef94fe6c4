"""The system account that the database server runs under: our own, or `postgres` when root started us."""

import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.stack.errors import SetUpError


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        return self.uid == os.geteuid()

    def popen_options(self) -> dict[str, Any]:
        """For subprocess: become this account. cwd is "/" since our own folder may be closed to it."""
        if self.is_ours:
            return {"cwd": "/"}
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "cwd": "/"}

    def make_folder(self, folder: Path) -> None:
        """The folder exists, belongs to this account and nobody else gets in. Refuses one of another owner."""
        try:
            folder.mkdir(mode=0o700, parents=True)
        except FileExistsError:
            # A name under /tmp can be taken by anybody, a link too: looked at before anything is changed.
            status = folder.lstat()
            if status.st_uid != self.uid or not stat.S_ISDIR(status.st_mode):
                raise SetUpError(
                    f"{folder} belongs to user number {status.st_uid}, not to {self.name}.",
                    "Start as the user who made it, or move it away to start anew.",
                ) from None
        else:
            if not self.is_ours:
                os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)

    def write(self, file: Path, text: str) -> None:
        """Write a file that only this account (and root) reads."""
        file.write_text(text, encoding="utf-8")
        file.chmod(0o600)
        if not self.is_ours:
            os.chown(file, self.uid, self.gid)

    def can_enter(self, folder: Path) -> bool:
        """Root's checkout under /root (mode 0700) is closed to `postgres`: asked of the system, not guessed."""
        if self.is_ours:
            return True
        return subprocess.run(["/usr/bin/test", "-x", str(folder)], **self.popen_options()).returncode == 0


def server_account() -> Account:
    """PostgreSQL refuses to run as root, so root lends it Debian's own account."""
    entry = pwd.getpwuid(os.geteuid())
    if entry.pw_uid != 0:
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        raise SetUpError(
            "There is no user `postgres` for the database server.",
            "Install Debian's package postgresql-common, or start as an ordinary user.",
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
