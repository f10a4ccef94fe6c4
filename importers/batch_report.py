"""The report of a batch, to take away: as JSON, and as the file itself with 错误 and 建议, to be corrected and handed in."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from importers.bundle.taking import index_of_batch
from importers.cells import shown
from importers.choices import Choices
from importers.dataset import Bundled, dataset_of
from importers.models import Batch, RowProblem
from importers.opening import MOST_CORRECTED, corrected_rows, open_batch
from importers.recognise import Format
from importers.report import NUMBER, Problem, error_workbook
from importers.source import Source

# Of a longer file the workbook has the rows that are at fault.
MOST_WHOLE = 10_000


def problems_of(batch: Batch) -> list[Problem]:
    """As they were stored, in the order of the rows; those of the whole file first."""
    rows = RowProblem.objects.filter(batch=batch).order_by("row", "pk")
    found = [
        Problem(
            one.row, one.column, one.value, one.reason, one.suggestion, one.code, one.severity,
            (one.geometry.x, one.geometry.y) if one.geometry else None,
        )
        for one in rows
    ]  # fmt: skip
    return sorted(found, key=lambda problem: problem.row or 0)


def as_json(batch: Batch) -> dict[str, Any]:
    """The same words as the command's ``--report json``."""
    findings = batch.findings or {}
    decision = findings.get("decision") or {}
    refused = batch.state != Batch.State.CHECKED
    return {
        "status": "refused" if refused else findings["status"],
        "rows": batch.rows_read,
        "rows_per_second": batch.rows_per_second,
        "override": findings.get("override", ""),
        "mapping": findings.get("mapping", {}),
        "unread": findings.get("unread", []),
        "notes": findings.get("notes", []),
        "crs": decision.get("crs"),
        "crs_reason": decision.get("reason", ""),
        "candidates": decision.get("candidates", []),
        "counts": batch.counts,
        "problems": [problem.as_json() for problem in problems_of(batch)]
        or ([Problem(None, "", "", batch.problem, code="refused").as_json()] if batch.problem else []),
        "change_set": batch.change_set.public_id if batch.change_set and batch.change_set.round else None,
    } | ({"drafts": batch.drafts} if batch.drafts else {})


def as_workbook(batch: Batch) -> bytes:
    """A sheet keeps its rows at their numbers. What has no rows of Excel's gets its own numbers in a column."""
    problems = problems_of(batch)
    if isinstance(dataset_of(batch.dataset), Bundled):
        index = index_of_batch(batch)
        rows = ((row.number, [shown(cell) for cell in row.cells]) for row in index.rows)
        return error_workbook(index.header, rows, problems)
    with open_batch(batch, Choices.of(batch.choices)) as source:
        if source.about["format"] == Format.SHEET and batch.correction is None:
            return error_workbook(source.header, _rows(source), problems)
        wanted = None
        if batch.rows_read > MOST_WHOLE:
            wanted = {problem.row for problem in problems} | corrected_rows(batch)
        numbered = list(_numbered(source, wanted))
    at = {int(cells[0]): line for line, cells in numbered}
    moved = [replace(problem, row=at.get(problem.row or 0)) for problem in problems]
    return error_workbook([NUMBER, *source.header], numbered, moved)


def _rows(source: Source) -> Iterator[tuple[int, list[str]]]:
    for rows in source.batches():
        for at, number in enumerate(rows.numbers):
            yield number, [shown(column[at]) for column in rows.columns]


def _numbered(source: Source, wanted: set[int | None] | None) -> Iterator[tuple[int, list[str]]]:
    """From the second row of Excel on, one below the other, with the number in front."""
    line = 1
    for number, cells in _rows(source):
        if (wanted is None or number in wanted) and line <= MOST_CORRECTED - 1:
            line += 1
            yield line, [str(number), *cells]
