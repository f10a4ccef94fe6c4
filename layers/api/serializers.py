"""One serializer a public layer, made from its entry in the catalogue: a column not listed is not published."""

from functools import cache
from typing import Any

from django.contrib.gis.db.models import GeometryField as GeometryColumn
from django.db import models
from rest_framework import serializers
from rest_framework_gis.fields import GeometryField
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from layers.catalog import Layer

FIELDS: list[tuple[type[models.Field[Any, Any]], type[serializers.Field[Any, Any, Any, Any]]]] = [
    (models.DateField, serializers.DateField),
    # A number in JSON; DRF would write a Decimal as text.
    (models.DecimalField, serializers.FloatField),
    (models.IntegerField, serializers.IntegerField),
]


@cache
def serializer_class(layer: Layer) -> Any:
    """Writes one row as a GeoJSON Feature, several as the features of a collection."""
    identity = next(name for name, path in layer.properties.items() if path == layer.id_field)

    class Meta:
        model = layer.model
        geo_field = "geometry"
        id_field = False
        fields = [*layer.properties, "geometry"]

    def to_representation(self: Any, row: Any) -> Any:
        feature = super(made, self).to_representation(row)
        return {"type": "Feature", "id": feature["properties"][identity], **feature}

    members: dict[str, Any] = {
        name: property_field(layer, name, path) for name, path in layer.properties.items()
    }
    members["geometry"] = GeometryField(source="shown", precision=layer.decimals, read_only=True)
    members |= {"Meta": Meta, "to_representation": to_representation}
    made: Any = type(f"{layer.name.title()}Feature", (GeoFeatureModelSerializer,), members)
    return made


def property_field(layer: Layer, name: str, path: str) -> serializers.Field[Any, Any, Any, Any]:
    """The field of one property, by the kind of its column; read only."""
    column = column_of(layer.model, path)
    if isinstance(column, GeometryColumn):
        raise TypeError(f"{layer.name}: {path} is a geometry, not a property")
    kind = next(
        (field for model_field, field in FIELDS if isinstance(column, model_field)), serializers.CharField
    )
    # DRF refuses a source that only repeats the name.
    source: dict[str, Any] = {} if path == name else {"source": path.replace("__", ".")}
    return kind(read_only=True, allow_null=True, **source)


def column_of(model: type[models.Model], path: str) -> Any:
    """The model field at the end of a lookup path."""
    *relations, last = path.split("__")
    for name in relations:
        related = model._meta.get_field(name).related_model
        assert isinstance(related, type)
        model = related
    return model._meta.get_field(last)


def with_relations(layer: Layer, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Reads the rows and just the columns of the catalogue in one query: a county's area weighs megabytes."""
    relations = [path.rpartition("__")[0] for path in layer.properties.values() if "__" in path]
    columns = [layer.id_field, *layer.properties.values()]
    return (
        queryset.select_related(*relations).only("pk", *columns)
        if relations
        else queryset.only("pk", *columns)
    )
