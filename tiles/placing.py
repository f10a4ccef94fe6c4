"""Where in the tile something lies, as expressions: the grid of the database is moved, degrees are projected."""

import math

from geo.crs import CGCS2000
from geo.tile import Tile
from layers.features import quoted
from tiles.fragment import Fragment, sql
from tiles.grid import Grid
from tiles.levels import EXTENT


def across(tile: Tile, field: str) -> Fragment:
    """Units of the tile from its western edge. The formula of Web Mercator: PROJ takes longer for the same number."""
    side = EXTENT << tile.z
    column = Fragment(f"ST_X(r.{quoted(field)})")
    return sql(
        "({lng} * {degree} + {start})", lng=column, degree=side / 360, start=side / 2 - tile.x * EXTENT
    )


def down(tile: Tile, field: str) -> Fragment:
    """Units of the tile from its northern edge."""
    side = EXTENT << tile.z
    column = Fragment(f"ST_Y(r.{quoted(field)})")
    return sql(
        "({start} - ln(tan(pi() / 4 + radians({lat}) / 2)) * {radius})",
        start=side / 2 - tile.y * EXTENT, lat=column, radius=side / (2 * math.pi),
    )  # fmt: skip


def moved(grid: Grid, column: str) -> Fragment:
    """From the grid of the level into the tile, y to the south."""
    return sql(
        "ST_TransScale({column}, {east}, {north}, {scale}, {back})",
        column=Fragment(column), east=-grid.west, north=-grid.north, scale=grid.scale, back=-grid.scale,
    )  # fmt: skip


def envelope(grid: Grid, margin: float = 0.0) -> Fragment:
    west, south, east, north = (
        grid.west - margin,
        grid.south - margin,
        grid.east + margin,
        grid.north + margin,
    )
    return sql("ST_MakeEnvelope({w}, {s}, {e}, {n})", w=west, s=south, e=east, n=north)


def searched(tile: Tile, margin: float) -> Fragment:
    west, south, east, north = tile.bbox(margin).as_tuple()
    return sql("ST_MakeEnvelope({w}, {s}, {e}, {n}, {srid})", w=west, s=south, e=east, n=north, srid=CGCS2000)
