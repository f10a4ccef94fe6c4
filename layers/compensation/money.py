"""区片综合地价 in the units in which it is written. Stored is 元/亩; 1 公顷 = 15 亩 = 10 000 平方米.

Rounded half up, once, to the cent: 3.6 万元/亩 = 36 000 元/亩 = 540 000 元/公顷 = 54 元/平方米.
"""

from decimal import ROUND_HALF_UP, Decimal

from django.db import models

MU_PER_HA = 15
M2_PER_HA = 10_000
CENT = Decimal("0.01")


class Unit(models.TextChoices):
    YUAN_PER_MU = "yuan_per_mu", "元/亩"
    WAN_PER_MU = "wan_per_mu", "万元/亩"
    YUAN_PER_HA = "yuan_per_ha", "元/公顷"
    WAN_PER_HA = "wan_per_ha", "万元/公顷"
    YUAN_PER_M2 = "yuan_per_m2", "元/平方米"


# What one of the unit is in 元/亩, as a fraction.
FACTORS: dict[str, tuple[int, int]] = {
    Unit.YUAN_PER_MU: (1, 1),
    Unit.WAN_PER_MU: (10_000, 1),
    Unit.YUAN_PER_HA: (1, MU_PER_HA),
    Unit.WAN_PER_HA: (10_000, MU_PER_HA),
    Unit.YUAN_PER_M2: (M2_PER_HA, MU_PER_HA),
}


def to_yuan_per_mu(amount: Decimal, unit: str) -> Decimal:
    """``amount`` of ``unit`` in 元/亩."""
    times, parts = FACTORS[unit]
    return (amount * times / parts).quantize(CENT, ROUND_HALF_UP)


def yuan_per_mu_to_yuan_per_ha(amount: Decimal) -> Decimal:
    return (amount * MU_PER_HA).quantize(CENT, ROUND_HALF_UP)


def is_same(yuan_per_mu: Decimal, yuan_per_ha: Decimal) -> bool:
    """Whether two figures of one document say the same: either may be the rounded one, to whole yuan at the worst."""
    return abs(yuan_per_mu * MU_PER_HA - yuan_per_ha) <= MU_PER_HA * Decimal("0.5") and (
        abs(yuan_per_mu - to_yuan_per_mu(yuan_per_ha, Unit.YUAN_PER_HA)) <= Decimal("0.5")
    )
