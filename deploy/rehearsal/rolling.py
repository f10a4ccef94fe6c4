"""New code comes in while people read and write: node after node, and nobody notices."""

from dataclasses import dataclass

from deploy.rehearsal.failover import is_good, under_load
from deploy.rehearsal.stage import Stage


@dataclass(frozen=True)
class Rolled:
    """``failed``: what was answered instead, one line each."""

    restarts: int
    requests: int
    failed: list[str]

    def line(self) -> str:
        return f"{self.restarts} restarts of web nodes, {self.requests} requests, {len(self.failed)} failed"


def rolling(stage: Stage) -> Rolled:
    """Each node once by reload of its unit, and once taken out at the front, stopped, started and put back."""
    with under_load(stage) as (arrivals, writers):
        for node in stage.nodes:
            node.renew()
        for node in stage.nodes:
            stage.front.reload(down=[node.port])
            node.stop()
            node.start()
            stage.front.reload()
    failed = [f"{one.path} {one.status}" for one in arrivals.answers if not is_good(one)]
    failed += [told for _, told in writers.failed]
    return Rolled(
        2 * len(stage.nodes), len(arrivals.answers) + len(writers.acknowledged) + len(writers.failed), failed
    )
