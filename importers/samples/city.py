"""What every part of the samples reads: the units, their areas, the day, the scale, the files of the city."""

import csv
import datetime as dt
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from django.utils import timezone

from importers.samples.cells import Areal
from importers.samples.draws import Draws
from layers.regions.models import Kind, Level, Region


@dataclass
class City:
    """``today`` is the day of loading: some notices run today. ``areas``: exact, by primary key of the unit."""

    regions: list[Region]
    folder: Path
    draws: Draws
    today: dt.date
    scale: float = 1.0
    areas: dict[int, Areal] = field(default_factory=dict)

    @cached_property
    def by_key(self) -> dict[int, Region]:
        return {region.pk: region for region in self.regions}

    @cached_property
    def root(self) -> Region:
        return next(region for region in self.regions if region.level == Level.CITY)

    @cached_property
    def counties(self) -> list[Region]:
        """The managing units of county level, zones included, in picking order."""
        return self._at(Level.COUNTY)

    @cached_property
    def towns(self) -> list[Region]:
        return self._at(Level.TOWN)

    @cached_property
    def villages(self) -> list[Region]:
        return self._at(Level.VILLAGE)

    @cached_property
    def children(self) -> dict[int, list[Region]]:
        """By management."""
        children: dict[int, list[Region]] = {}
        for region in [*self.counties, *self.towns, *self.villages]:
            children.setdefault(region.manage_parent_id or 0, []).append(region)
        return children

    def parent(self, region: Region, level: Level) -> Region:
        """``region`` itself or the unit of ``level`` that manages it."""
        while region.level > level:
            region = self.by_key[region.manage_parent_id or 0]
        return region

    @cached_property
    def words(self) -> dict[str, Any]:
        return tomllib.loads((self.folder / "words.toml").read_text(encoding="utf-8"))

    @cached_property
    def settings(self) -> dict[str, Any]:
        return tomllib.loads((self.folder / "samples.toml").read_text(encoding="utf-8"))

    @cached_property
    def showcase_town(self) -> Region:
        """Where most is to be seen; the first town where the file names none of this city."""
        wanted = self.settings["showcase_town"]
        return next((town for town in self.towns if town.code == wanted), self.towns[0])

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def phone(self, stream: Random) -> str:
        """A number that rings nowhere: no subscriber number of the area begins with 000."""
        return f"{self.words['phone_area_code']}-000{stream.randrange(10_000):04d}"

    def moment(self, day: dt.date, hour: int = 9) -> dt.datetime:
        """That hour of the day, never later than now: what is published tomorrow is not seen today."""
        return min(timezone.now(), timezone.make_aware(dt.datetime.combine(day, dt.time(hour))))

    def _at(self, level: Level) -> list[Region]:
        found = [region for region in self.regions if region.level == level]
        return sorted(found, key=lambda region: (region.sort_key, region.code))


def government(region: Region) -> str:
    """××县人民政府, ××开发区管理委员会, ××街道办事处."""
    if region.kind == Kind.ZONE:
        return f"{region.name}管理委员会"
    if region.kind == Kind.SUBDISTRICT:
        return f"{region.name}办事处"
    if region.kind == Kind.QUASI_TOWN:
        return region.name
    return f"{region.name}人民政府"
