"""From rows to shares, from shares to points: each unit by the formula that was in force at the end of the period.

Points are given for what a unit has: where nothing is counted its weight falls away, and the rest is reckoned to 100.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from layers.assessment.counted import Asked, Counted, Row, counted
from layers.assessment.models import Criterion, Formula

BY = ("region", "organisation", "zone")
# Key of the unit for a row, or None for a row of no such unit.
UnitOf = Callable[[Row], str | None]


@dataclass
class Cell:
    criterion: Criterion
    good: float = 0
    total: float = 0

    @property
    def share(self) -> float | None:
        """Per cent; None where nothing is counted."""
        return 100 * self.good / self.total if self.total else None

    @property
    def points(self) -> float | None:
        if self.share is None:
            return None
        one = self.criterion
        reached = (self.share - one.none_at) / (one.full_at - one.none_at)
        return one.weight * min(1.0, max(0.0, reached))


@dataclass
class Unit:
    """``key``: the path of a region, the key of an organisation, the public id of a zone; "" is all together."""

    key: str
    cells: dict[str, Cell] = field(default_factory=dict)

    @property
    def score(self) -> float | None:
        """0 to 100."""
        given = [
            (cell.points, cell.criterion.weight) for cell in self.cells.values() if cell.points is not None
        ]
        weights = sum(weight for _, weight in given)
        return 100 * sum(points for points, _ in given) / weights if weights else None


def unit_of(by: str, asked: Asked) -> UnitOf:
    if by == "organisation":
        return lambda row: str(row.organisation) if row.organisation is not None else None
    if by == "zone":
        return lambda row: row.zone or None
    # What belongs to the region itself is its own line beside those of the units below it.
    depth = asked.region.path.count("/") + 1
    return lambda row: "/".join(row.path.split("/")[:depth]).rstrip("/") + "/"


def fits(one: Counted, by: str) -> bool:
    return by == "region" or (one.of_organisations if by == "organisation" else one.of_zones)


def units(formula: Formula, by: str, asked: Asked) -> list[Unit]:
    """All together first, then the others, the best in front. To be asked inside ``acting``."""
    criteria, kinds, key_of = list(formula.criteria.all()), counted(), unit_of(by, asked)
    found: dict[str, Unit] = defaultdict(lambda: Unit("", {one.code: Cell(one) for one in criteria}))
    whole = found[""]
    for criterion in criteria:
        kind = kinds.get(criterion.code)
        if kind is None or not fits(kind, by):
            continue
        for row in (kind.sums or kind.rows)(asked):
            key = key_of(row)
            if key is not None:
                unit = found[key]
                unit.key = key
                for cell in (unit.cells[criterion.code], whole.cells[criterion.code]):
                    cell.good += row.good
                    cell.total += row.total
    others = [unit for unit in found.values() if unit is not whole]
    return [whole, *sorted(others, key=lambda unit: (-(unit.score or 0), unit.key))]


def rows_of(code: str, by: str, unit: str, asked: Asked) -> Iterable[Row]:
    """What is behind one number, what is not as it should be in front. ``unit`` "" is all together."""
    kind = counted().get(code)
    if kind is None or not fits(kind, by):
        return []
    key_of = unit_of(by, asked)
    found = [row for row in kind.rows(asked) if (key := key_of(row)) is not None and unit in ("", key)]
    return sorted(found, key=lambda row: row.good / row.total)
