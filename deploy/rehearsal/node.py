"""A web node: gunicorn, as the unit cuntu-web starts it."""

import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.stack.address import HOST, wait_until_healthy
from deploy.stack.errors import SetUpError
from deploy.stack.processes import Child


@dataclass
class Node:
    port: int
    environment: Mapping[str, str]
    log: Path
    child: Child | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.py"]
        command += ["--bind", f"{HOST}:{self.port}"]
        self.child = Child.start("web", command, environment=self.environment, output=self.log)
        wait_until_healthy(self.port, self.child)

    def stop(self) -> None:
        if self.child is not None:
            self.child.stop()
            self.child = None

    def renew(self, patience_s: float = 60) -> None:
        """`systemctl reload`: new workers with the code of now, then the old ones end what they have begun."""
        before = self.workers()
        self._child().process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + patience_s
        while not (now := self.workers()) or now & before:
            if time.monotonic() > deadline:
                raise SetUpError(f"Node {self.port} kept its old workers.", f"Read {self.log}.")
            time.sleep(0.1)
        wait_until_healthy(self.port, self._child())

    def workers(self) -> set[int]:
        """Their process ids."""
        pid = self._child().process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return {int(child) for child in children}

    def _child(self) -> Child:
        if self.child is None:
            raise SetUpError(f"Node {self.port} does not run.", "Start it first.")
        return self.child
