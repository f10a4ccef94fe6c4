"""The address of a tile: which layers, which square, which version. Read strictly, before any SQL; one tile has one
spelling, because each spelling would be a copy of its own in every cache."""

import re
from collections.abc import Mapping
from typing import NamedTuple, Self

from django.http import Http404

from geo.errors import BadInput
from geo.tile import Tile
from layers.catalog import LAYERS, Layer

VERSION = re.compile(r"[0-9]{1,19}(?:-[0-9]{1,19}){0,15}-[0-9a-f]{8}")
LONGEST_NAMES = 200


class Address(NamedTuple):
    """``layers`` in the order of the catalogue; all of them reach down to ``tile.z``."""

    layers: tuple[Layer, ...]
    tile: Tile

    @property
    def names(self) -> str:
        return names_of(self.layers)

    @classmethod
    def parse(cls, names: str, z: str, x: str, y: str) -> Self:
        """Raises Http404 for layers and levels that there are not, BadInput naming layers, z, x or y."""
        layers, tile = parse_layers(names), Tile.parse(z, x, y)
        deepest = max(layer.max_zoom for layer in layers)
        if tile.z > deepest:
            raise BadInput("z", f"瓦片级别超出范围，这些图层应在 0 与 {deepest} 之间")
        return cls(layers, tile)


def names_of(layers: tuple[Layer, ...]) -> str:
    return ",".join(layer.name for layer in layers)


def parse_layers(names: str) -> tuple[Layer, ...]:
    """Names with commas between them. Raises Http404 for a name that is none, BadInput for another order or a repeat."""
    asked = names.split(",") if len(names) <= LONGEST_NAMES else []
    if not asked or not set(asked) <= LAYERS.keys():
        raise Http404(f"没有这个图层；可用：{'、'.join(LAYERS)}，几个图层之间用英文逗号隔开")
    layers = tuple(layer for name, layer in LAYERS.items() if name in asked)
    if names != names_of(layers):
        raise BadInput("layers", f"图层应各写一次，并按这个次序：{names_of(layers)}")
    return layers


def parse_version(query: Mapping[str, str]) -> str | None:
    """The version that is asked for, if one is. Raises BadInput("v")."""
    version = query.get("v")
    if version is not None and not VERSION.fullmatch(version):
        raise BadInput("v", "版本号有误，应照 TileJSON 所给的地址使用")
    return version
