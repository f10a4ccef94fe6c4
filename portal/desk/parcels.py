"""What the corners of the parcels of a proposed case say: their areas against the declared ones, and whom they touch."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import shapely
from django.contrib.gis.geos import Polygon
from shapely.geometry.base import BaseGeometry

from geo.area import hectares
from geo.crs import CGCS2000
from layers.changes.aggregate import Snapshot
from layers.land.models import Parcel
from layers.land.survey_areas import LEAST_OVERLAP_M2, area_m2, exact_area, fits, overlap_m2

MARGIN = 0.006
MOST_NEIGHBOURS = 80


@dataclass(frozen=True)
class Drawn:
    """A parcel of the draft with its corners; ``declared_m2`` None where the clerk has not written it yet."""

    label: str
    area: BaseGeometry
    srid: int
    computed_m2: float
    declared_m2: float | None

    @property
    def fits(self) -> bool:
        if self.declared_m2 is None:
            return True
        return fits(self.computed_m2, self.declared_m2)

    @property
    def sentence(self) -> str:
        computed = f"地块 {self.label} 坐标面积 {hectares(self.computed_m2):f} 公顷"
        if self.declared_m2 is None:
            return computed
        apart = self.computed_m2 - self.declared_m2
        if self.fits:
            return f"{computed}，与申报面积相符"
        share = abs(apart) / self.declared_m2 * 100 if self.declared_m2 else 100
        return (
            f"{computed}，申报 {hectares(self.declared_m2):f} 公顷，{'多' if apart > 0 else '少'} "
            f"{hectares(abs(apart)):f} 公顷（{share:.2f}%），超出允许差"
        )


@dataclass(frozen=True)
class Neighbour:
    """A public parcel of another case."""

    label: str
    case: str
    shape: str
    exact: BaseGeometry | None


@dataclass(frozen=True)
class Parcels:
    """Of a proposed case. ``warnings`` want the clerk's confirmation before it is submitted."""

    drawn: list[Drawn]
    neighbours: list[Neighbour]

    @property
    def unfit(self) -> list[str]:
        """Declared and computed area do not fit: submitted with a reason only (domain reference E 21)."""
        return [one.sentence for one in self.drawn if not one.fits]

    @property
    def warnings(self) -> list[str]:
        return self.unfit + list(self._overlaps_with_public()) + list(self._overlaps_within())

    @property
    def sentences(self) -> list[str]:
        return [one.sentence for one in self.drawn if one.fits] + self.warnings

    def _overlaps_with_public(self) -> Iterable[str]:
        for one in self.drawn:
            for other in self.neighbours:
                common = overlap_m2(one.area, other.exact, one.srid) if other.exact is not None else 0.0
                if common > LEAST_OVERLAP_M2:
                    yield (
                        f"地块 {one.label} 与已公布的“{other.case}”的地块 {other.label} 重叠 {hectares(common):f} 公顷"
                    )

    def _overlaps_within(self) -> Iterable[str]:
        for at, one in enumerate(self.drawn):
            for other in self.drawn[at + 1 :]:
                if (common := overlap_m2(one.area, other.area, one.srid)) > LEAST_OVERLAP_M2:
                    yield f"本案地块 {one.label} 与 {other.label} 重叠 {hectares(common):f} 公顷"

    @property
    def collection(self) -> dict[str, Any]:
        """For the map: the case's own over those beside it. EPSG:4490."""
        features = [
            feature(f"beside-{n}", f"{one.case}，地块 {one.label}", json.loads(one.shape), is_muted=True)
            for n, one in enumerate(self.neighbours)
        ]
        features += [
            feature(f"own-{n}", f"本案地块 {one.label}", json.loads(shapely.to_geojson(one.area)), one.label)
            for n, one in enumerate(self.drawn)
        ]
        return {"type": "FeatureCollection", "features": features}

    @property
    def view(self) -> tuple[float, float, float, float] | None:
        """The case's own parcels with some three hundred metres around them."""
        if not self.drawn:
            return None
        west, south, east, north = shapely.total_bounds([one.area for one in self.drawn]).tolist()
        margin = max(east - west, north - south, MARGIN) / 2
        return west - margin, south - margin, east + margin, north + margin


def feature(
    key: str, name: str, geometry: Any, number: str = "", *, is_muted: bool = False
) -> dict[str, Any]:
    """``number`` is that of the case's own parcel, by which its row on the page finds it."""
    return {
        "type": "Feature",
        "properties": {"id": key, "name": name, "number": number, "muted": is_muted},
        "geometry": geometry,
    }


def parcels_of(key: str, case: Snapshot) -> Parcels:
    """One query where the case has corners, none without."""
    found = own_parcels(case)
    return Parcels(found.drawn, neighbours(key, found.view)) if found.view else found


def own_parcels(case: Snapshot) -> Parcels:
    """Without those beside them: no query."""
    # By number: the rows themselves stand by ids that mean nothing to their author.
    drawn = sorted((_drawn(row) for row in case["parcels"] if row["survey"]), key=lambda one: one.label)
    return Parcels(drawn, [])


def _drawn(row: Snapshot) -> Drawn:
    survey = row["survey"]
    try:
        declared = float(Decimal(row["area_ha"]) * 10_000) if row["area_ha"] else None
    except InvalidOperation:
        declared = None
    label = row["parcel_no"] or row["name"] or "（未编号）"
    return Drawn(label, exact_area(survey), survey["source_srid"], area_m2(survey), declared)


def neighbours(key: str, view: tuple[float, float, float, float]) -> list[Neighbour]:
    """Public parcels of other cases there. Drawn is what the public sees; only overlaps are computed exactly."""
    box = Polygon.from_bbox(view)
    box.srid = CGCS2000
    rows = Parcel.objects.published().filter(public_area__bboverlaps=box).exclude(case__public_id=key)
    columns = ("parcel_no", "case__name", "public_area", "survey__area")
    return [
        Neighbour(number, name, public.json, exact and shapely.from_wkb(bytes(exact.wkb)))
        for number, name, public, exact in rows.order_by("pk").values_list(*columns)[:MOST_NEIGHBOURS]
    ]
