"""本村区片综合地价: which zones a village lies in today, by the list that names it, else by the map."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from layers.compensation.models import CompensationZone, ZoneVillage
from layers.land.models import with_predecessors
from layers.regions.models import Region
from layers.regions.touched import shape_of, share_of

# Below it an edge of the map was drawn differently from the edge of the village.
LEAST_SHARE = 0.01
UNNEEDED = ("area", "county__area", "county__public_area", "county__label_point")


@dataclass(frozen=True)
class ZoneHere:
    """``share`` of the village's area, None where the list names the village and no map was asked."""

    zone: CompensationZone
    share: float | None = None

    @property
    def percent(self) -> int | None:
        """Only told of a village that lies in several."""
        return None if self.share is None else round(self.share * 100)


def zones_of(village: Region, day: dt.date) -> Sequence[ZoneHere]:
    """The zones of the village on that day, the largest part first; () when none is published."""
    of_list = ZoneVillage.objects.filter(
        zone=OuterRef("pk"), village__in=with_predecessors(village).values("pk")
    )
    rows = CompensationZone.objects.published().in_force(day).annotate(is_named=Exists(of_list))
    rows = rows.filter(Q(is_named=True) | Q(area__intersects=shape_of(village))).annotate(
        share=share_of(village)
    )
    ordered = rows.select_related("county").order_by("number", "-valid_from", "pk")
    found: list[Any] = _newest(ordered.defer(*UNNEEDED))
    if named := [zone for zone in found if zone.is_named]:
        return [ZoneHere(zone) for zone in named]
    touching = [
        ZoneHere(zone, zone.share) for zone in found if zone.share is None or zone.share >= LEAST_SHARE
    ]
    touching.sort(key=lambda one: -(one.share or 0))
    return [ZoneHere(touching[0].zone)] if len(touching) == 1 else touching


def _newest(rows: Iterable[CompensationZone]) -> list[CompensationZone]:
    """Of a zone with two lists in force, which should not be, the newer one."""
    kept: dict[tuple[int, str], CompensationZone] = {}
    for zone in rows:
        kept.setdefault((zone.county_id, zone.number), zone)
    return list(kept.values())
