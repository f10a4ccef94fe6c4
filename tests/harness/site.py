"""A real gunicorn with the real logins on a clone of the sample database."""

import contextlib
import sys
from collections.abc import Iterator

from deploy.stack.address import listen, wait_until_healthy
from deploy.stack.processes import Child
from tests.harness.databases import Database, run_folder, sample_files


@contextlib.contextmanager
def served(database: Database, *, with_worker: bool = False) -> Iterator[str]:
    """Yields the base URL, without a slash at its end. ``with_worker``: jobs are done, too."""
    environment = database.environment() | {"CUNTU_VAR": str(sample_files()), "CUNTU_DEMO": "1"}
    environment |= {"CUNTU_WEB_WORKERS": "1", "CUNTU_HTTPS": "0"}
    # All its threads: that this machine is slow under all tests at once is no crowd.
    environment |= {"CUNTU_READS_AT_ONCE": "8"}
    log = run_folder() / f"{database.name}.log"
    with listen(0) as listener:
        port = listener.getsockname()[1]
        bind = f"fd://{listener.fileno()}"
        command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.py", "--bind", bind]
        web = Child.start("web", command, environment=environment, output=log, pass_fds=[listener.fileno()])
        children = [web]
        if with_worker:
            jobs = [
                sys.executable,
                "manage.py",
                "procrastinate",
                "worker",
                "--queues=importers,documents,screening,videos",
            ]
            children.append(
                Child.start("worker", jobs, environment=environment, output=log.with_suffix(".jobs"))
            )
        try:
            wait_until_healthy(port, web)
            yield f"http://127.0.0.1:{port}"
        except Exception:
            print(log.read_text(errors="replace"), file=sys.stderr)
            raise
        finally:
            for child in children:
                child.stop()
