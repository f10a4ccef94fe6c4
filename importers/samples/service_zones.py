"""政务公开专区 of the samples: the city's, each county's, some towns' and villages', most of them as their standard asks."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from random import Random

from importers.samples.city import City
from importers.samples.organisations import Organisations
from layers.organisations.models import Organisation
from layers.places.models import OpeningHours, Place
from layers.regions.models import Level, Region
from layers.zones import reference
from layers.zones.conformity import standards
from layers.zones.models import DeviceKind, Duty, HomeModule, Zone, ZoneDevice, ZoneItem, ZoneStandard

TOWNS, VILLAGES = 20, 30
# 政府信息公开条例 第二十五条: 公共图书馆 and 政务服务场所 have a place to consult what the government publishes.
HOUSES = {
    Level.CITY: "library",
    Level.COUNTY: "service-hall",
    Level.TOWN: "town-service",
    Level.VILLAGE: "village-office",
}
COLOURS = ("", "", "#0b57a4", "#1f5f3f", "#8a1f2b")
SLOGANS = {
    Level.CITY: "看得到、听得懂、信得过",
    Level.COUNTY: "政策在身边，公开到门口",
    Level.TOWN: "政策好找，事情好办",
    Level.VILLAGE: "村里的事，大家看",
}
MODELS = {DeviceKind.TOUCH_SCREEN: "示例 43 寸立式", DeviceKind.PRINTER: "示例激光打印机"}
# One in so many lacks the thing, so that the table of conformity has something to tell.
SMALL, WITHOUT_SIGN, UNATTENDED, ONE_DEVICE_LESS, RETIRED = 7, 6, 9, 5, 12
ITEMS = {Level.CITY: 6, Level.COUNTY: 6, Level.TOWN: 4, Level.VILLAGE: 2}
FIRST_AT_HOME = ("land_info", "services", "convenience_map")


def make_service_zones(city: City, organisations: Organisations) -> int:
    reference.load()
    stream, ids, device_ids = (
        city.draws.stream("service-zones"), city.draws.ids("service-zone"), city.draws.ids("zone-device"),
    )  # fmt: skip
    by_level, houses = standards(), houses_of(city)
    zones, devices, items, duties = [], list[ZoneDevice](), list[ZoneItem](), list[Duty]()
    for unit in some_units(city):
        standard = by_level[unit.level]
        one = _zone(city, stream, ids.next(), unit, keeper(city, organisations, unit), houses, standard)
        zones.append(one)
        devices += [_device(stream, device_ids.next(), one, *pair) for pair in _equipment(stream, standard)]
        chosen = stream.sample(organisations.items, min(ITEMS[Level(unit.level)], len(organisations.items)))
        items += [ZoneItem(zone=one, item=item, note="帮办代办") for item in chosen]
        duties += _roster(city, stream, one)
    Zone.objects.bulk_create(zones)
    ZoneDevice.objects.bulk_create(devices)
    ZoneItem.objects.bulk_create(items)
    Duty.objects.bulk_create(duties)
    HomeModule.objects.bulk_create(
        HomeModule(zone=one, module=module, sort_key=number)
        for one in zones
        if one.region.level == Level.TOWN
        for number, module in enumerate(FIRST_AT_HOME, start=1)
    )
    return len(zones)


def some_units(city: City) -> list[Region]:
    """The showcase town and its first villages are among them."""
    return [
        city.root,
        *city.counties,
        *_some(city.showcase_town, city.towns, TOWNS),
        *_some(city.children[city.showcase_town.pk][0], city.villages, VILLAGES),
    ]


def _some(first: Region, units: list[Region], wanted: int) -> list[Region]:
    others = [unit for unit in units if unit.pk != first.pk]
    return [first, *others[:: max(1, len(others) // (wanted - 1))][: wanted - 1]]


def keeper(city: City, organisations: Organisations, unit: Region) -> Organisation:
    """The government of the unit; of a village that of its town, of the city the first department."""
    if unit.level == Level.CITY:
        return next(iter(organisations.departments.values()))
    return organisations.governments[(city.parent(unit, Level.TOWN) if unit.level > Level.TOWN else unit).pk]


def houses_of(city: City) -> dict[int, Place]:
    """By primary key of the unit: where its zone is. The city's is in the library of its first county."""
    rows = Place.objects.filter(is_sample=True, category__in=HOUSES.values()).order_by("-pk")
    found = {
        (place.category_id, place.region_id): place for place in rows.only("pk", "category_id", "region_id")
    }
    units = {unit.pk: unit for unit in some_units(city)}
    homes = {
        pk: found.get((HOUSES[Level(unit.level)], (city.counties[0] if unit == city.root else unit).pk))
        for pk, unit in units.items()
    }
    return {pk: place for pk, place in homes.items() if place is not None}


def _zone(
    city: City,
    stream: Random,
    public_id: str,
    unit: Region,
    organisation: Organisation,
    houses: dict[int, Place],
    standard: ZoneStandard,
) -> Zone:
    least = standard.least_area_m2 or Decimal(12)
    is_small = stream.randrange(SMALL) == 0
    return Zone(
        public_id=public_id,
        name=f"{unit.short_name if unit.level == Level.VILLAGE else unit.name}政务公开专区（示例）",
        region=unit,
        organisation=organisation,
        place=houses.get(unit.pk),
        area_m2=least - 1 if is_small else least + stream.randrange(1, 20),
        has_sign=None if stream.randrange(WITHOUT_SIGN) == 0 else True,
        colour=stream.choice(COLOURS),
        slogan=SLOGANS[Level(unit.level)],
        functions=standard.functions,
        verified_on=city.today - dt.timedelta(days=stream.randrange(40)),
        published_at=city.moment(city.today),
        is_sample=True,
    )


def _equipment(stream: Random, standard: ZoneStandard) -> Iterable[tuple[str, int]]:
    wanted = [(row.kind, row.count) for row in standard.devices.all()]
    return wanted[:-1] if stream.randrange(ONE_DEVICE_LESS) == 0 else wanted


def _device(stream: Random, public_id: str, zone: Zone, kind: str, count: int) -> ZoneDevice:
    state = ZoneDevice.State.OUT_OF_USE if stream.randrange(RETIRED) == 0 else ZoneDevice.State.WORKING
    return ZoneDevice(
        public_id=public_id,
        zone=zone,
        kind=kind,
        name=MODELS.get(DeviceKind(kind), ""),
        asset_no=f"SL-{stream.randrange(10_000):04d}",
        count=count,
        state=state,
    )


def _roster(city: City, stream: Random, zone: Zone) -> list[Duty]:
    """A village has somebody there every day, an office on working days."""
    if stream.randrange(UNATTENDED) == 0:
        return []
    days = OpeningHours.Days
    when = days.EVERY_DAY if zone.region.level == Level.VILLAGE else days.WORKING_DAY
    name = f"{stream.choice(city.words['former_surnames'])}同志"
    return [Duty(zone=zone, days=when, name=name, phone=city.phone(stream), sort_key=1)]
