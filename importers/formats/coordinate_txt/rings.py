"""The rows of a plot as rings. Numbers of points and of rings mean something else in each program that writes them.

A ring ends where the 圈号 changes, where its first point comes again, or where the point numbers begin anew. Whether
it is a hole is decided by where it lies (domain reference B.5, dialects 2-4).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from importers.formats.coordinate_txt.problems import Code, Problem
from importers.formats.coordinate_txt.rows import FIRST_RING, Row

FEWEST_CORNERS = 3


@dataclass
class Ring:
    """``corners``: each once, without the closing row. ``repeated``: lines of points that repeat the one before."""

    number: int
    corners: list[Row] = field(default_factory=list)
    closing: Row | None = None
    repeated: list[int] = field(default_factory=list)
    is_sound: bool = True

    def take(self, row: Row) -> bool:
        """False when the row belongs to the next ring."""
        if not self.corners:
            self._add(row)
            return True
        if row.ring is not None and row.ring != self.number:
            return False
        if self.closing is not None:
            # The closing row twice is one point, as anywhere else; whatever else follows is a ring of its own.
            return self._repeats(self.closing, row)
        first = self.corners[0]
        if len(self.corners) >= FEWEST_CORNERS and (
            _same_place(first, row)
            or (not (first.is_sound and row.is_sound) and first.name == row.name != "")
        ):
            self.closing = row
            self.is_sound &= row.is_sound
            return True
        if not self._repeats(self.corners[-1], row):
            self._add(row)
        return True

    def _add(self, row: Row) -> None:
        self.corners.append(row)
        self.is_sound &= row.is_sound

    def _repeats(self, before: Row, row: Row) -> bool:
        if not _same_place(before, row):
            return False
        self.repeated.append(row.line)
        return True

    def is_named_again(self, row: Row) -> bool:
        """True of a row with the name of the first point, and it alone of this ring, in another place."""
        if self.closing is not None or len(self.corners) < FEWEST_CORNERS:
            return False
        first, second = self.corners[0], self.corners[1]
        return (
            row.ring == self.number
            and first.name == row.name != second.name
            and row.name != ""
            and first.is_sound
            and row.is_sound
            and not _same_place(first, row)
        )


def split_rings(rows: Sequence[Row]) -> tuple[list[Ring], list[Problem]]:
    """All rings in order; a problem for each closing row that lies elsewhere than its first point."""
    rings: list[Ring] = []
    problems: list[Problem] = []
    for at, row in enumerate(rows):
        ring = rings[-1] if rings else None
        if ring is not None and ring.is_named_again(row):
            following = rows[at + 1] if at + 1 < len(rows) else None
            if following is None or following.ring not in (None, ring.number):
                problems.append(_open(ring.corners[0], row))
                ring.closing, ring.is_sound = row, False
                continue
            if following.name == ring.corners[1].name:
                # J1, J2, … once more: the next ring, in a file that closes none and numbers none.
                ring = None
        if ring is None or not ring.take(row):
            before = rings[-1].number if rings else FIRST_RING
            ring = Ring(before if row.ring is None else row.ring)
            ring.take(row)
            rings.append(ring)
    return rings, problems


def _same_place(one: Row, other: Row) -> bool:
    return one.x == other.x and one.y == other.y


def _open(first: Row, last: Row) -> Problem:
    told = (
        f"第 {last.line} 行的 {last.name} 应与第 {first.line} 行是同一个点，坐标却不同："
        f"X={first.x:.3f},Y={first.y:.3f} 与 X={last.x:.3f},Y={last.y:.3f}"
    )
    return Problem(Code.BAD_NUMBER, last.line, told, "按原成果改正其中一行")
