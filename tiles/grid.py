"""The square of one tile on the grid that shapes are stored on."""

from typing import NamedTuple, Self

from geo.tile import Tile
from tiles.levels import BUFFER, DEEPEST, EXTENT


class Grid(NamedTuple):
    """West, south, east and north of a tile on the grid of the level ``zoom`` on which shapes are stored: units of that
    grid, y to the north. ``scale`` units of the tile are one of the grid: more than 1 below the deepest stored level.
    """

    zoom: int
    scale: int
    west: float
    south: float
    east: float
    north: float

    @classmethod
    def of(cls, tile: Tile) -> Self:
        zoom = min(tile.z, DEEPEST)
        scale = 1 << (tile.z - zoom)
        side = EXTENT / scale
        west, north = tile.x * side, ((1 << tile.z) - tile.y) * side
        return cls(zoom, scale, west, north - side, west + side, north)

    @property
    def margin(self) -> float:
        """What comes along beyond the edges."""
        return BUFFER / self.scale
