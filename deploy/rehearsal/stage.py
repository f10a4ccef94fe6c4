"""What a rehearsal is played on: primary and standby, two web nodes, nginx."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg

from deploy.backup import golden
from deploy.rehearsal.front import Front
from deploy.rehearsal.node import Node
from deploy.rehearsal.pair import logins_of_both, standby_of
from deploy.stack.address import HOST, listen
from deploy.stack.cluster import SERVICE, Cluster
from deploy.stack.roles import Logins

ADDRESSES = 60
# As on the net: https at the front, which the nodes believe. Samples, and no limit of reports an hour, since that is
# what the rehearsal writes; nor of reads at once: what is rehearsed is a restart, not a crowd.
SERVED = {
    "CUNTU_HTTPS": "1",
    "CUNTU_BEHIND_PROXY": "1",
    "CUNTU_DEMO": "1",
    "CUNTU_WEB_WORKERS": "1",
    "CUNTU_READS_AT_ONCE": "8",
    "CUNTU_REPORTS_OF_A_SOURCE": "1000000",
    "ALLOWED_HOSTS": HOST,
}


@dataclass
class Stage:
    primary: Cluster
    standby: Cluster
    nodes: list[Node]
    front: Front

    def addresses(self) -> list[str]:
        """Pages and things that the public reads."""
        return golden.addresses(self.primary.superuser_dsn(SERVICE), ADDRESSES)

    def places(self) -> list[str]:
        """Ids of places, about which something can be reported."""
        with psycopg.connect(self.primary.superuser_dsn(SERVICE)) as connection:
            found = connection.execute("SELECT public_id FROM places_place ORDER BY md5(public_id) LIMIT 20")
            return [str(public_id) for (public_id,) in found]


@contextlib.contextmanager
def staged(
    var: Path, primary: Cluster, logins: Logins, environment: Mapping[str, str], *, nodes: int = 2
) -> Iterator[Stage]:
    """``primary`` runs and has tables and samples; ``var`` is the folder of the site, with its static files."""
    folder = var / "rehearsal"
    folder.mkdir()
    folder.chmod(0o755)
    *ports, port, plain_port = free_ports(nodes + 2)
    with contextlib.ExitStack() as stack:
        standby = standby_of(primary, folder / "standby")
        stack.callback(standby.stop)
        told = {
            **environment,
            **logins_of_both(logins, primary, standby).environment(),
            **SERVED,
            "CUNTU_VAR": str(var),
            # Debian's proxy_params names the host without its port, which on the net is 443.
            "CSRF_TRUSTED_ORIGINS": f"https://{HOST}:{port}",
        }
        made = [Node(one, told, folder / f"node-{one}.log") for one in ports]
        for node in made:
            stack.callback(node.stop)
            node.start()
        front = Front(folder, var, port, plain_port, ports)
        stack.callback(front.stop)
        front.start()
        yield Stage(primary, standby, made, front)


def free_ports(many: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        return [stack.enter_context(listen(0)).getsockname()[1] for _ in range(many)]
