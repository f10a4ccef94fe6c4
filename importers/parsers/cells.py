"""A column of an Arrow batch as it is sent on: cells that JSON can hold and PostgreSQL will take.

Each function gives the column, and (position, code) of the cells that cannot be told. Goes along into the sandbox.
"""

from typing import Any

from importers.parsers import arrow, decoding

# Cells; or texts without a line break, a line each, with the positions of those that are null (see table.batch_of).
Column = list[Any] | dict[str, Any]
Faults = list[tuple[int, str]]


def others(array: Any, kind: str) -> tuple[Column, Faults]:
    """What is no text."""
    cells = arrow.others(array)
    faults: Faults = []
    if kind == "OFTReal":
        faults = [(at, "not_finite") for at, cell in enumerate(cells) if cell is not None and cell - cell]
        for at, _ in faults:
            cells[at] = None
    return cells, faults


def texts(array: Any, encoding: str, *, tunnel: bool) -> tuple[Column, Faults]:
    """``tunnel``: GDAL was told that they are ISO-8859-1, and they are of ``encoding``."""
    raw, begins = (arrow.tunnelled if tunnel else arrow.content)(array)
    nulls = arrow.nulls(array)
    together = arrow.lines(raw, begins)
    if together is not None and b"\0" not in raw and len(array):
        try:
            return {"text": together.decode(encoding), "nulls": nulls}, []
        except UnicodeDecodeError:
            pass
    cells, wrong = decoding.decoded(arrow.cells(raw, begins), encoding)
    if wrong and not tunnel:
        raise SystemExit("broken")
    faults = [(at, "encoding") for at in wrong]
    faults += [(at, "nul") for at, cell in enumerate(cells) if cell and "\0" in cell]
    for at in (*nulls, *(at for at, _ in faults)):
        cells[at] = None
    return cells, faults


def split(column: dict[str, Any]) -> list[Any]:
    cells: list[Any] = column["text"].split("\n")
    for at in column["nulls"]:
        cells[at] = None
    return cells
