"""A layer of the catalogue as the content of a file: what the API publishes, under Chinese names."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.contrib.gis.db.models import MultiPolygonField
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import (
    DateField,
    DecimalField,
    Field,
    FloatField,
    ForeignKey,
    IntegerField,
    Model,
    QuerySet,
)
from django.utils import timezone

from importers.exports.content import AREA, CHUNK, POINT, Chunk, Column, Content
from layers.api.filters import narrow
from layers.catalog import Layer
from layers.regions.models import Region
from layers.versions import LayerVersion


def rows(layer: Layer, within: str | None) -> QuerySet[Any]:
    """Every public row, those without a place on the map too. Raises BadInput("within") for no such unit."""
    return narrow(layer, layer.queryset(), {"within": within} if within else {})


def content_of(layer: Layer, within: str | None = None) -> Content:
    """Raises BadInput as ``rows`` does. The coordinates are those of the API, to the last decimal."""
    fields = {name: _field(layer.model, path) for name, path in layer.properties.items()}
    queryset = rows(layer, within)

    def chunks() -> Iterator[Chunk]:
        geometry = AsGeoJSON(layer.shown(), precision=layer.decimals)
        chosen = queryset.order_by("pk").annotate(shown=geometry)
        listed = chosen.values_list(*layer.properties.values(), "shown").iterator(chunk_size=CHUNK)
        waiting: list[tuple[Any, ...]] = []
        for row in listed:
            waiting.append(row)
            if len(waiting) == CHUNK:
                yield _chunk(waiting, list(fields.values()))
                waiting = []
        if waiting:
            yield _chunk(waiting, list(fields.values()))

    return Content(
        name=layer.name,
        title=layer.title,
        columns=[Column(layer.titles[name], _kind(field)) for name, field in fields.items()],
        families=[_family(layer.model, name) for name in layer.geometry_fields],
        chunks=chunks,
        facts=_facts(layer, within),
    )


def _facts(layer: Layer, within: str | None) -> list[tuple[str, str]]:
    """What the file says of itself: the same on the page, in 说明 and in the metadata."""
    rule = settings.CITY["public_geometry"][layer.name]
    changed = (
        LayerVersion.objects.filter(layer=layer.name, county="").values_list("changed_at", flat=True).first()
    )
    shape = f"保留 {layer.decimals} 位小数的度"
    if rule["tolerance_m"]:
        shape += f"，面简化到 {rule['tolerance_m']} 米"
    facts = [
        ("数据名称", layer.title),
        ("数据来源", settings.CITY["site_name"]),
        ("更新日期", f"{timezone.localtime(changed):%Y-%m-%d}" if changed else "—"),
        ("坐标系", "2000 国家大地坐标系（CGCS2000，EPSG:4490），先经度后纬度"),
        ("图形", f"公开图形，{shape}；{settings.CITY['basemap']['notice']}"),
    ]
    if within:
        name = Region.objects.filter(code=within).values_list("name", flat=True).first()
        facts.append(("范围", f"{name}（{within}）"))
    if licence := settings.CITY.get("open_data", {}).get("licence"):
        facts.append(("使用许可", licence))
    if layer.shows_areas and (approval := settings.CITY["boundaries"]["approval"]):
        facts.append(("审图号", approval))
    if settings.DEMO:
        facts.append(("注意", "示例数据，不是真实信息"))
    return facts


def _chunk(found: list[tuple[Any, ...]], fields: list["Field[Any, Any]"]) -> Chunk:
    *columns, shapes = (list(cells) for cells in zip(*found, strict=True))
    told = [_labelled(cells, field) for cells, field in zip(columns, fields, strict=True)]
    return Chunk(told, shapely.from_geojson(np.array(shapes, dtype=object)))


def _labelled(cells: list[Any], field: "Field[Any, Any]") -> list[Any]:
    """What is one of a list is told by its Chinese name; "" of a text is nothing, as it is in every format."""
    if field.choices:
        labels = dict(field.flatchoices)
        return [labels.get(cell, cell) for cell in cells]
    return [None if cell == "" else cell for cell in cells]


def _field(model: type[Model], path: str) -> "Field[Any, Any]":
    *relations, name = path.split("__")
    for relation in relations:
        related = model._meta.get_field(relation).related_model
        assert isinstance(related, type)
        model = related
    found = next(field for field in model._meta.fields if name in (field.name, field.attname))
    # The key of a related row is told as that row's key is.
    return found.target_field if isinstance(found, ForeignKey) else found


def _kind(field: "Field[Any, Any]") -> str:
    if field.choices:
        return "text"
    if isinstance(field, DateField):
        return "date"
    if isinstance(field, IntegerField):
        return "integer"
    return "real" if isinstance(field, DecimalField | FloatField) else "text"


def _family(model: type[Model], name: str) -> tuple[str, ...]:
    return AREA if isinstance(model._meta.get_field(name), MultiPolygonField) else POINT
