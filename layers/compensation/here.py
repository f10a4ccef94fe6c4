"""本村区片综合地价: which zones a village lies in today, by the list that names it, else by the map."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.gis.db.models.functions import Intersection
from django.db.models import FloatField, Func, Value

from layers.compensation.models import CompensationZone
from layers.land.models import with_predecessors
from layers.regions.models import Region

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
    rows = CompensationZone.objects.published().in_force(day).select_related("county")
    rows = rows.order_by("number", "-valid_from", "pk")
    named = _newest(
        rows.filter(zone_villages__village__in=with_predecessors(village).values("pk")).defer(*UNNEEDED)
    )
    if named:
        return [ZoneHere(zone) for zone in named]
    if village.area is None:
        at = village.label_point
        return (
            [ZoneHere(zone) for zone in _newest(rows.filter(area__covers=at).defer(*UNNEEDED))] if at else ()
        )
    whole = float(village.area.area)
    parts = rows.filter(area__intersects=village.area).annotate(
        part=_square_degrees(Intersection("area", Value(village.area)))
    )
    shares = [ZoneHere(zone, zone.part / whole) for zone in _newest(parts.defer(*UNNEEDED))]  # type: ignore[attr-defined]
    shares = sorted(
        (one for one in shares if (one.share or 0) >= LEAST_SHARE), key=lambda one: -(one.share or 0)
    )
    return [ZoneHere(shares[0].zone)] if len(shares) == 1 else shares


def _newest(rows: Iterable[CompensationZone]) -> list[CompensationZone]:
    """Of a zone with two lists in force, which should not be, the newer one."""
    kept: dict[tuple[int, str], CompensationZone] = {}
    for zone in rows:
        kept.setdefault((zone.county_id, zone.number), zone)
    return list(kept.values())


def _square_degrees(geometry: Intersection) -> Func:
    """A share of two areas of one village is the same in square degrees as in metres."""
    return Func(geometry, function="ST_Area", output_field=FloatField())
