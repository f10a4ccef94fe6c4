"""A gateway of SMS on 127.0.0.1 that keeps what it is sent, and can kill who sends."""

import contextlib
import json
import os
import signal
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Fake(ThreadingHTTPServer):
    """``taken`` is every message as it came, repeats too. ``victims``: so many requests end with SIGKILL of ``pid``,
    every second one after it was taken."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken: list[dict[str, str]] = []
        self.pid, self.victims = 0, 0
        self.answer = lambda messages: {
            "results": [{"key": one["key"], "accepted": True} for one in messages]
        }

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/send"

    def of(self, number: str) -> list[dict[str, str]]:
        return [one for one in self.taken if one["number"] == number]


class Handler(BaseHTTPRequestHandler):
    server: Fake

    def do_POST(self) -> None:
        messages = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["messages"]
        dies = self.server.victims > 0
        if not dies or self.server.victims % 2:
            self.server.taken += messages
        if dies:
            self.server.victims -= 1
            os.kill(self.server.pid, signal.SIGKILL)
            return
        body = json.dumps(self.server.answer(messages)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@contextlib.contextmanager
def fake_gateway() -> Iterator[Fake]:
    with Fake() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
