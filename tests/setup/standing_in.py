"""What stands behind nginx in its tests in place of the site, and a question to nginx."""

import http.client
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from deploy.rehearsal.arrivals import ANY_CERTIFICATE
from deploy.rehearsal.front import Front
from deploy.stack.address import HOST


@dataclass
class Site:
    """What answers behind nginx: the status that is set, while its gate is open; and what it was asked."""

    port: int
    status: int = 200
    gate: threading.Event = field(default_factory=threading.Event)
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    told: list[dict[str, str]] = field(default_factory=list)

    def forget(self) -> None:
        """As if it had never been asked."""
        self.status, self.headers, self.asked, self.told = 200, {}, [], []
        self.gate.set()


@contextmanager
def standing_in() -> Iterator[Site]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            found.told.append({name.lower(): value for name, value in self.headers.items()})
            found.gate.wait(20)
            body = f"{found.status} {self.path} {self.headers.get('Range', '')}".encode()
            headers = {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Length": str(len(body)),
            } | found.headers
            self.send_response(found.status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *words: object) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        request_queue_size = 256

    server = Server((HOST, 0), Handler)
    found = Site(server.server_port)
    found.forget()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()


Answer = tuple[int, dict[str, str], str]


def get(front: Front, path: str, method: str = "GET", **headers: str) -> Answer:
    """Names of headers as a keyword has them: ``User_Agent``."""
    connection = http.client.HTTPSConnection(HOST, front.port, timeout=10, context=ANY_CERTIFICATE)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers=given)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.headers.items()}, body
