"""What is in the tiles of a set of layers, and where they are: TileJSON 3.0.0."""

from typing import Any

from django.conf import settings

from layers.api.feed import heading
from layers.catalog import Layer
from tiles.address import names_of
from tiles.features import named_by
from tiles.levels import DEEPEST
from tiles.triggers import area_fields


def tilejson(layers: tuple[Layer, ...], version: str, root: str) -> dict[str, Any]:
    """``root`` is the absolute address below which the tiles lie. Tiles answer below ``maxzoom`` as well, but hold
    nothing more there: a client enlarges them."""
    facts = heading(layers[0])
    return {
        "tilejson": "3.0.0",
        "name": "、".join(layer.title for layer in layers),
        "version": "1.0.0",
        "description": facts.get("notice", ""),
        "attribution": facts["attribution"],
        "scheme": "xyz",
        "tiles": [f"{root}{names_of(layers)}/{{z}}/{{x}}/{{y}}.mvt?v={version}"],
        "minzoom": 0,
        "maxzoom": DEEPEST,
        "bounds": settings.CITY["area"],
        "vector_layers": [entry for layer in layers for entry in vector_layers(layer)],
    }


def vector_layers(layer: Layer) -> list[dict[str, Any]]:
    """The features, the points of their names, and the clusters below their first level (and of tiles that were thinned)."""
    told = {name: layer.titles[name] for name in layer.tile_properties}
    entries = [_entry(layer.name, layer.title, told, layer.min_zoom, DEEPEST)]
    if layer.geometry_fields[0] in area_fields(layer):
        named = {name: layer.titles[name] for name in named_by(layer)}
        entries.append(
            _entry(f"{layer.name}_labels", f"{layer.title}（标注点）", named, layer.min_zoom, DEEPEST)
        )
    if layer.category_field:
        counts = {"count": "数量", "count_*": "各类别的数量，* 为类别"}
        entries.append(_entry(f"{layer.name}_clusters", f"{layer.title}（聚合）", counts, 0, DEEPEST))
    return entries


def _entry(name: str, title: str, fields: dict[str, str], first: int, last: int) -> dict[str, Any]:
    return {"id": name, "description": title, "fields": fields, "minzoom": first, "maxzoom": last}
