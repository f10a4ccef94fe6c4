"""Settings of the web server, for bin/serve and for a production unit alike (docs/setup.md).

WSGI with threads: Django under ASGI was measured ten times slower here, and a request waits for SQL, not for us.
"""

import gc
import os
import shutil
import tempfile
from typing import Any

from deploy.renew import ready

wsgi_app = "portal.wsgi"
worker_class = "gthread"
workers = int(os.environ.get("CUNTU_WEB_WORKERS", "2"))
threads = int(os.environ.get("CUNTU_WEB_THREADS", "8"))
timeout = 60
# What was begun is answered, also on a machine that is busy with its own restart.
graceful_timeout = 10
keepalive = 5
# The heartbeat file of a worker in memory: a slow disk must not look like a hung worker.
worker_tmp_dir = "/dev/shm"  # noqa: S108

# Each web process counts in a file of its own; whichever is asked for /metrics adds them up. It is read when
# prometheus_client is imported.
if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:  # this file is read again at a SIGHUP
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="cuntu-metrics-", dir=worker_tmp_dir)


def on_starting(server: object) -> None:
    # What one left that had our number and was killed is none of ours.
    shutil.rmtree(ready(os.getpid()), ignore_errors=True)
    ready(os.getpid()).mkdir(mode=0o700)


def on_exit(server: object) -> None:
    shutil.rmtree(ready(os.getpid()), ignore_errors=True)
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


def child_exit(server: object, worker: Any) -> None:
    from prometheus_client import multiprocess

    (ready(os.getpid()) / str(worker.pid)).unlink(missing_ok=True)
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def post_worker_init(worker: Any) -> None:
    # What is loaded once (the readings of all characters, the models) need not be walked by every later collection:
    # one took a quarter of a second out of a request.
    gc.collect()
    gc.freeze()
    (ready(worker.ppid) / str(worker.pid)).touch(mode=0o600)


# No access log: an address can hold a citizen's position. nginx in front logs the path alone (deploy/nginx.conf).
accesslog = None
errorlog = "-"
loglevel = "warning"
# gunicorn quotes the address in its complaints of a request that it cannot read or that crashed.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_positions": {"()": "portal.logs.DropPositions"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_positions"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"gunicorn.error": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
# gunicorn's own answer to a long address is a bare English page. 5,000 Chinese characters in a parameter are
# 45,000 bytes; they reach Django, whose answer names the parameter. In front of the net nginx sets the limit.
limit_request_line = 0
control_socket_disable = True
