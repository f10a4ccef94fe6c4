"""The address that the site is served at."""

import http.client
import os
import socket
import time

from deploy.stack.errors import SetUpError
from deploy.stack.processes import Child

HOST = "127.0.0.1"


def wanted_port() -> int:
    """PORT of the environment, 8000 without one."""
    text = os.environ.get("PORT", "8000")
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise SetUpError(
            f"PORT={text} is not a port number.", "Give a number from 1024 to 65535, such as 8001."
        )
    return int(text)


def listen(port: int) -> socket.socket:
    """The listening socket, taken before the long work starts, and handed to the web server as it is."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except PermissionError:
        raise SetUpError(
            f"Port {port} is for root only.", "Choose one above 1023: PORT=8001 bin/serve"
        ) from None
    except OSError:
        raise SetUpError(
            f"Port {port} is taken by another program.", f"Choose another one: PORT={port + 1} bin/serve"
        ) from None
    return listener


def wait_until_healthy(port: int, web: Child, patience_s: float = 120) -> None:
    """Until /healthz answers. Any answer below 500 counts: production redirects plain http to https."""
    deadline = time.monotonic() + patience_s
    seen = "no answer"
    while time.monotonic() < deadline and not web.has_ended():
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", "/healthz")
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as problem:
            seen = str(problem)
        else:
            if status < 500:
                return
            seen = f"status {status}"
        time.sleep(0.1)
    raise SetUpError(f"The web server did not become healthy: {seen}.", "Read what it printed above.")
