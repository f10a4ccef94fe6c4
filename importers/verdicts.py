"""What becomes of a staged row, told at once to the counts, the problems and the preview."""

from collections.abc import Mapping

from importers.columns import Column
from importers.findings import ERROR, WARNING, Findings
from importers.position import Pair
from importers.report import Problem
from importers.stage import Staged


class Verdicts:
    """``columns`` of the dataset by name; a fault stands under the title that the file has for it."""

    def __init__(self, found: Findings, columns: Mapping[str, Column]) -> None:
        self.found, self.columns = found, columns

    def count(self, row: Staged, status: str, detail: str = "") -> None:
        """``status`` is one of importers.preview."""
        self.found.counts[status] += 1
        self.found.preview.add(row.row, status, at(row), row.values.get("name") or "", detail)

    def fault(
        self,
        row: Staged,
        column: str,
        reason: str,
        suggestion: str,
        code: str,
        severity: str = ERROR,
        *,
        status: str = "",
    ) -> None:
        """``status`` when it is more than an error: outside of one's region."""
        title = self.found.mapping.get(column) or self.columns[column].title
        value = (row.values.get(column) or "")[:200]
        self.found.add(Problem(row.row, title, value, reason, suggestion, code, severity, at(row)))
        if severity != WARNING:
            self.found.preview.add(row.row, status or severity, at(row), row.values.get("name") or "", reason)
            if status:
                self.found.counts[status] += 1


def at(row: Staged) -> Pair | None:
    return None if row.lng is None or row.lat is None else (row.lng, row.lat)
