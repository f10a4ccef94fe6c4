"""The single features of a layer in a tile, and the points at which the names of its areas stand.

The points have a layer of their own because a browser that looks for the place of a name itself can hang.
"""

from geo.tile import Tile
from layers.catalog import Layer
from layers.features import quoted
from tiles.encoding import encoded
from tiles.fragment import Fragment, joined, sql
from tiles.grid import Grid
from tiles.levels import BUFFER, DEEPEST, EXTENT
from tiles.placing import across, down, envelope, moved, searched
from tiles.rows import properties, rows
from tiles.triggers import area_fields

# 16 pixels of a tile of 256, in its units.
LETTER = 256


def features(layer: Layer, tile: Tile) -> Fragment:
    """An expression. Areas and their names are encoded in one pass, since each row costs a look into two or three tables."""
    areas = area_fields(layer)
    shown = layer.geometry_fields
    has_names = shown[0] in areas
    parts = [
        areas_of(layer, tile)
        if name in areas
        else points_of(layer, tile, name, instead_of=shown[:place], beside_areas=has_names)
        for place, name in enumerate(shown)
    ]
    found = joined(" UNION ALL ", parts)
    if not has_names:
        return encoded(found, layer.name)
    return sql(
        "(SELECT coalesce(ST_AsMVT(f, {name}, {extent}, 'geom'), '')"
        " || coalesce(ST_AsMVT(l, {labels}, {extent}, 'geom') FILTER (WHERE r._label IS NOT NULL), '')"
        " FROM ({found}) AS r, LATERAL (SELECT {columns}, r.geom) AS f, LATERAL (SELECT {named}, r._label AS geom) AS l)",
        name=layer.name, extent=EXTENT, labels=f"{layer.name}_labels", found=found,
        columns=columns(layer.tile_properties), named=columns(named_by(layer)),
    )  # fmt: skip


def points_of(
    layer: Layer, tile: Tile, field: str, instead_of: list[str], *, beside_areas: bool = False
) -> Fragment:
    """The rows shown as points: those without the geometries that would be shown before it."""
    missing = "".join(f" AND r.{quoted(name)} IS NULL" for name in instead_of)
    return sql(
        "SELECT {properties}, ST_Point(round({x}), round({y})) AS geom{label} FROM {rows} WHERE r.{field} && {box}{missing}",
        properties=properties(layer), x=across(tile, field), y=down(tile, field), rows=rows(layer, field, *instead_of),
        field=Fragment(quoted(field)), box=searched(tile, BUFFER / EXTENT), missing=Fragment(missing),
        label=Fragment(", NULL::geometry AS _label" if beside_areas else ""),
    )  # fmt: skip


def areas_of(layer: Layer, tile: Tile) -> Fragment:
    """An area that lies in the tile and its margin is moved there as it was stored, valid and on the grid. What crosses
    the edge alone is clipped, which costs several times as much: the clipping makes a new area and makes it valid.
    ``_label`` is where its name stands in this tile, if it has one here."""
    grid = Grid.of(tile)
    return sql(
        "SELECT {properties}, CASE WHEN s.area @ {searched} THEN {moved}"
        " ELSE ST_AsMVTGeom(s.area, {exact}, {extent}, {buffer}) END AS geom,"
        " CASE WHEN {is_named} THEN {label} END AS _label FROM tiles_shape AS s JOIN {rows} USING (row_id)"
        " WHERE s.layer = {name} AND s.zoom = {zoom}::smallint AND s.area && {searched}",
        properties=properties(layer), searched=envelope(grid, grid.margin), moved=moved(grid, "s.area"),
        exact=sql("{box}::box2d", box=envelope(grid)), extent=EXTENT, buffer=BUFFER, is_named=is_named(grid),
        label=moved(grid, "s.label"), rows=rows(layer), name=layer.name, zoom=grid.zoom,
    )  # fmt: skip


def columns(names: tuple[str, ...]) -> Fragment:
    return Fragment(", ".join(f"r.{quoted(name)}" for name in names))


def named_by(layer: Layer) -> tuple[str, ...]:
    """The properties that the point of a name has."""
    return tuple(name for name, path in layer.tiled.items() if path == layer.id_field or name == "name")


def is_named(grid: Grid) -> Fragment:
    """Each name once: in the one tile that its point lies in. What is narrower than a letter has none before the deepest
    level, which clients enlarge and which names all."""
    # The box that is stored with a geometry, right to a unit or two of the grid; any other way reads all corners.
    is_wide = "ST_XMax(Box2D(s.area)) - ST_XMin(Box2D(s.area)) >= {least} AND " if grid.zoom < DEEPEST else ""
    return sql(
        is_wide + "ST_X(s.label) >= {west} AND ST_X(s.label) < {east}"
        " AND ST_Y(s.label) > {south} AND ST_Y(s.label) <= {north}",
        least=LETTER,
        west=grid.west, east=grid.east, south=grid.south, north=grid.north,
    )  # fmt: skip
