"""What is struck: a durable cluster of its own behind a relay, a web node, nginx, and the process that acts."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg

from deploy.rehearsal.front import Front
from deploy.rehearsal.node import Node
from deploy.rehearsal.stage import SERVED, free_ports
from deploy.stack.account import server_account
from deploy.stack.address import HOST
from deploy.stack.cluster import SERVICE, Cluster, cluster_folder
from deploy.stack.roles import prepare_database
from tests.faults.disk import small_disk
from tests.harness.databases import ROOT, Database, template
from tests.harness.relay import Relay
from tests.setup.conftest import copy_of, filled, new_folder


@dataclass
class Actor:
    """tests.faults.actor behind two pipes."""

    process: subprocess.Popen[str]

    def begin(self, **command: Any) -> int:
        """The process id of who acts now."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        return int(self._line())

    def ended(self) -> int:
        """Waits for the end: 0, 1 for an exception, -9 for a kill."""
        return int(self._line())

    def do(self, **command: Any) -> int:
        self.begin(**command)
        return self.ended()

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()


@dataclass
class Stage:
    """``var`` is the folder of the site, ``folder`` that of what is outside of it. ``may_be_full``: ``var`` is a disk."""

    var: Path
    folder: Path
    cluster: Cluster
    relay: Relay
    node: Node
    front: Front
    actor: Actor
    may_be_full: bool

    @property
    def site(self) -> str:
        """Past nginx."""
        return f"http://{HOST}:{self.node.port}"

    def superuser(self, database: str = SERVICE) -> psycopg.Connection[Any]:
        return psycopg.connect(self.cluster.superuser_dsn(database), autocommit=True)


@contextlib.contextmanager
def staged(started_once: Path) -> Iterator[Stage]:
    var, folder, wire = new_folder(), new_folder(), new_folder()
    with contextlib.ExitStack() as stack:
        for made in (var, folder, wire):
            stack.callback(shutil.rmtree, made, ignore_errors=True)
        may_be_full = stack.enter_context(small_disk(var))
        copy_of(started_once, var)
        account = server_account()
        cluster = Cluster(cluster_folder(var, account), account=account)
        stack.callback(cluster.stop)
        cluster.start()
        logins = prepare_database(cluster, var / "secrets")
        filled(logins, Database(template()))
        relay = Relay(wire, str(cluster.socket / ".s.PGSQL.5432"))
        stack.callback(relay.close)
        behind, port, plain_port = free_ports(3)
        through = {
            name: url.replace(str(cluster.socket), str(wire)) for name, url in logins.environment().items()
        }
        told = os.environ | through | SERVED | {"CUNTU_VAR": str(var), "CUNTU_SUBSCRIPTION_QUIET": ""}
        told |= {"CSRF_TRUSTED_ORIGINS": f"https://{HOST}:{port}", "CUNTU_FOI_OF_A_SOURCE": "1000000"}
        told.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        collect(told)
        actor = Actor(stack.enter_context(acting(told, folder / "actor.log")))
        assert actor.do(do="prepare") == 0, (folder / "actor.log").read_text()
        node = Node(behind, told, folder / "web.log")
        stack.callback(node.stop)
        node.start()
        front = Front(folder, var, port, plain_port, [behind])
        stack.callback(front.stop)
        front.start()
        yield Stage(var, folder, cluster, relay, node, front, actor, may_be_full)


def collect(environment: Mapping[str, str]) -> None:
    command = [sys.executable, "manage.py", "prepare", "static"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def acting(environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[str]]:
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.actor"], cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
        )  # fmt: skip
    out: IO[str] | None = process.stdout
    assert out and process.stdin
    try:
        assert out.readline() == "ready\n", log.read_text()
        yield process
    finally:
        process.stdin.close()
        process.wait(60)
