"""Text in a cell of a workbook that we write: it stays text, and reads back as it was."""

import re
from typing import Any

# ECMA-376 22.4.2.4 (ST_Xstring): _x0041_ is an A to whoever reads it, so its first sign is escaped in turn.
ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# = + - @ make a formula of a name, and run on the machine that opens it. Full-width signs too: some input methods and
# spreadsheets take them for the half-width ones.
BEGINS_A_FORMULA = tuple("=+-@\t\r＝＋－＠")


def write_text(cell: Any, value: str) -> Any:
    """``cell`` of openpyxl, with ``value`` as text whatever it begins with."""
    cell.value = ESCAPE.sub("_x005F_", value)
    cell.data_type = "s"
    cell.number_format = "@"
    # What Excel itself does with '=1: it stays text when somebody edits the cell.
    cell.quotePrefix = value.startswith(BEGINS_A_FORMULA)
    return cell
