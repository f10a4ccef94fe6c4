"""The database for the length of one command: joined when it runs already, started when it does not."""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from deploy.backup.place import place_of
from deploy.stack.account import server_account
from deploy.stack.cluster import Cluster, cluster_folder
from deploy.stack.errors import SetUpError
from deploy.stack.roles import Logins, logins, prepare_database
from deploy.stack.turns import lock


@contextlib.contextmanager
def database(var: Path, *, patience_s: float = 60) -> Iterator[Logins]:
    """The logins of this checkout's cluster, which answers until the block is left."""
    deadline = time.monotonic() + patience_s
    while True:
        with lock(var / "runner.lock", wait=False) as runner:
            if runner:
                with running_cluster(var) as found:
                    yield found
                return
        with lock(var / "users.lock", shared=True):
            cluster = private_cluster(var)
            # Not ready: its runner is just starting it, or was just stopping it when we came.
            if cluster.running_pid() is not None and cluster.is_ready() and _database_is_there(cluster, var):
                yield logins(cluster, var / "secrets")
                return
        if time.monotonic() > deadline:
            raise SetUpError(
                f"The database of this checkout did not become ready in {patience_s:.0f} s.",
                "Stop the bin/serve or manage.py that holds it, then try again.",
            )
        time.sleep(0.1)


@contextlib.contextmanager
def running_cluster(var: Path, *, wait_for_users: bool = True) -> Iterator[Logins]:
    """Run the cluster; the caller holds runner.lock. Leaving the block stops it, after its other users."""
    cluster = private_cluster(var)
    try:
        cluster.start()
        yield prepare_database(cluster, var / "secrets")
    finally:
        with lock(var / "users.lock", wait=wait_for_users):
            cluster.stop()


def private_cluster(var: Path) -> Cluster:
    account = server_account()
    return Cluster(cluster_folder(var, account), account=account, backups=place_of(os.environ))


def _database_is_there(cluster: Cluster, var: Path) -> bool:
    """The very first start makes the logins a moment after the server answers."""
    import psycopg

    try:
        psycopg.connect(logins(cluster, var / "secrets").web).close()
    except psycopg.OperationalError:
        return False
    return True
