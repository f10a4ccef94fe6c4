"""征地补偿区片 and 服务片区 of the samples, cut from the sample areas of towns and villages. All of it invented."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon

from geo.crs import CGCS2000
from importers.samples.cells import Areal
from importers.samples.city import City
from importers.samples.draws import SOURCE
from layers.catchments.models import Catchment, Service
from layers.compensation.models import CompensationZone, ConfirmedTable
from layers.organisations.models import Organisation
from layers.places.models import Place
from layers.regions.models import Region

NUMBERS = ("Ⅰ", "Ⅱ", "Ⅲ")
DEAREST, STEP = 72_000, 4_000
SHARES = (Decimal(40), Decimal(60))
SCHOOL, HEALTH = "primary-school", "clinic"


def make_zones(city: City) -> int:
    """Three zones a county, the towns nearest to its middle in the dearest; the number made."""
    stream, ids = city.draws.stream("zones"), city.draws.ids("zone")
    began = dt.date(city.today.year - 2, 1, 1)
    zones = []
    for county in city.counties:
        towns = [town for town in city.children.get(county.pk, []) if town.pk in city.areas]
        middle = city.areas[county.pk].centroid if county.pk in city.areas else None
        if middle is None or not towns:
            continue
        towns.sort(key=lambda town: (city.areas[town.pk].centroid.distance(middle), town.code))
        dearest = DEAREST - 1_000 * stream.randrange(12)
        for rank, part in enumerate(np.array_split(np.arange(len(towns)), len(NUMBERS))):
            own = [towns[at] for at in part]
            if own:
                zones.append(_zone(city, county, rank, own, began, dearest - STEP * rank, ids.next()))
    CompensationZone.objects.bulk_create(zones)
    _confirm(city, began)
    return len(zones)


def _confirm(city: City, began: dt.date) -> None:
    """The list of the showcase county alone is confirmed, so that both kinds of pages are to be seen."""
    county = city.showcase_town.county
    office = Organisation.objects.filter(region=county, is_sample=True).order_by("pk").first()
    if county is not None and office is not None and CompensationZone.objects.filter(county=county).exists():
        ConfirmedTable.objects.create(county=county, valid_from=began, organisation=office, is_sample=True)


def _zone(
    city: City, county: Region, rank: int, towns: list[Region], began: dt.date, price: int, public_id: str
) -> CompensationZone:
    return CompensationZone(
        public_id=public_id, county=county, number=NUMBERS[rank], price_per_mu=Decimal(price), valid_from=began,
        extent="、".join(town.name for town in towns), land_share=SHARES[0], resettlement_share=SHARES[1],
        document_no=f"示例〔{began.year - 1}〕1 号", document_title=f"{county.name}征地区片综合地价",
        area=_area([city.areas[town.pk] for town in towns]), source=SOURCE, is_sample=True,
    )  # fmt: skip


def make_catchments(city: City) -> int:
    """The health centre of every town; in the showcase town its schools too, each the villages nearest to it."""
    ids = city.draws.ids("catchment")
    rows = Place.objects.filter(is_sample=True, category__in=(SCHOOL, HEALTH)).order_by("pk")
    by_town: dict[tuple[str, int], list[Place]] = defaultdict(list)
    for place in rows.only("pk", "name", "location", "region_id", "category_id"):
        by_town[place.category_id, place.region_id].append(place)
    made = []
    for town in city.towns:
        if town.pk in city.areas and (centres := by_town[HEALTH, town.pk]):
            made.append(
                _catchment(city, town, Service.HEALTH, centres[0], _area([city.areas[town.pk]]), ids.next())
            )
    town = city.showcase_town
    for school, villages in _nearest(city, town, by_town[SCHOOL, town.pk]):
        area = _area([city.areas[village.pk] for village in villages])
        made.append(_catchment(city, town, Service.PRIMARY, school, area, ids.next()))
    Catchment.objects.bulk_create(made)
    return len(made)


def _nearest(city: City, town: Region, schools: list[Place]) -> list[tuple[Place, list[Region]]]:
    own: dict[int, list[Region]] = defaultdict(list)
    villages = [village for village in city.children.get(town.pk, []) if village.pk in city.areas]
    for village in villages if schools else []:
        middle = city.areas[village.pk].centroid
        ranks = [middle.distance(shapely.Point(school.location.x, school.location.y)) for school in schools]
        own[int(np.argmin(ranks))].append(village)
    return [(schools[at], own[at]) for at in sorted(own)]


def _catchment(
    city: City, town: Region, service: Service, place: Place, area: MultiPolygon, public_id: str
) -> Catchment:
    county = city.by_key[town.manage_parent_id or 0]
    return Catchment(
        public_id=public_id, service=service.value, name=place.name, county=county, place=place, year=city.today.year,
        extent=town.name, source=f"{county.name}公告", area=area, is_sample=True,
    )  # fmt: skip


def _area(parts: list[Areal]) -> MultiPolygon:
    joined = GEOSGeometry(memoryview(shapely.to_wkb(shapely.union_all(parts))))
    joined.srid = CGCS2000
    return joined if isinstance(joined, MultiPolygon) else MultiPolygon(joined, srid=CGCS2000)
