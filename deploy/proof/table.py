"""docs/proof.md: the only place where results are kept. A row that was not run now stays as it was, red ones too."""

import re
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from deploy.proof.rows import ROWS

HEAD = """\
# Proof

Written by `bin/proof`; not by hand. A row is green when every run of it passed. A figure belongs to the commit, machine and day
beside it; `+` after a commit: files besides those in docs/ were changed. What was not run yet says so.

"""
TITLES = ("row", "promise", "result", "figure", "runs", "commit", "day", "machine", "command")
NOT_RUN = "not run yet"


@dataclass(frozen=True)
class Result:
    name: str
    promise: str
    result: str = NOT_RUN
    figure: str = ""
    runs: str = ""
    commit: str = ""
    day: str = ""
    machine: str = ""
    command: str = ""

    def line(self) -> str:
        return "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in astuple(self)) + " |"


def read(file: Path) -> dict[str, Result]:
    """By name; nothing when there is no file."""
    if not file.exists():
        return {}
    lines = (
        line for line in file.read_text(encoding="utf-8").splitlines() if re.match(r"\| [a-z0-9-]+ \|", line)
    )
    cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return {row[0]: Result(*row) for row in cells if len(row) == len(fields(Result)) and row[0] != "row"}


def write(file: Path, new: dict[str, Result]) -> None:
    """Every row of today: the new result, or the old one."""
    known = read(file) | new
    lines = [f"| {' | '.join(TITLES)} |", "|" + "---|" * len(TITLES)]
    for row in ROWS:
        old = known.get(row.name, Result(row.name, row.promise, command=f"`{row.command}`"))
        lines.append(Result(row.name, row.promise, *astuple(old)[2:]).line())
    file.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
