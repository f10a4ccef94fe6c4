"""The share of a village that an area covers, asked inside of the query: the village's own area is not fetched for it."""

from django.contrib.gis.db.models import GeometryField
from django.db.models import F, FloatField, Func, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from geo.crs import CGCS2000
from layers.regions.models import Region

SHAPE = GeometryField(srid=CGCS2000)


def shape_of(village: Region) -> Subquery:
    """Its area, its label point without one."""
    shape = Coalesce("area", "label_point", output_field=SHAPE)
    return Subquery(Region.objects.filter(pk=village.pk).values_list(shape)[:1], output_field=SHAPE)


def share_of(village: Region, area: str = "area") -> Func:
    """From 0 to 1, in square degrees, which are the same for both areas; None of a village that is a point."""
    part = Func(F(area), shape_of(village), function="ST_Intersection", output_field=SHAPE)
    whole = NullIf(Func(shape_of(village), function="ST_Area", output_field=FloatField()), Value(0.0))
    share = Func(part, function="ST_Area", output_field=FloatField())
    return Func(share, whole, arg_joiner=" / ", template="(%(expressions)s)", output_field=FloatField())
