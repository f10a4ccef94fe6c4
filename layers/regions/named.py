"""The unit that somebody wrote down: its code, its name, or its name behind those of the units above it."""

import re

from django.db.models import CharField, F, Value

from geo.errors import BadInput
from layers.regions.models import Region, RegionQuerySet

CODE = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")
FEW = 5
UP = "manage_parent"
ABOVE = ("", f"{UP}__", f"{UP}__{UP}__", f"{UP}__{UP}__{UP}__")
AREAS = [f"{prefix}{name}" for prefix in ABOVE for name in ("area", "public_area")]


def region_named(text: str, among: RegionQuerySet, parameter: str = "region") -> Region:
    """The one unit of ``among`` that is meant; a 12-digit code decides, as in 示例镇 990101100000.

    Raises BadInput for none, and for several, which it names with their codes.
    """
    code = CODE.search(text)
    if code:
        found = list(among.filter(code=code.group()).defer("area", "public_area"))
    else:
        wanted = re.sub(r"\s", "", text)
        named = (
            among.alias(asked=Value(wanted, CharField())).filter(asked__endswith=F("name")).exclude(name="")
        )
        units = among.filter(pk__in=named.values("pk")).with_parents().defer(*AREAS)
        found = [unit for unit in units if unit.full_name.endswith(wanted)]
    if not found:
        raise BadInput(parameter, "在您管理的范围内没有这个区划，请写 12 位代码或全名")
    if len(found) > 1:
        several = "、".join(option(unit) for unit in found[:FEW])
        raise BadInput(parameter, f"有 {len(found)} 个同名的区划，请写代码：{several}")
    return found[0]


def option(unit: Region) -> str:
    """What a list offers and ``region_named`` understands."""
    return f"{unit.name} {unit.code}"
