"""Former and other names of villages, and former villages that were merged or split. All samples.

Merged villages are known by their old names for decades, and old notice boards carry the old codes.
"""

import datetime as dt
from random import Random

from importers.samples.city import City
from layers.regions.models import Kind, Level, Region, RegionCode, RegionName, Succession
from layers.regions.tree import path_under, sort_key_under

# Villages of a county where fewer than so many are left were merged: each has several old names.
FEW_VILLAGES = 200
MERGED_ON = dt.date(2018, 6, 30)
MERGERS_A_COUNTY = 3
NOTE = "示例数据"
# Codes of former villages, counted down from here within a town; the statistics use 001-599.
LAST_NUMBER = 899


class OldNames:
    def __init__(self, city: City) -> None:
        self.city = city
        self.stream: Random = city.draws.stream("old names")
        self.names: dict[tuple[int, str], RegionName] = {}
        self.numbers: dict[int, int] = {}

    def make(self) -> int:
        """The number of other names."""
        for county in self.city.counties:
            villages = [
                village
                for town in self.city.children.get(county.pk, [])
                for village in self.city.children[town.pk]
            ]
            merged = len(villages) < FEW_VILLAGES and len(villages) > MERGERS_A_COUNTY
            for village in villages if merged else self.stream.sample(villages, min(len(villages), 12)):
                for _ in range(self.stream.randint(2, 3) if merged else 1):
                    self._add_name(village, self._invented(), RegionName.Kind.FORMER)
            for village in self.stream.sample(villages, min(len(villages), MERGERS_A_COUNTY)):
                self._merge(village)
            if len(villages) > 1:
                self._split(*self.stream.sample(villages, 2))
        RegionName.objects.bulk_create(self.names.values(), batch_size=1000)
        return len(self.names)

    def _invented(self) -> str:
        """东张家庄."""
        words = self.city.words
        head = self.stream.choice(["", *words["former_heads"]])
        return (
            f"{head}{self.stream.choice(words['former_surnames'])}{self.stream.choice(words['former_tails'])}"
        )

    def _add_name(self, village: Region, name: str, kind: str) -> None:
        if name not in (village.name, village.short_name):
            self.names[village.pk, name] = RegionName(
                region=village,
                name=name,
                kind=kind,
                valid_to=MERGED_ON if kind == RegionName.Kind.FORMER else None,
                note=NOTE,
                is_sample=True,
            )

    def _merge(self, village: Region) -> None:
        """Two former villages became ``village``."""
        for _ in range(2):
            name = self._invented()
            former = self._former(village, f"{name}村委会", name)
            Succession.objects.create(
                predecessor=former, successor=village, on=MERGED_ON, note="合并（示例）"
            )
            self._add_name(village, name, RegionName.Kind.FORMER)

    def _split(self, one: Region, other: Region) -> None:
        """A former village became two; which of them is meant only its people know."""
        name = self._invented()
        former = self._former(one, f"{name}村委会", name)
        for successor in (one, other):
            Succession.objects.create(
                predecessor=former, successor=successor, on=MERGED_ON, note="拆分（示例）"
            )

    def _former(self, place_of: Region, name: str, short_name: str) -> Region:
        town = self.city.parent(place_of, Level.TOWN)
        number = self.numbers.get(town.pk, LAST_NUMBER)
        self.numbers[town.pk] = number - 1
        former = Region.objects.create(
            level=Level.VILLAGE,
            kind=Kind.VILLAGE,
            name=name,
            short_name=short_name,
            code=f"{town.code[:9]}{number}",
            stat_parent_id=place_of.stat_parent_id,
            manage_parent=town,
            valid_to=MERGED_ON,
            is_sample=True,
        )
        former.path = path_under(town, former)
        former.sort_key = sort_key_under(town, former)
        former.save(update_fields=["path", "sort_key"])
        RegionCode.objects.create(
            region=former,
            code=former.code,
            valid_from=former.valid_from,
            valid_to=former.valid_to,
            issuer=NOTE,
        )
        return former


def make_old_names(city: City) -> int:
    return OldNames(city).make()
