"""What a check found: the problems, what the rows would do, how the file was read."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Self

from importers.crs_decision import Decision
from importers.position import Pair
from importers.preview import Preview
from importers.report import Problem
from layers.changes.models import ChangeSet

# Beyond these problems are counted and not listed: nobody reads on, and the report must be a workbook.
MOST_PROBLEMS = 50_000
ERROR, QUESTION, WARNING = "error", "question", "warning"


@dataclass
class Findings:
    """What a check found. ``counts`` by status (see preview.STATUSES), and of problems by severity."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    decision: Decision | None = None
    preview: Preview = field(default_factory=Preview)
    rows: int = 0
    rows_per_second: int = 0
    change_set: ChangeSet | None = None
    bad_rows: set[int] = field(default_factory=set)
    severities: Counter[str] = field(default_factory=Counter)
    # Of a bundle: the public ids of the drafts into which its files went.
    drafts: list[str] = field(default_factory=list)
    # Of a file that is kept as a whole: the key of its record.
    made: str = ""

    @property
    def is_clean(self) -> bool:
        """Nothing keeps it from being submitted."""
        return not (self.severities[ERROR] or self.severities[QUESTION])

    @property
    def status(self) -> str:
        return "refused" if not self.is_clean else "warning" if self.severities[WARNING] else "ok"

    def add(self, problem: Problem) -> None:
        self.severities[problem.severity] += 1
        if problem.row is not None and problem.severity != WARNING:
            self.bad_rows.add(problem.row)
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    def summed(self) -> Self:
        """At the end of a check: the counts, and the problems in the order of the rows."""
        whole = sum(problem.row is None and problem.severity == ERROR for problem in self.problems)
        self.counts[ERROR] = len(self.bad_rows) + whole
        self.counts[QUESTION] = self.severities[QUESTION]
        self.counts[WARNING] = self.severities[WARNING]
        self.problems.sort(key=lambda problem: problem.row or 0)
        return self


def located(problem: Problem, pair: Pair | None) -> Problem:
    """With the place of its row, unless it has one."""
    return problem if problem.at or pair is None else replace(problem, at=pair)
