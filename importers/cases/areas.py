"""Areas as lists write them: in 公顷, 亩 or 平方米, the unit in the cell, above the column or in a column beside it."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from geo.area import FOUR_PLACES, MU_PER_HECTARE
from importers.cells import Wrong, shown
from importers.sheet import Cell

HECTARES, MU, SQUARE_METRES = "公顷", "亩", "平方米"
UNITS = {HECTARES: Decimal(1), MU: Decimal(1) / MU_PER_HECTARE, SQUARE_METRES: Decimal(1) / 10_000}
WORDS = {
    "公顷": HECTARES, "hm2": HECTARES, "ha": HECTARES, "亩": MU, "平方米": SQUARE_METRES, "平米": SQUARE_METRES,
    "m2": SQUARE_METRES, "㎡": SQUARE_METRES,
}  # fmt: skip
WRITTEN = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(公顷|hm2|ha|亩|平方米|平米|m2)?", re.ASCII)
MOST_DECIMALS = 8
MOST_HA = Decimal(100_000)


def area(cell: Cell) -> tuple[Decimal, str]:
    """The number and its unit, "" where the cell has none. Raises Wrong."""
    written = unicodedata.normalize("NFKC", shown(cell)).strip()
    match = WRITTEN.fullmatch(written)
    if match is None:
        raise Wrong("不是面积", "只写数字，如 1.2345；单位写在标题里")
    whole, fraction, unit = match.groups()
    try:
        found = Decimal(whole.replace(",", "") + (fraction or ""))
    except InvalidOperation:
        raise Wrong("不是面积", "只写数字，如 1.2345") from None
    if -int(found.as_tuple().exponent) > MOST_DECIMALS:
        # Computers count in binary: 2.94 is stored, and by some programs written, as 2.9399999999999999.
        found = round(found, MOST_DECIMALS).normalize()
    if found <= 0:
        raise Wrong("面积应大于 0", "核对数字")
    return found, WORDS[unit] if unit else ""


def unit_in(title: str) -> str:
    """征收面积（公顷） → 公顷; "" for a title without a unit."""
    plain = unicodedata.normalize("NFKC", title).lower()
    found = {unit for word, unit in WORDS.items() if word in plain}
    # 平方米 is written with a 亩 beside it nowhere, but 公顷 and 亩 are: such a title says nothing.
    return found.pop() if len(found) == 1 else ""


def hectares_of(number: Decimal, unit: str) -> Decimal:
    """With the 4 decimals of the public files, half up. Raises Wrong for hectares with more, and for too many."""
    exact = number * UNITS[unit]
    found = exact.quantize(FOUR_PLACES, ROUND_HALF_UP)
    if unit == HECTARES and found != number:
        raise Wrong("公顷数最多四位小数", f"如 {found:f}")
    if not 0 < found < MOST_HA:
        raise Wrong("面积应大于 0.0001 公顷，且不到 10 万公顷", "核对数字和单位")
    return found


def is_same(area_ha: Decimal, number: Decimal, unit: str) -> bool:
    """Whether both tell one area, as far as their decimals go."""
    other = number * UNITS[unit]
    last_place = Decimal(1).scaleb(min(0, int(number.as_tuple().exponent))) * UNITS[unit]
    return abs(area_ha - other) <= max(FOUR_PLACES, last_place / 2)
