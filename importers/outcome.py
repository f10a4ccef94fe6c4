"""What a sheet would do, or has done: the same answer for the trial and for the real run."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from importers.columns import Record
from importers.report import Problem

UNCHANGED = "没有变化"


@dataclass(frozen=True)
class Line:
    """One row that is in order: what it does, to what, and the particulars."""

    row: int
    verb: str
    what: str
    detail: str = ""


@dataclass
class Outcome:
    """With a problem nothing is saved, whatever ``lines`` say of the other rows. ``samples``: rows left out as 示例."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    samples: list[int] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        return any(line.verb != UNCHANGED for line in self.lines)

    def counts(self) -> dict[str, int]:
        """Verb → number of rows."""
        verbs = [line.verb for line in self.lines]
        return {verb: verbs.count(verb) for verb in dict.fromkeys(verbs)}


def collect(outcome: Outcome, records: Iterable[Record]) -> Outcome:
    """All problems in the order of the rows."""
    outcome.problems = [problem for record in records for problem in record.problems]
    return outcome
