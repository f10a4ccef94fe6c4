"""The public layers: ONE entry each, which GeoJSON, REST resources, tiles and map pages all read.

A property that is not listed here is not published.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from geo.errors import BadInput
from layers.land.models import Case, Parcel
from layers.places.models import Place
from layers.regions.models import Region


@dataclass(frozen=True)
class Layer:
    """``properties`` maps the public name of a property to its column path (Django lookup syntax)."""

    name: str
    title: str
    queryset: Callable[[], QuerySet[Any]]
    geometry_field: str
    id_field: str
    properties: dict[str, str]
    min_zoom: int
    max_zoom: int = 18


LAYERS: dict[str, Layer] = {
    layer.name: layer
    for layer in [
        Layer(
            name="regions",
            title="行政区划",
            queryset=lambda: Region.objects.published(),
            geometry_field="label_point",
            id_field="code",
            properties={"code": "code", "name": "name", "level": "level", "parent": "manage_parent__code"},
            min_zoom=6,
        ),
        Layer(
            name="places",
            title="便民网点",
            queryset=lambda: Place.objects.published(),
            geometry_field="public_location",
            id_field="public_id",
            properties={
                "id": "public_id",
                "name": "name",
                "category": "category_id",
                "group": "category__group_id",
                "address": "address",
                "region": "region__code",
                "verified_on": "verified_on",
            },
            min_zoom=8,
        ),
        Layer(
            name="parcels",
            title="征地地块",
            queryset=lambda: (
                Parcel.objects.published()
                .filter(public_area__isnull=False)
                .filter(case__withdrawn_at__isnull=True)
            ),
            geometry_field="public_area",
            id_field="public_id",
            properties={
                "id": "public_id",
                "parcel_no": "parcel_no",
                "name": "name",
                "case": "case__public_id",
                "case_name": "case__name",
                "land_use": "land_use",
                "area_ha": "area_ha",
            },
            min_zoom=11,
        ),
        Layer(
            name="cases",
            title="征地案件",
            queryset=lambda: Case.objects.published().filter(public_area__isnull=False),
            geometry_field="public_area",
            id_field="public_id",
            properties={
                "id": "public_id",
                "name": "name",
                "regime": "regime",
                "kind": "kind",
                "year": "year",
                "county": "county__code",
                "total_area_ha": "total_area_ha",
                "began_on": "began_on",
            },
            min_zoom=9,
        ),
    ]
}


def layer(name: str, parameter: str | None = "layer") -> Layer:
    """The entry called ``name``, or BadInput that names those there are."""
    try:
        return LAYERS[name]
    except KeyError:
        raise BadInput(parameter, f"没有这个图层;可用:{'、'.join(LAYERS)}") from None
