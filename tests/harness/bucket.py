"""A real S3 server on this machine's loopback, and a door before it that can be shut in the middle of a file."""

import contextlib
import logging
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

NAME = "cuntu-media"
HOST = "127.0.0.1"
NEVER = 1 << 60


class Door:
    """Passes connections on to the server. ``most_bytes``: so many go one way, of one connection, and then it is cut off."""

    def __init__(self, to: tuple[str, int]) -> None:
        self.to, self.most_bytes = to, NEVER
        self.listener = socket.create_server((HOST, 0))
        threading.Thread(target=self._take, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.listener.getsockname()[1]}"

    @contextlib.contextmanager
    def shut_after(self, most_bytes: int) -> Iterator[None]:
        self.most_bytes = most_bytes
        try:
            yield
        finally:
            self.most_bytes = NEVER

    def _take(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(self.to)
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while block := one.recv(1 << 16):
                passed += len(block)
                if passed > self.most_bytes:
                    break
                other.sendall(block)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@dataclass(frozen=True)
class Bucket:
    door: Door
    client: Any

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            "CUNTU_BUCKET": NAME,
            "CUNTU_BUCKET_ENDPOINT": self.door.address,
            "CUNTU_BUCKET_KEY_ID": "id",
            "CUNTU_BUCKET_SECRET": "secret",
        }

    def names(self, prefix: str = "") -> list[str]:
        """A thousand at most."""
        listed = self.client.list_objects_v2(Bucket=NAME, Prefix=prefix)
        return [one["Key"] for one in listed.get("Contents", ())]

    def empty(self) -> None:
        for name in self.names():
            self.client.delete_object(Bucket=NAME, Key=name)


@contextlib.contextmanager
def bucket() -> Iterator[Bucket]:
    """With a client of its own that goes past the door."""
    # A second that only who needs it should wait for.
    import boto3
    from moto.moto_server.threaded_moto_server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address=HOST, port=0, verbose=False)
    server.start()
    try:
        at = server.get_host_and_port()
        session = boto3.session.Session(aws_access_key_id="id", aws_secret_access_key="secret")
        client = session.client("s3", endpoint_url=f"http://{HOST}:{at[1]}", region_name="us-east-1")
        client.create_bucket(Bucket=NAME)
        door = Door(at)
        yield Bucket(door, client)
        door.listener.close()
    finally:
        server.stop()
