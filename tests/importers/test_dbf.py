"""The bytes by which the encoding of a DBF is decided are those that GDAL reads as its text."""

import struct

import numpy as np
import pyogrio

from importers.parsers import dbf

WIDTH = 12


def table(*cells, deleted=()):
    """One column of text between two others."""
    fields = ((b"ID", b"N", 4), (b"NAME", b"C", WIDTH), (b"X", b"C", 3))
    described = b"".join(
        name.ljust(11, b"\0") + kind + bytes(4) + bytes([width, 0]) + bytes(14)
        for name, kind, width in fields
    )
    rows = b"".join(
        (b"*" if at in deleted else b" ") + b"%4d" % at + cell.ljust(WIDTH) + b"   "
        for at, cell in enumerate(cells)
    )
    head = struct.pack("<B3BIHH20x", 3, 126, 1, 1, len(cells), 33 + len(described), 1 + 4 + WIDTH + 3)
    return head + described + b"\r" + rows + b"\x1a"


def test_cells_are_those_that_gdal_gives(tmp_path):
    path = tmp_path / "a.dbf"
    given = [
        "张三庄".encode("gbk"), b"plain", b"", b"  a b", "甲".encode() + b"\0rest",
        ("满" * 6).encode("gbk"), "李".encode("gbk")[:1], "作废".encode("gbk"),
    ]  # fmt: skip
    path.write_bytes(table(*given, deleted=(7,)))
    _, _, _, columns = pyogrio.raw.read(path, encoding="ISO-8859-1")
    (mine,) = list(dbf.Texts(str(path)).blocks())
    texts = dbf.Texts(str(path))
    assert texts.names == [b"NAME", b"X"]
    theirs = [(cell or "").encode("latin-1") for cell in columns[1]]
    assert dbf.cells(mine[0]) == theirs and len(theirs) == len(given) - 1
    assert dbf.is_telling(mine[0]).tolist() == [not cell.isascii() for cell in given[:-1]]


def test_a_table_comes_in_blocks_that_are_looked_at_as_lines(tmp_path, monkeypatch):
    path = tmp_path / "a.dbf"
    path.write_bytes(table(*(f"村{number}".encode() for number in range(10))))
    monkeypatch.setattr(dbf, "BLOCK_BYTES", 3 * 20)
    blocks = [columns[0] for columns in dbf.Texts(str(path)).blocks()]
    assert [len(column) for column in blocks] == [3, 3, 3, 1]
    lines = b"".join(dbf.lines(np.ascontiguousarray(column)) for column in blocks).decode().split("\n")
    assert [line.strip() for line in lines] == [*(f"村{number}" for number in range(10)), ""]
