"""New code comes in while people read and write: node after node, and nobody notices."""

import time
from dataclasses import dataclass

from deploy.rehearsal.failover import is_good, under_load
from deploy.rehearsal.stage import Stage


@dataclass(frozen=True)
class Rolled:
    """``failed``: what was answered instead, one line each."""

    restarts: int
    requests: int
    slowest_s: float
    failed: list[str]

    def line(self) -> str:
        told = f"{self.restarts} restarts of web nodes, {self.requests} requests, {len(self.failed)} failed"
        return f"{told}, the slowest took {self.slowest_s:.1f} s"


def rolling(stage: Stage) -> Rolled:
    """Each node once by reload of its unit, and once taken out at the front, stopped, started and put back."""
    began = time.monotonic()
    with under_load(stage) as (arrivals, writers):
        for node in stage.nodes:
            node.renew()
        for node in stage.nodes:
            stage.front.reload(down=[node.port])
            node.stop()
            node.start()
            stage.front.reload()
    failed = [
        f"{one.at - began:.1f} s: {one.path} {one.status} after {one.seconds:.1f} s"
        for one in arrivals.answers
        if not is_good(one)
    ]
    failed += [f"{at - began:.1f} s: {told}" for at, told in writers.failed]
    written = len(writers.acknowledged) + len(writers.failed)
    slowest_s = max((one.seconds for one in arrivals.answers), default=0.0)
    return Rolled(2 * len(stage.nodes), len(arrivals.answers) + written, slowest_s, failed)
