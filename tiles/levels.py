"""The levels at which tiles are kept."""

# Grid units a tile, and those beyond its edge that come along, so that no icon or line is cut at an edge.
EXTENT = 4096
BUFFER = 64
# Shapes are stored down to this level, a unit of which is half a metre here; deeper tiles enlarge it. TileJSON names it
# as the last one, clients enlarge as well: a city is a few thousand tiles and not a million.
DEEPEST = 14
# Cells of clusters along the side of a tile: 2 to the power of this.
CELL_LEVELS = 3


def cell_level(min_zoom: int) -> int:
    """The level whose tiles are the smallest cells that a layer counts in."""
    return min_zoom - 1 + CELL_LEVELS
