"""The site over HTTP, as peers in other processes are: gunicorn with one worker, and nginx in front of it and of MapServer
alike, so that neither has the shorter way."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from bench.peers.nginx import nginx
from bench.peers.served import Served
from deploy.rehearsal.node import Node
from deploy.rehearsal.stage import free_ports
from deploy.stack.address import HOST, wait_until_healthy

SITE = """
    keepalive_timeout 1h;
    # gunicorn closes what was idle for five seconds.
    upstream site {{ server {host}:{site}; keepalive 4; keepalive_timeout 4s; }}
    upstream mapserver {{ server {host}:{mapserver}; keepalive 4; }}
    # No tile is written to a file on its way.
    proxy_buffers 16 1m;
    proxy_buffer_size 64k;
    proxy_busy_buffers_size 2m;
    fastcgi_buffers 16 1m;
    fastcgi_busy_buffers_size 2m;
    server {{
        listen {host}:{port};
        location / {{
            proxy_pass http://site;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
        }}
        location = /mapserver {{
            fastcgi_pass mapserver;
            fastcgi_keep_conn on;
            include /etc/nginx/fastcgi_params;
        }}
    }}
"""


@contextlib.contextmanager
def site(log: Path) -> Iterator[int]:
    """The port of the site with the environment, database and folders of this run."""
    (port,) = free_ports(1)
    node = Node(port, {**os.environ, "CUNTU_WEB_WORKERS": "1"}, log)
    try:
        node.start()
        yield port
    finally:
        node.stop()


@contextlib.contextmanager
def gate(folder: Path, site_port: int, fastcgi_port: int | None) -> Iterator[Served]:
    """/mapserver is MapServer where there is one, everything else the site."""
    (port,) = free_ports(1)
    content = SITE.format(host=HOST, port=port, site=site_port, mapserver=fastcgi_port or site_port)
    with nginx(folder, content) as child:
        wait_until_healthy(port, child)
        yield Served(port)
