"""Loading a city's divisions: the file of units, the development zones, readings, former names.

What is there already stays as staff has it; only what is missing is added. One transaction; the layer version
is raised last, and only when something was added.
"""

import datetime as dt
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from geo.errors import BadInput
from layers.regions.division_file import Division, FileProblems, padded, read_divisions
from layers.regions.former import add_former
from layers.regions.kinds import kind_of, short_name
from layers.regions.models import Kind, Level, Region, RegionCode, RegionReading
from layers.regions.pronunciation import read_overrides, readings
from layers.regions.tree import path_under, sort_key_under
from layers.versions import bump

# The file does not say since when a unit exists; this is the model's own default.
FOUNDED = dt.date(1949, 10, 1)


@dataclass(frozen=True)
class Zone:
    """A development zone: a managing unit of county level without a national code."""

    code: str
    name: str
    short_name: str
    towns: tuple[str, ...]


@dataclass
class Loaded:
    added: int = 0
    zones: int = 0
    regions: dict[str, Region] = field(default_factory=dict)


def city_file(name: str) -> Path:
    """A file beside the city's own."""
    return settings.CITY_FILE.parent / name


def refuse_another_city(code: str | None = None) -> None:
    """Raises BadInput when the database holds a city with another code than ``code`` (default: the city file's).

    A forgotten CUNTU_CITY must not mix two cities.
    """
    code = padded(code or settings.CITY["code"])
    other = Region.objects.filter(level=Level.CITY).exclude(codes__code=code).exclude(code=code).first()
    if other is not None:
        raise BadInput(
            None,
            f"数据库中是{other.name}（{other.code}），城市文件写的是 {code}；请用 CUNTU_CITY 指定正确的城市文件",
        )


@transaction.atomic
def load_divisions(path: Path | None = None, city_code: str | None = None) -> Loaded:
    """Raises FileProblems that names every bad row of ``path`` (default: divisions.csv beside the city's file).

    ``city_code`` is that of the city file by default. Raises BadInput when another city is there already.
    """
    path = path or city_file("divisions.csv")
    refuse_another_city(city_code)
    divisions = read_divisions(path, padded(city_code or settings.CITY["code"]))
    zones = read_zones(path.parent / "zones.toml", {division.code for division in divisions})
    loaded = Loaded(regions={region.code: region for region in Region.objects.all()})
    new = _new_regions(divisions, zones, loaded)
    if new:
        _give_readings(new, read_overrides(path.parent / "readings.csv"))
        codes = [
            RegionCode(
                region=region,
                code=region.code,
                issuer="本市自编" if region.code_is_local else "国家统计局",
                valid_from=region.valid_from,
            )
            for region in new
        ]
        RegionCode.objects.bulk_create(codes, batch_size=1000)
        add_former(path.parent / "former_codes.csv", new)
        bump("regions", {region.county.code for region in new if region.county})
    return loaded


def read_zones(path: Path, codes: set[str]) -> list[Zone]:
    """The zones of the city, [] without a file. Raises FileProblems for a code that is taken or a town unknown."""
    if not path.exists():
        return []
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8")).get("zone", [])
    zones = [Zone(row["code"], row["name"], row["short_name"], tuple(row["towns"])) for row in rows]
    problems = [f"{zone.name}:自编代码 {zone.code} 已有单位使用" for zone in zones if zone.code in codes]
    problems += [
        f"{zone.name}:管辖的 {town} 不在区划文件中"
        for zone in zones
        for town in zone.towns
        if town not in codes
    ]
    if problems:
        raise FileProblems(path.name, problems)
    return zones


def _new_regions(divisions: list[Division], zones: list[Zone], loaded: Loaded) -> list[Region]:
    """Save what is missing level by level, since a child's path begins with its parent's."""
    manager = {town: zone.code for zone in zones for town in zone.towns}
    added: list[Region] = []
    for level in Level:
        batch = [
            _unit(division, loaded.regions, manager)
            for division in divisions
            if division.level == level and division.code not in loaded.regions
        ]
        if level == Level.COUNTY:
            new_zones = [_zone(zone, loaded.regions) for zone in zones if zone.code not in loaded.regions]
            loaded.zones = len(new_zones)
            batch += new_zones
        _save(batch, loaded.regions)
        added += batch
    loaded.added = len(added)
    return added


def _unit(division: Division, regions: dict[str, Region], manager: dict[str, str]) -> Region:
    parent = regions.get(division.parent_code)
    return Region(
        level=division.level,
        kind=kind_of(division.level, division.code, division.name),
        name=division.name,
        short_name=short_name(division.level, division.name),
        code=division.code,
        stat_parent=parent,
        manage_parent=regions.get(manager.get(division.code, division.parent_code)),
        valid_from=FOUNDED,
    )


def _zone(zone: Zone, regions: dict[str, Region]) -> Region:
    return Region(
        level=Level.COUNTY,
        kind=Kind.ZONE,
        name=zone.name,
        short_name=zone.short_name,
        code=zone.code,
        code_is_local=True,
        manage_parent=next(region for region in regions.values() if region.level == Level.CITY),
        valid_from=FOUNDED,
    )


def _save(batch: list[Region], regions: dict[str, Region]) -> None:
    Region.objects.bulk_create(batch, batch_size=1000)
    rank = sum(region.level == Level.COUNTY for region in regions.values())
    for position, region in enumerate(batch, start=rank + 1):
        region.path = path_under(region.manage_parent, region)
        region.sort_key = sort_key_under(region.manage_parent, region, position)
    Region.objects.bulk_update(batch, ["path", "sort_key"], batch_size=1000)
    regions.update((region.code, region) for region in batch)


def _give_readings(regions: list[Region], overrides: dict[str, list[str]]) -> None:
    """Of the full name; a short name that the full one begins with is typed as its beginning."""
    rows: dict[tuple[int, str], RegionReading] = {}
    for region in regions:
        names = (
            [region.name] if region.name.startswith(region.short_name) else [region.name, region.short_name]
        )
        for name in names:
            for syllables, is_override in readings(name, region.short_name, overrides):
                rows.setdefault(
                    (region.pk, syllables),
                    RegionReading(region=region, syllables=syllables[:200], is_override=is_override),
                )
    RegionReading.objects.bulk_create(rows.values(), batch_size=5000)
