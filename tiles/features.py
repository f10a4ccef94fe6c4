"""The single features of a layer in a tile, and the points at which the names of its areas stand.

The points have a layer of their own because a browser that looks for the place of a name itself can hang.
"""

from geo.tile import Tile
from layers.catalog import Layer
from tiles.encoding import encoded
from tiles.fragment import Fragment, joined, sql
from tiles.grid import Grid
from tiles.levels import BUFFER, DEEPEST, EXTENT
from tiles.placing import across, down, envelope, moved, searched
from tiles.rows import properties, quoted, rows
from tiles.triggers import area_fields

# 16 pixels of a tile of 256, in its units.
LETTER = 256


def features(layer: Layer, tile: Tile) -> Fragment:
    areas = area_fields(layer)
    shown = layer.geometry_fields
    parts = [
        areas_of(layer, tile) if name in areas else points_of(layer, tile, name, instead_of=shown[:place])
        for place, name in enumerate(shown)
    ]
    drawn = encoded(joined(" UNION ALL ", parts), layer.name)
    if shown[0] not in areas:
        return drawn
    return sql(
        "(WITH found AS MATERIALIZED ({found}) SELECT {drawn} || {named})",
        found=found_by(layer, tile), drawn=drawn, named=encoded(labels_of(layer, tile), f"{layer.name}_labels"),
    )  # fmt: skip


def points_of(layer: Layer, tile: Tile, field: str, instead_of: list[str]) -> Fragment:
    """The rows shown as points: those without the geometries that would be shown before it."""
    missing = "".join(f" AND r.{quoted(name)} IS NULL" for name in instead_of)
    return sql(
        "SELECT {properties}, ST_Point(round({x}), round({y})) AS geom FROM {rows} WHERE r.{field} && {box}{missing}",
        properties=properties(layer), x=across(tile, field), y=down(tile, field), rows=rows(layer, field, *instead_of),
        field=Fragment(quoted(field)), box=searched(tile, BUFFER / EXTENT), missing=Fragment(missing),
    )  # fmt: skip


def found_by(layer: Layer, tile: Tile) -> Fragment:
    """The rows with an area in the tile or its margin, read once for areas and names."""
    grid = Grid.of(tile)
    return sql(
        "SELECT {properties}, s.area AS _area, s.label AS _label FROM tiles_shape AS s JOIN {rows} USING (row_id)"
        " WHERE s.layer = {name} AND s.zoom = {zoom}::smallint AND s.area && {searched}",
        properties=properties(layer), searched=envelope(grid, grid.margin), rows=rows(layer), name=layer.name,
        zoom=grid.zoom,
    )  # fmt: skip


def areas_of(layer: Layer, tile: Tile) -> Fragment:
    """An area that lies in the tile and its margin is moved there as it was stored, valid and on the grid. What crosses
    the edge alone is clipped, which costs several times as much: the clipping makes a new area and makes it valid."""
    grid = Grid.of(tile)
    return sql(
        "SELECT {columns}, CASE WHEN _area @ {searched} THEN {moved}"
        " ELSE ST_AsMVTGeom(_area, {exact}, {extent}, {buffer}) END AS geom FROM found",
        columns=columns(tuple(layer.properties)), searched=envelope(grid, grid.margin), moved=moved(grid, "_area"),
        exact=sql("{box}::box2d", box=envelope(grid)), extent=EXTENT, buffer=BUFFER,
    )  # fmt: skip


def columns(names: tuple[str, ...]) -> Fragment:
    return Fragment(", ".join(map(quoted, names)))


def named_by(layer: Layer) -> tuple[str, ...]:
    """The properties that the point of a name has."""
    return tuple(name for name, path in layer.properties.items() if path == layer.id_field or name == "name")


def labels_of(layer: Layer, tile: Tile) -> Fragment:
    """Each name once: in the one tile that its point lies in. What is narrower than a letter has none before the deepest
    level, which clients enlarge and which names all."""
    grid = Grid.of(tile)
    return sql(
        "SELECT {columns}, {moved} AS geom FROM found WHERE ST_XMax(_area) - ST_XMin(_area) >= {least}"
        " AND ST_X(_label) >= {west} AND ST_X(_label) < {east} AND ST_Y(_label) > {south} AND ST_Y(_label) <= {north}",
        columns=columns(named_by(layer)), moved=moved(grid, "_label"),
        least=LETTER if grid.zoom < DEEPEST else 0,
        west=grid.west, east=grid.east, south=grid.south, north=grid.north,
    )  # fmt: skip
