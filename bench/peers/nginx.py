"""nginx with one worker, for the length of a measurement."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from deploy.rehearsal.front import NGINX
from deploy.stack.processes import Child

MAIN = """\
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
    access_log off;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    client_body_temp_path {folder}/body;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {content}
}}
"""


@contextlib.contextmanager
def nginx(folder: Path, content: str) -> Iterator[Child]:
    """``content`` is its http block. Its account must get into ``folder``."""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, content=content), encoding="utf-8")
    command = [NGINX, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    child = Child.start("nginx", command)
    try:
        yield child
    finally:
        child.stop()
