"""A primary and its synchronous standby, by the commands of docs/standby.md."""

import os
import signal
import subprocess
from pathlib import Path

import psycopg

from deploy.stack.cluster import SUPERUSER, Cluster
from deploy.stack.errors import SetUpError
from deploy.stack.roles import Logins

STANDBY = "standby"
# What is told to a client as done is on the disks of both.
SYNCHRONOUS = "ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 (standby)'"
ALONE = "ALTER SYSTEM RESET synchronous_standby_names"


def standby_of(primary: Cluster, folder: Path) -> Cluster:
    """A copy of the running primary that follows it, and for which every commit waits."""
    standby = Cluster(folder, account=primary.account)
    standby.account.make_folder(folder)
    come_from = f"host={primary.socket} user={SUPERUSER} application_name={STANDBY}"
    command = [primary.binaries["pg_basebackup"], f"--dbname={come_from}", f"--pgdata={standby.data}"]
    command += [
        "--write-recovery-conf",
        "--create-slot",
        f"--slot={STANDBY}",
        "--checkpoint=fast",
        "--no-password",
    ]
    copied = subprocess.run(command, **primary.account.popen_options(), capture_output=True, text=True)
    if copied.returncode != 0:
        raise SetUpError(
            f"pg_basebackup failed: {copied.stderr.strip()}", "May that login replicate (pg_hba.conf)?"
        )
    standby.start()
    tell(primary, SYNCHRONOUS)
    return standby


def tell(cluster: Cluster, setting: str) -> None:
    with psycopg.connect(cluster.superuser_dsn(), autocommit=True) as connection:
        connection.execute(setting.encode())
        connection.execute("SELECT pg_reload_conf()")


def is_synchronous(primary: Cluster) -> bool:
    with psycopg.connect(primary.superuser_dsn()) as connection:
        rows = connection.execute("SELECT application_name, sync_state FROM pg_stat_replication").fetchall()
    return rows == [(STANDBY, "sync")]


def kill(primary: Cluster) -> None:
    """As a power cut of its machine: nothing is written any more, nothing says goodbye."""
    pid = primary.running_pid()
    if pid is None:
        raise SetUpError(f"No database runs in {primary.data}.", "Start it first.")
    os.kill(pid, signal.SIGKILL)


def promote(standby: Cluster) -> None:
    """The one command by which the standby becomes the primary; it returns when writes are taken."""
    command = [standby.binaries["pg_ctl"], "promote", "--wait", f"--pgdata={standby.data}"]
    done = subprocess.run(command, **standby.account.popen_options(), capture_output=True, text=True)
    if done.returncode != 0:
        raise SetUpError(f"pg_ctl promote failed: {done.stderr.strip()}", "Read the standby's log.")


def logins_of_both(logins: Logins, primary: Cluster, standby: Cluster) -> Logins:
    """Each login with both addresses: writes go to whichever takes them, public reads to the standby while it answers."""
    both = f"{primary.socket},{standby.socket}&target_session_attrs=read-write"
    near = f"{standby.socket},{primary.socket}"

    def at(url: str, hosts: str) -> str:
        return url.replace(f"host={primary.socket}", f"host={hosts}")

    return Logins(at(logins.owner, both), at(logins.web, both), at(logins.web_ro, near))
