"""地类 as a small bar: shares of an area, drawn as an <svg> with attributes only (no inline style)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

WIDTH = 100.0
HUES = 10
# Cultivated land first: it is what people ask about.
ORDER = [
    "水田",
    "水浇地",
    "旱地",
    "耕地",
    "园地",
    "林地",
    "草地",
    "农村道路",
    "沟渠",
    "坑塘水面",
    "设施农用地",
]


@dataclass(frozen=True)
class Slice:
    """``x`` and ``width`` in hundredths of the bar, ``hue`` 1-10 (tokens.css)."""

    name: str
    area_ha: Decimal
    x: float
    width: float
    hue: int

    @property
    def percent(self) -> str:
        return f"{self.width:.0f}%" if self.width >= 1 else "不足 1%"


def bar(classes: Mapping[str, object]) -> list[Slice]:
    """Slices in a fixed order; what is no number or not positive is left out."""
    areas = {name: area for name, value in classes.items() if (area := as_area(value)) > 0}
    whole = sum(areas.values(), Decimal(0))
    slices: list[Slice] = []
    x = 0.0
    for name in sorted(areas, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name)):
        width = float(areas[name] / whole) * WIDTH
        slices.append(Slice(name, areas[name], round(x, 3), round(width, 3), len(slices) % HUES + 1))
        x += width
    return slices


def sum_of_classes(parcels: Iterable[Mapping[str, object]]) -> dict[str, Decimal]:
    total: dict[str, Decimal] = {}
    for classes in parcels:
        for name, value in classes.items():
            total[name] = total.get(name, Decimal(0)) + as_area(value)
    return total


def as_area(value: object) -> Decimal:
    try:
        area = Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)
    return area if area.is_finite() else Decimal(0)
