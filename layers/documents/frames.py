"""What the child of the sandbox writes, frame by frame. The child is not trusted: lengths, bytes and time are counted.

A frame is ``F, name length, data length, name, data``; the last one is ``E, length, status as JSON`` (confine.py).
"""

import json
import os
import select
import struct
import time
from collections.abc import Iterator


class Ended(Exception):
    """Nothing more can be read: ``status`` says why; "" when the child closed its end without a word."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class Frames:
    """Reads a pipe. Only the time that is spent waiting for the child counts, not what the reader does in between."""

    def __init__(self, descriptor: int, *, seconds: float, most_bytes: int, most_frame_bytes: int) -> None:
        self.descriptor = descriptor
        self.seconds_left = float(seconds)
        self.bytes_left = most_bytes
        self.most_frame_bytes = most_frame_bytes
        self._ready = select.poll()
        self._ready.register(descriptor, select.POLLIN | select.POLLHUP)

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        """Every frame of data; then, or when a limit is reached, Ended with the status."""
        while True:
            kind = self._take(1)
            if kind == b"F":
                name_length, data_length = struct.unpack("=HI", self._take(6))
                name = self._text(name_length)
                yield name, bytes(self._take(data_length))
            elif kind == b"E":
                (length,) = struct.unpack("=I", self._take(4))
                raise Ended(self._status(length))
            else:
                raise Ended("broken")

    def _text(self, length: int) -> str:
        try:
            return self._take(length).decode()
        except UnicodeDecodeError:
            raise Ended("broken") from None

    def _status(self, length: int) -> str:
        try:
            status = json.loads(self._take(length))
        except ValueError:
            return "broken"
        return status if isinstance(status, str) and status else "broken"

    def _take(self, count: int) -> bytearray:
        if count > self.bytes_left or count > self.most_frame_bytes:
            raise Ended("output")
        self.bytes_left -= count
        taken = bytearray(count)
        view = memoryview(taken)
        while view:
            began = time.monotonic()
            came = self._ready.poll(max(0.0, self.seconds_left) * 1000)
            self.seconds_left -= time.monotonic() - began
            if not came:
                raise Ended("timeout")
            length = os.readv(self.descriptor, [view])
            if length == 0:
                raise Ended("")
            view = view[length:]
        return taken
