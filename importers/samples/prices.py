"""What land costs in the samples: one price a case, written into the sentence of its compensation."""

from random import Random

from layers.land.models import Regime

BASE = {
    Regime.PRE_2004: 9_000,
    Regime.FROM_2004: 36_000,
    Regime.TRANSITION: 52_000,
    Regime.FROM_2021: 60_000,
}


def compensation(regime: Regime, stream: Random) -> str:
    """The sentence of a case; the price is in yuan a mu. Houses are valued one by one."""
    if regime == Regime.HOUSES:
        return "房屋按市场评估价补偿，可以要钱，也可以换房；搬迁费、临时安置费按县公布的标准另付（示例）。"
    price = BASE[regime] + stream.randrange(0, 8) * 1_000
    standard = "年产值倍数折算" if regime == Regime.PRE_2004 else "区片综合地价"
    return (
        f"土地补偿费和安置补助费按{standard}执行，{price} 元/亩（示例标准）；"
        "青苗和地上附着物按县公布的标准另行补偿，社会保障费用单列。以批准的方案为准。"
    )
