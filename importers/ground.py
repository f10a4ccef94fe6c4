"""Which unit a point lies in: the smallest whose area is loaded. Areas are fetched as the file reaches them."""

import numpy as np
import shapely
from django.contrib.gis.geos import Polygon
from numpy.typing import NDArray

from geo.crs import CGCS2000
from importers.regions import Unit, Units
from layers.regions.models import Level, Region

Places = NDArray[np.intp]


class Ground:
    """``units`` with their areas. A city without areas knows of no point where it lies (``is_known``)."""

    def __init__(self, units: Units) -> None:
        self.by_pk = {unit.pk: unit for unit in units.by_code.values()}
        self.areas: dict[int, shapely.Geometry] = {}
        self.codes: NDArray[np.object_] = np.array([], dtype=object)
        self.shapes: NDArray[np.object_] = np.array([], dtype=object)
        self.bounds: NDArray[np.float64] = np.empty((0, 4))
        self.rank = np.array([], dtype=int)
        self.is_known = Region.objects.published().filter(level__gte=Level.TOWN, area__isnull=False).exists()

    def codes_at(self, spots: NDArray[np.float64]) -> list[str]:
        """For each (lng, lat), an array of n by 2, the code of the smallest unit around it; "" outside of all and where
        it is NaN."""
        found = np.full(len(spots), "", dtype=object)
        known = np.flatnonzero(~np.isnan(spots).any(axis=1))
        if len(known) and self.is_known:
            self._load(spots[known])
            at, areas = self._around(*spots[known].T)
            # The smallest unit last, so that it stays. On a shared edge both villages hold the point: the lower code,
            # so that it is always the same one.
            order = np.lexsort((self.rank[areas], at))
            found[known[at[order]]] = self.codes[areas[order]]
        return list(found.tolist())

    def _around(self, lngs: NDArray[np.float64], lats: NDArray[np.float64]) -> tuple[Places, Places]:
        """Every pair of a point and an area around it, by their places. A point has no object of its own on the way:
        making a million of them took longer than asking."""
        west, south, east, north = self.bounds.T
        by_lng = np.argsort(lngs)
        first = np.searchsorted(lngs[by_lng], west, "left")
        count = np.searchsorted(lngs[by_lng], east, "right") - first
        areas = np.repeat(np.arange(len(count)), count)
        within = np.arange(len(areas)) - np.repeat(np.cumsum(count) - count, count)
        at = by_lng[np.repeat(first, count) + within]
        in_box = (south[areas] <= lats[at]) & (lats[at] <= north[areas])
        at, areas = at[in_box], areas[in_box]
        # Prepared, since a county has thousands of corners.
        is_inside = shapely.intersects_xy(self.shapes[areas], lngs[at], lats[at])
        return at[is_inside], areas[is_inside]

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
            self.bounds = shapely.bounds(self.shapes)
