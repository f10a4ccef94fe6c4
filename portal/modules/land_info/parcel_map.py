"""Parcels for the map of one page, embedded in it: the public geometry, bounded in number and weight."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, Func, OuterRef, Q, QuerySet, TextField

from layers.land.models import Parcel, ParcelVillage

MOST_PARCELS = 300
# Of 60 KB that the text of a village page may weigh.
MOST_BYTES = 24_000


class AsGeoJson(Func):
    """ST_AsGeoJSON without the crs member that PostGIS adds for EPSG:4490 unless told not to (option 0)."""

    function = "ST_AsGeoJSON"
    template = "%(function)s(%(expressions)s, 6, 0)"
    output_field = TextField()


def with_shape(parcels: QuerySet[Parcel]) -> QuerySet[Parcel]:
    """Each with its public area as GeoJSON text, None without one; the geometry column stays where it is."""
    return parcels.annotate(shape=AsGeoJson("public_area")).defer("public_area")


def in_villages(parcels: QuerySet[Parcel], village_ids: list[int]) -> QuerySet[Parcel]:
    """Those in the villages, and those that name no village."""
    named = ParcelVillage.objects.filter(parcel=OuterRef("pk"))
    return parcels.filter(Q(Exists(named.filter(village__in=village_ids))) | ~Q(Exists(named)))


def collection(parcels: Iterable[Parcel], ids: Mapping[int, str]) -> tuple[dict[str, Any], int]:
    """A FeatureCollection (EPSG:4490) and how many parcels did not fit. ``ids``: parcel key -> id on the page."""
    features, weight, left_out = [], 0, 0
    for parcel in parcels:
        shape: str | None = getattr(parcel, "shape", None)
        if shape is None:
            continue
        weight += len(shape)
        if weight > MOST_BYTES:
            left_out += 1
            continue
        features.append(
            {
                "type": "Feature",
                "properties": {"id": ids[parcel.pk], "name": str(parcel)},
                "geometry": json.loads(shape),
            }
        )
    return {"type": "FeatureCollection", "features": features}, left_out
