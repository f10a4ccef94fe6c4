"""A mail server on 127.0.0.1 that keeps what it is sent, and refuses or breaks off where it is told to."""

import contextlib
import email
import socketserver
import threading
from collections.abc import Iterator
from email.message import Message
from email.policy import default


class MailServer(socketserver.ThreadingTCPServer):
    """``answers``: by recipient the line that RCPT is answered, "" breaks the connection when the text has come."""

    daemon_threads = allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken: list[Message] = []
        self.answers: dict[str, str] = {}

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Handler(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.say("220 ready")
        breaks = False
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
                answer = self.server.answers.get(to, "250 ok")
                breaks = answer == ""
                self.say(answer or "250 ok")
            elif word == "DATA":
                self.say("354 go on")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                if breaks:
                    return
                self.server.taken.append(email.message_from_bytes(text, policy=default))
                self.say("250 taken")
            elif word == "QUIT":
                return self.say("221 bye")
            else:
                self.say("250 ok")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextlib.contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
