"""From a query to a narrowed queryset of one layer: the box, and the layer's closed list of filters."""

from functools import cache
from typing import Any

import django_filters
from django.contrib.gis.geos import GEOSGeometry, LineString, Point, Polygon
from django.db.models import QuerySet

from geo.bbox import BBox
from geo.crs import CGCS2000
from geo.errors import BadInput
from layers.catalog import Layer


@cache
def filterset_class(layer: Layer) -> Any:
    """The django-filter class of a layer. Layers are compared by identity: there is one of each."""
    return type(f"{layer.name.title()}Filters", (django_filters.FilterSet,), dict(layer.filters))


def narrow(layer: Layer, queryset: QuerySet[Any], values: dict[str, str]) -> QuerySet[Any]:
    """``queryset`` under the filters that ``values`` names. Raises BadInput naming the one at fault."""
    given = {name: value for name, value in values.items() if name in layer.filters}
    if not given:
        return queryset
    filters = filterset_class(layer)(given, queryset=queryset)
    if not filters.is_valid():
        name, reasons = next(iter(filters.errors.items()))
        raise BadInput(name, str(reasons[0]))
    narrowed: QuerySet[Any] = filters.qs
    return narrowed


def box(bbox: BBox) -> GEOSGeometry:
    """The box as a geometry of EPSG:4490; a box without width or height is the line or point that it is."""
    corners = list(dict.fromkeys(bbox.ring()))
    if len(corners) == 1:
        return Point(*corners[0], srid=CGCS2000)
    if len(corners) == 2:
        return LineString(corners, srid=CGCS2000)
    return Polygon(bbox.ring(), srid=CGCS2000)
