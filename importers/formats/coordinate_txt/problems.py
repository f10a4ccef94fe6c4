"""What can be wrong with a survey file. One cause has one code; the codes are a contract with other programs."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Code(StrEnum):
    """The eight errors and three warnings that `manage.py import_parcels --report json` may answer with."""

    BAD_NUMBER = "bad_number"
    ZONE_CONFLICT = "zone_conflict"
    ZONE_UNKNOWN = "zone_unknown"
    # Also of a ring that is no area, and of rings of one plot that cross or cover each other.
    SELF_INTERSECTION = "self_intersection"
    SWAPPED_AXES = "swapped_axes"
    # Also of other characters that have no place in the line, such as invisible ones.
    FULLWIDTH_PUNCTUATION = "fullwidth_punctuation"
    # Also when the file is no text, too large, or a plot of it is not a polygon (面).
    NO_PLOTS = "no_plots"
    MISSING_PLOT_MARK = "missing_plot_mark"
    AREA_MISMATCH = "area_mismatch"
    ROW_COUNT_MISMATCH = "row_count_mismatch"
    DATUM_APPROXIMATE = "datum_approximate"

    @property
    def severity(self) -> Severity:
        return Severity.WARNING if self in WARNINGS else Severity.ERROR


WARNINGS = {Code.AREA_MISMATCH, Code.ROW_COUNT_MISMATCH, Code.DATUM_APPROXIMATE}


@dataclass(frozen=True, slots=True)
class Problem:
    """``line`` counts from 1, None when it is of the whole file; ``message`` and ``suggestion`` are Chinese."""

    code: Code
    line: int | None
    message: str
    suggestion: str = ""

    @property
    def severity(self) -> Severity:
        return self.code.severity


def clipped(value: str, longest: int = 40) -> str:
    """For a message: a stranger's value must not fill the screen."""
    return value if len(value) <= longest else f"{value[:longest]}…"
