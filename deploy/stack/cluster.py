"""The project's own PostGIS cluster: a folder, a unix socket, no port.

It runs as a child of whoever started it and ends with it, even when that one is killed with -9.
"""

import os
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from deploy.backup.archive import archiving
from deploy.backup.place import Place
from deploy.stack.account import Account, server_account
from deploy.stack.binaries import Binaries, binaries_for
from deploy.stack.errors import SetUpError
from deploy.stack.paths import LONGEST_SOCKET_FOLDER, short_name
from deploy.stack.processes import Child
from deploy.stack.server_settings import HBA, identity_map, server_settings

SUPERUSER = "postgres"
SERVICE = "cuntu"


@dataclass
class Cluster:
    """`folder` holds the data and the socket. `throw_away` trades safety against a crash for speed (tests).

    `backups`: where its log is kept. `patience_s`: how long a start may take, with the recovery that goes before it.
    """

    folder: Path
    throw_away: bool = False
    backups: Place | None = None
    patience_s: float = 120
    account: Account = field(default_factory=server_account)
    server: Child | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def socket(self) -> Path:
        """The folder of the socket; a deep checkout gets a short one under the temporary folder."""
        inside = self.folder / "socket"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
            return inside
        return Path(tempfile.gettempdir()) / f"{SERVICE}-{self.account.uid}-{short_name(self.folder)}"

    @property
    def binaries(self) -> Binaries:
        return binaries_for(self.data)

    def start(self) -> None:
        """Make it if it is not there, clear what a crash left, run it and wait until it answers."""
        self.account.make_folder(self.folder)
        self.account.make_folder(self.socket)
        if not (self.data / "PG_VERSION").exists():
            self._make()
        self._write_settings()
        self._clear_stale_pid_file()
        start_log = self.folder / "start.log"
        self.server = Child.start(
            "database",
            [self.binaries["postgres"], "-D", str(self.data)],
            account=self.account,
            death_signal=signal.SIGINT,
            output=start_log,
        )
        self._wait_until_ready(start_log)

    def stop(self) -> None:
        """Fast shutdown: sessions are ended, everything is on disk, the next start needs no recovery."""
        if self.server is not None:
            self.server.stop(signal.SIGINT, patience_s=30, last_resort=signal.SIGQUIT)
            self.server = None

    def is_ready(self) -> bool:
        command = [
            self.binaries["pg_isready"],
            "-q",
            "-h",
            str(self.socket),
            "-U",
            SUPERUSER,
            "-d",
            "postgres",
        ]
        return subprocess.run(command, stdout=subprocess.DEVNULL).returncode == 0

    def superuser_dsn(self, database: str = "postgres") -> str:
        """By peer: only the two system accounts of the identity map get in, there is no password to steal."""
        return f"host={self.socket} user={SUPERUSER} dbname={database}"

    def url(self, login: str, password: str, database: str = SERVICE) -> str:
        return f"postgresql://{login}:{password}@/{database}?host={self.socket}"

    def running_pid(self) -> int | None:
        """The postmaster of THIS folder. The pid file alone lies: the number may be anybody's by now."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (OSError, ValueError, IndexError):
            return None
        return pid if os.fsencode(self.data) in words and state not in "ZX" else None

    def _make(self) -> None:
        # Made beside and renamed, so that an initdb that was cut off is never taken for a cluster.
        unfinished = self.folder / "data.unfinished"
        subprocess.run(["rm", "-rf", str(unfinished)], check=True)
        made = subprocess.run(
            [
                self.binaries["initdb"],
                f"--pgdata={unfinished}",
                f"--username={SUPERUSER}",
                "--encoding=UTF8",
                "--locale=C.UTF-8",  # in plain C pg_trgm sees no Chinese at all
                "--data-checksums",
                "--auth-local=peer",
                "--auth-host=reject",
                *(["--no-sync"] if self.throw_away else []),
            ],
            **self.account.popen_options(),
            capture_output=True,
            text=True,
        )
        if made.returncode != 0:
            last = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise SetUpError(f"initdb failed: {last}", f"Check free space and rights of {self.folder}.")
        unfinished.rename(self.data)

    def _write_settings(self) -> None:
        settings = server_settings(self.socket, throw_away=self.throw_away)
        settings += archiving(self.folder, self.account, self.backups)
        self.account.write(self.data / "cuntu.conf", settings)
        self.account.write(self.data / "pg_hba.conf", HBA)
        self.account.write(self.data / "pg_ident.conf", identity_map(self.account, SUPERUSER))
        main = self.data / "postgresql.conf"
        if "include 'cuntu.conf'" not in (text := main.read_text()):
            self.account.write(main, text + "\ninclude 'cuntu.conf'\n")

    def _clear_stale_pid_file(self) -> None:
        """After kill -9 the file stays; PostgreSQL refuses to start while its number is any process of ours."""
        deadline = time.monotonic() + 30
        while (pid := self.running_pid()) is not None:
            # Its parent is gone (we hold the lock), so it is on its way out; help it along.
            os.kill(pid, signal.SIGINT)
            if time.monotonic() > deadline:
                raise SetUpError(
                    f"Another PostgreSQL (process {pid}) still uses {self.data}.", f"End it: kill -INT {pid}"
                )
            time.sleep(0.2)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _wait_until_ready(self, start_log: Path) -> None:
        assert self.server is not None
        deadline = time.monotonic() + self.patience_s  # recovery after a crash replays the log first
        while time.monotonic() < deadline:
            if self.server.has_ended():
                break
            if self.is_ready():
                return
            time.sleep(0.05)
        self.stop()
        lines = [line for line in start_log.read_text(errors="replace").splitlines() if line.strip()]
        raise SetUpError(
            f"The database did not start: {lines[-1] if lines else 'it said nothing'}", f"Read {start_log}."
        )


def cluster_folder(var: Path, account: Account) -> Path:
    """var/postgres, or a folder under /var/lib where `postgres` gets in when root's checkout is closed to it.

    The choice is written down: a later chmod of /root must not make the data seem lost.
    """
    note = var / "postgres-is-in"
    if note.exists():
        return Path(note.read_text().strip())
    if account.can_enter(var):
        folder = var / "postgres"
    else:
        parent = Path("/var/lib") / SERVICE
        parent.mkdir(mode=0o755, exist_ok=True)
        folder = parent / short_name(var)
    note.write_text(f"{folder}\n")
    return folder
