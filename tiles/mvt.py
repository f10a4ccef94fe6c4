"""Rows → the bytes of a tile, MVT 2.1, in one statement that also tells the version of what it has read.

A layer is drawn as one of three things: its single features; below its first level, clusters of what the cells count;
and clusters of the very rows where the features would be too many or make too large a tile. Of the levels whose tiles are
no smaller than a counted cell the counts tell that before any feature is made.
"""

import gzip
from typing import NamedTuple, Self

from geo.tile import Tile
from layers.catalog import Layer
from tiles import version
from tiles.address import Address
from tiles.asking import one_row
from tiles.clusters import clusters, counted, counted_cells, rows_in_cells
from tiles.features import features
from tiles.fragment import Fragment, sql
from tiles.levels import cell_level

MOST_BYTES = 500_000
# Features of some eighty bytes, the least that one of ours has, fill that. More of them are no help to an eye either.
MOST_FEATURES = 6_000
# A cold tile is waited for: the fastest level.
LEVEL_OF_GZIP = 1


class Made(NamedTuple):
    """``packed`` is the tile in gzip, as it is kept and sent, or nothing where nothing lies; ``is_thinned`` when features
    stand in clusters for want of room."""

    version: str
    packed: bytes
    is_thinned: bool = False

    @classmethod
    def of(cls, version: str, content: bytes, *, is_thinned: bool = False) -> Self:
        return cls(version, gzip.compress(content, LEVEL_OF_GZIP, mtime=0) if content else b"", is_thinned)


def make(address: Address) -> Made:
    """Of one snapshot, the version with the rows. Raises OperationalError when the database does not answer in time."""
    layers, tile = address
    stamps, *contents = one_row(version.stamps(layers), *(unless_many(layer, tile) for layer in layers))
    found = {
        layer: bytes(content) for layer, content in zip(layers, contents, strict=True) if content is not None
    }
    share = MOST_BYTES // len(layers)
    thinned = [layer for layer in layers if layer not in found or len(found[layer]) > share]
    if len(found) < len(layers) or (thinned and sum(map(len, found.values())) > MOST_BYTES):
        # Read again, together: what is put in one tile is of one snapshot, and its version is told anew.
        return _thinned(layers, tile, thinned)
    return Made.of(version.text(layers, stamps), b"".join(found.values()))


def _thinned(layers: tuple[Layer, ...], tile: Tile, thinned: list[Layer]) -> Made:
    parts = [
        clusters(layer, rows_in_cells(layer, tile)) if layer in thinned else drawn(layer, tile)
        for layer in layers
    ]
    stamps, *contents = one_row(version.stamps(layers), *parts)
    return Made.of(version.text(layers, stamps), b"".join(map(bytes, contents)), is_thinned=True)


def unless_many(layer: Layer, tile: Tile) -> Fragment:
    """An expression: what is drawn, or NULL where the counts say that there are too many features; none is made then."""
    if not layer.category_field or not layer.min_zoom <= tile.z <= cell_level(layer.min_zoom):
        return drawn(layer, tile)
    return sql(
        "CASE WHEN ({count}) <= {most} THEN {drawn} END",
        count=counted(layer, tile), most=MOST_FEATURES, drawn=drawn(layer, tile),
    )  # fmt: skip


def drawn(layer: Layer, tile: Tile) -> Fragment:
    """An expression: the bytes of what belongs into this tile."""
    if tile.z >= layer.min_zoom:
        return features(layer, tile)
    return clusters(layer, counted_cells(layer, tile)) if layer.category_field else Fragment("''::bytea")
