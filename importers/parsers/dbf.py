"""The texts of a .dbf as bytes, for the one question in which encoding they are: GDAL would read all of it for that.

dBASE III+: a header of 32 bytes with the number of records, the bytes of header and record; 32 bytes a field (name,
type at 11, width at 16) up to 0x0D; records of one width, whose first byte is * when they are deleted. Goes along into
the sandbox.
"""

import struct
from collections.abc import Iterator
from typing import Any

import numpy as np

BLOCK_BYTES = 4 << 20
NO_TEXT = b"NFD"
DELETED = 0x2A


class Texts:
    """``names`` of the text columns, and their cells block by block. The header was compared with the file's length."""

    def __init__(self, path: str) -> None:
        self.path = path
        with open(path, "rb") as file:
            head = file.read(32)
            self.records, self.header_bytes, self.record_bytes = struct.unpack_from("<IHH", head, 4)
            fields = file.read(self.header_bytes - 32)
        self.names: list[bytes] = []
        self.spans: list[tuple[int, int]] = []
        begin = 1
        for at in range(0, len(fields) - 31, 32):
            if fields[at] == 0x0D:
                break
            end = begin + fields[at + 16]
            if fields[at + 11] not in NO_TEXT and begin < end <= self.record_bytes:
                self.names.append(fields[at : at + 11].partition(b"\0")[0])
                self.spans.append((begin, end))
            begin = end

    def blocks(self) -> Iterator[list[Any]]:
        """For some records the bytes of each text column, a row a record."""
        most = max(BLOCK_BYTES // self.record_bytes, 1)
        with open(self.path, "rb") as file:
            file.seek(self.header_bytes)
            for first in range(0, self.records, most):
                raw = file.read(self.record_bytes * min(most, self.records - first))
                table = np.frombuffer(raw, dtype="u1").reshape(-1, self.record_bytes)
                table = table[table[:, 0] != DELETED]
                yield [table[:, begin:end] for begin, end in self.spans]


def is_telling(column: Any) -> Any:
    """Which cells hold more than ASCII."""
    return (column >= 0x80).any(axis=1)


def cells(column: Any) -> list[bytes]:
    """Without what fills them up, as GDAL gives them: nothing behind a NUL, no spaces around."""
    width = column.shape[1]
    raw = column.tobytes()
    return [raw[at : at + width].partition(b"\0")[0].strip(b" ") for at in range(0, len(raw), width)]


def lines(column: Any) -> bytes:
    """The cells with their filling, a line each."""
    if (column == 0).any():
        return b"\n".join(cells(column))
    table = np.full((len(column), column.shape[1] + 1), 10, dtype="u1")
    table[:, :-1] = column
    return table.tobytes()
