"""Which unit a point lies in: the smallest whose area is loaded. Areas are fetched as the file reaches them."""

import numpy as np
import shapely
from django.contrib.gis.geos import Polygon
from numpy.typing import NDArray

from geo.crs import CGCS2000
from importers.regions import Unit, Units
from layers.regions.models import Level, Region


class Ground:
    """``units`` with their areas. A city without areas knows of no point where it lies (``is_known``)."""

    def __init__(self, units: Units) -> None:
        self.by_pk = {unit.pk: unit for unit in units.by_code.values()}
        self.areas: dict[int, shapely.Geometry] = {}
        self.codes: NDArray[np.object_] = np.array([], dtype=object)
        self.shapes: NDArray[np.object_] = np.array([], dtype=object)
        self.rank = np.array([], dtype=int)
        self.tree: shapely.STRtree | None = None
        self.is_known = Region.objects.published().filter(level__gte=Level.TOWN, area__isnull=False).exists()

    def codes_at(self, spots: NDArray[np.float64]) -> list[str]:
        """For each (lng, lat), an array of n by 2, the code of the smallest unit around it; "" outside of all and where
        it is NaN."""
        found = np.full(len(spots), "", dtype=object)
        known = np.flatnonzero(~np.isnan(spots).any(axis=1))
        if len(known) and self.is_known:
            self._load(spots[known])
            if self.tree is not None:
                self._look_up(spots, known, found)
        return list(found.tolist())

    def _look_up(
        self, spots: NDArray[np.float64], known: NDArray[np.intp], found: NDArray[np.object_]
    ) -> None:
        at, areas = self.tree.query(shapely.points(spots[known]))  # type: ignore[union-attr]
        at = known[at]
        # The boxes say which areas to ask; these are prepared, since a county has thousands of corners.
        within = shapely.intersects_xy(self.shapes[areas], *spots[at].T)
        at, areas = at[within], areas[within]
        # The smallest unit last, so that it stays. On a shared edge both villages hold the point: the lower code, so
        # that it is always the same one.
        order = np.lexsort((self.rank[areas], at))
        found[at[order]] = self.codes[areas[order]]

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

    def _load(self, spots: NDArray[np.float64]) -> None:
        box = Polygon.from_bbox((*spots.min(axis=0).tolist(), *spots.max(axis=0).tolist()))
        box.srid = CGCS2000
        missing = Region.objects.published().filter(level__gte=Level.COUNTY, area__bboverlaps=box)
        self._keep(missing.exclude(pk__in=list(self.areas)).values_list("pk", "area"))

    def _keep(self, rows: object) -> None:
        more = {pk: shapely.from_wkb(bytes(area.wkb)) for pk, area in rows if pk in self.by_pk}  # type: ignore[attr-defined]
        if more:
            self.areas |= more
            units = [self.by_pk[pk] for pk in self.areas]
            self.codes = np.array([unit.code for unit in units], dtype=object)
            ranked = sorted(
                range(len(units)), key=lambda at: (units[at].level, [-ord(x) for x in units[at].code])
            )
            self.rank = np.argsort(ranked)
            self.shapes = np.array(list(self.areas.values()), dtype=object)
            shapely.prepare(self.shapes)
            self.tree = shapely.STRtree(self.shapes)
