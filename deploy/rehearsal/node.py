"""A web node: gunicorn, as the unit cuntu-web starts it."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.renew import renew, workers
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

    def renew(self) -> None:
        """`systemctl reload`: workers with the code of now take the place of those that run."""
        renew(self._child().process.pid)

    def workers(self) -> set[int]:
        """Their process ids."""
        return workers(self._child().process.pid)

    def _child(self) -> Child:
        if self.child is None:
            raise SetUpError(f"Node {self.port} does not run.", "Start it first.")
        return self.child
