import socket
import threading
import time

import pytest


@pytest.fixture
def listener():
    """A loopback listener: (port, who came)."""
    came: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)

        def serve():
            while server.fileno() >= 0:
                try:
                    caller, _ = server.accept()
                except TimeoutError:
                    continue
                except OSError:
                    return
                with caller:
                    came.append(caller.recv(200))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1], came
        time.sleep(0.2)
