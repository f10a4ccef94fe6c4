"""Which unit a point lies in: the smallest whose area is loaded. Areas are fetched as the file reaches them."""

from collections.abc import Sequence

import numpy as np
import shapely
from django.contrib.gis.geos import Polygon

from geo.crs import CGCS2000
from importers.position import Pair
from importers.regions import Unit, Units
from layers.regions.models import Level, Region


class Ground:
    """``units`` with their areas. A city without areas knows of no point where it lies (``is_known``)."""

    def __init__(self, units: Units) -> None:
        self.by_pk = {unit.pk: unit for unit in units.by_code.values()}
        self.areas: dict[int, shapely.Geometry] = {}
        self.codes: list[str] = []
        self.rank = np.array([], dtype=int)
        self.tree: shapely.STRtree | None = None
        self.is_known = Region.objects.published().filter(level__gte=Level.TOWN, area__isnull=False).exists()

    def codes_at(self, pairs: Sequence[Pair]) -> list[str]:
        """For each (lng, lat) the code of the smallest unit around it; "" outside of all."""
        found = [""] * len(pairs)
        if not pairs or not self.is_known:
            return found
        self._load(pairs)
        if self.tree is None:
            return found
        at, areas = self.tree.query(shapely.points(np.asarray(pairs, dtype=float)), predicate="intersects")
        # The smallest unit last, so that it stays. On a shared edge both villages hold the point: the lower code, so
        # that it is always the same one.
        order = np.lexsort((self.rank[areas], at))
        for index, area in zip(at[order].tolist(), areas[order].tolist(), strict=True):
            found[index] = self.codes[area]
        return found

    def area_of(self, unit: Unit) -> shapely.Geometry | None:
        """The unit's area, None when it has none."""
        if unit.pk not in self.areas:
            found = (
                Region.objects.filter(pk=unit.pk, area__isnull=False).values_list("area", flat=True).first()
            )
            if found is None:
                return None
            self._keep([(unit.pk, found)])
        return self.areas[unit.pk]

    def _load(self, pairs: Sequence[Pair]) -> None:
        lngs, lats = zip(*pairs, strict=True)
        box = Polygon.from_bbox((min(lngs), min(lats), max(lngs), max(lats)))
        box.srid = CGCS2000
        missing = Region.objects.published().filter(level__gte=Level.COUNTY, area__bboverlaps=box)
        self._keep(missing.exclude(pk__in=list(self.areas)).values_list("pk", "area"))

    def _keep(self, rows: object) -> None:
        more = {pk: shapely.from_wkb(bytes(area.wkb)) for pk, area in rows if pk in self.by_pk}  # type: ignore[attr-defined]
        if more:
            self.areas |= more
            units = [self.by_pk[pk] for pk in self.areas]
            self.codes = [unit.code for unit in units]
            ranked = sorted(
                range(len(units)), key=lambda at: (units[at].level, [-ord(x) for x in units[at].code])
            )
            self.rank = np.argsort(ranked)
            self.tree = shapely.STRtree(list(self.areas.values()))
