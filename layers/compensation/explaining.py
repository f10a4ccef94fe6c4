"""补偿怎么算, of one case: 土地补偿费 + 安置补助费 = 区片综合地价(元/亩) x 征收面积(亩), zone by zone.

The price is the one in force on the day of 方案公告 (domain reference A.12), of a list that the county has confirmed. A
parcel that crosses zones is split by the intersected area; money is exact and rounded half up once, at the end. 青苗,
附着物, 住宅 and 社保 are paid apart and are not in it. It explains; what binds is the approved plan.
"""

import datetime as dt
import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.db import connections

from geo.area import MU_PER_HECTARE, split
from layers.compensation.models import HUNDRED, CompensationZone, ConfirmedTable
from layers.compensation.money import CENT
from layers.compensation.standards import Standard, standard_of
from layers.reads import read_alias

# Zones are drawn by other hands than parcels: below it a share is the edge of a map.
LEAST_SHARE = 0.002
SHARES = """
SELECT parcel.area_ha, parcel.area_by_class, zone.id,
       ST_Area(ST_Intersection(survey.area, zone.area)::geography) / ST_Area(survey.area::geography), parcel.id
  FROM land_parcel AS parcel
  LEFT JOIN land_parcelsurvey AS survey ON survey.parcel_id = parcel.id AND survey.quality = 'exact'
  LEFT JOIN compensation_compensationzone AS zone
         ON zone.id = ANY(%(zones)s) AND ST_Intersects(zone.area, survey.area)
 WHERE parcel.case_id = %(case)s AND parcel.withdrawn_at IS NULL AND parcel.published_at <= now()
 ORDER BY parcel.id, zone.id
"""


@dataclass(frozen=True)
class Part:
    """What of the case lies in one zone and is paid by one standard."""

    zone: CompensationZone
    standard: Standard
    price_per_mu: Decimal
    area_ha: Decimal

    @property
    def area_mu(self) -> Decimal:
        """Exact: a ten-thousandth of a hectare is 0.0015 亩."""
        return self.area_ha * MU_PER_HECTARE

    @property
    def amount(self) -> Decimal:
        return (self.price_per_mu * self.area_mu).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Explanation:
    """``day`` of 方案公告; ``unpriced_ha`` has no survey or lies in no confirmed zone, and is in no sum."""

    day: dt.date
    confirmation: ConfirmedTable
    parts: tuple[Part, ...]
    unpriced_ha: Decimal

    @property
    def total(self) -> Decimal | None:
        """土地补偿费 and 安置补助费 of the whole case; None while a part of it has no price."""
        if self.unpriced_ha or not self.parts:
            return None
        return _rounded(sum((part.price_per_mu * part.area_mu for part in self.parts), Decimal(0)))

    @property
    def land(self) -> Decimal | None:
        """Of the total what is 土地补偿费, None where a zone does not tell its share."""
        if self.total is None or any(part.zone.land_share is None for part in self.parts):
            return None
        shares = (
            part.price_per_mu * part.area_mu * (part.zone.land_share or Decimal(0)) / HUNDRED
            for part in self.parts
        )
        return _rounded(sum(shares, Decimal(0)))

    @property
    def resettlement(self) -> Decimal | None:
        """安置补助费: what is left, so that the two are the total to the cent."""
        return None if self.total is None or self.land is None else self.total - self.land


def explained(case_id: int, county_id: int, day: dt.date | None) -> Explanation | None:
    """None without a day of 方案公告, or while the county has not confirmed the list of that day. At most three queries."""
    if day is None:
        return None
    live = ConfirmedTable.objects.filter(county=county_id, lapsed_at=None, valid_from__lte=day)
    confirmation = live.select_related("organisation").order_by("-valid_from").first()
    if confirmation is None:
        return None
    in_force = CompensationZone.objects.published().in_force(day).filter(county=county_id)
    zones = {zone.pk: zone for zone in in_force.defer("area")}
    # A newer list that nobody has confirmed yet is the one of that day, and the confirmed one is not.
    if not zones or {zone.valid_from for zone in zones.values()} != {confirmation.valid_from}:
        return None
    parts: dict[tuple[int, Standard, Decimal], Decimal] = defaultdict(Decimal)
    unpriced = Decimal(0)
    for area_ha, classes, shares in _parcels(case_id, list(zones)):
        weights = {
            (key, name): share * float(weight)
            for key, share in shares.items()
            for name, weight in _weights(classes).items()
        }
        outside = max(0.0, 1 - sum(shares.values()))
        if outside >= LEAST_SHARE:
            weights[0, ""] = outside
        for (key, name), part_ha in zip(weights, split(area_ha, list(weights.values())), strict=True):
            if key:
                parts[key, *standard_of(name, zones[key])] += part_ha
            else:
                unpriced += part_ha
    made = [Part(zones[key], standard, price, area) for (key, standard, price), area in parts.items() if area]
    made.sort(key=lambda part: (part.zone.number, list(Standard).index(part.standard)))
    return Explanation(day, confirmation, tuple(made), unpriced)


def _parcels(case_id: int, zones: list[int]) -> list[tuple[Decimal, dict[str, Any], dict[int, float]]]:
    """Area, classes, and the share that lies in each zone."""
    with connections[read_alias()].cursor() as cursor:
        cursor.execute(SHARES, {"case": case_id, "zones": zones})
        rows = cursor.fetchall()
    found: dict[int, tuple[Decimal, dict[str, Any], dict[int, float]]] = {}
    for area_ha, classes, zone, share, parcel in rows:
        _, _, shares = found.setdefault(parcel, (area_ha, json.loads(classes), {}))
        if zone is not None and share >= LEAST_SHARE:
            shares[zone] = share
    return list(found.values())


def _weights(classes: dict[str, Any]) -> dict[str, Decimal]:
    """The shares of the land classes; one without a name where none is recorded."""
    areas = {}
    for name, value in classes.items():
        try:
            area = Decimal(str(value))
        except InvalidOperation:
            continue
        if area.is_finite() and area > 0:
            areas[name] = area
    whole = sum(areas.values(), Decimal(0))
    return {name: area / whole for name, area in areas.items()} or {"": Decimal(1)}


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
