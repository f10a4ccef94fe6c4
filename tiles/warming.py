"""All tiles of a box, made before anybody asks for them."""

from collections.abc import Iterator
from typing import NamedTuple

from geo.bbox import BBox
from geo.tile import Tile
from layers.catalog import Layer
from tiles.address import Address
from tiles.finding import current, find
from tiles.mvt import Made


class Warmed(NamedTuple):
    """After one level: how many tiles of it there are in the box, and how many of them hold something."""

    zoom: int
    tiles: int
    filled: int


def warm(layers: tuple[Layer, ...], box: BBox, deepest: int) -> Iterator[Warmed]:
    """As ``levels``, counted."""
    for zoom, level in enumerate(levels(layers, box, deepest)):
        yield Warmed(zoom, len(level), sum(bool(made.packed) for _, made in level))


def levels(layers: tuple[Layer, ...], box: BBox, deepest: int) -> Iterator[list[tuple[Tile, Made]]]:
    """Level by level from the whole world. A kept tile is read, so that a damaged one is found and made anew; beneath an
    empty one nothing is asked. Raises OperationalError when the database does not answer."""
    features_from = max(layer.min_zoom for layer in layers)
    level = [Tile(0, 0, 0)]
    for zoom in range(deepest + 1):
        found = [(tile, find(Address(layers, tile), current(layers)).made) for tile in level]
        yield found
        filled = [tile for tile, made in found if made.packed]
        # A cluster counts what lies in its tile alone, a feature may come in over the edge.
        level = list(_below(filled if zoom >= features_from else level, box))


def _below(tiles: list[Tile], box: BBox) -> Iterator[Tile]:
    for tile in tiles:
        for x in (2 * tile.x, 2 * tile.x + 1):
            for y in (2 * tile.y, 2 * tile.y + 1):
                child = Tile(tile.z + 1, x, y)
                if child.bbox().intersects(box):
                    yield child
