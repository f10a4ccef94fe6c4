"""One point in place of many: of the counts of the cells, or of the very rows where these would fill too large a tile."""

from geo.tile import Tile
from layers.catalog import Layer
from layers.features import quoted
from tiles.encoding import encoded
from tiles.fragment import Fragment, joined, sql
from tiles.grid import Grid
from tiles.levels import CELL_LEVELS, EXTENT, cell_level
from tiles.placing import across, down, envelope, searched
from tiles.rows import rows
from tiles.triggers import area_fields

# Clusters along the side of a tile that was thinned: 256 of them stay far below the limit of its size.
THINNED_SIDE = 16


def clusters(layer: Layer, cells: Fragment) -> Fragment:
    """One point for all categories of a cell. ``cells``: gx, gy, category, n and the sums x, y in units of the tile."""
    return encoded(
        sql(
            "SELECT ST_Point(round(sum(x) / sum(n)), round(sum(y) / sum(n))) AS geom, sum(n)::int AS count,"
            " jsonb_object_agg('count_' || category, n) FILTER (WHERE category IS NOT NULL) AS counts"
            " FROM ({cells}) AS c WHERE n > 0 GROUP BY gx, gy",
            cells=cells,
        ),
        f"{layer.name}_clusters",
    )


def counted(layer: Layer, tile: Tile) -> Fragment:
    """How many rows lie in the tile, which is no smaller than a cell."""
    return sql("SELECT coalesce(sum(count), 0) FROM {cells}", cells=_cells_of(layer, tile))


def _cells_of(layer: Layer, tile: Tile) -> Fragment:
    below = cell_level(layer.min_zoom) - tile.z
    return sql(
        "tiles_cellcount WHERE layer = {name} AND x >= {first_x} AND x < {end_x} AND y >= {first_y} AND y < {end_y}",
        name=layer.name, first_x=tile.x << below, end_x=(tile.x + 1) << below,
        first_y=tile.y << below, end_y=(tile.y + 1) << below,
    )  # fmt: skip


def counted_cells(layer: Layer, tile: Tile) -> Fragment:
    """What lies in the tile, from the counts, however many rows that are."""
    below = cell_level(layer.min_zoom) - tile.z
    side = EXTENT << tile.z
    return sql(
        "SELECT x >> {shift} AS gx, y >> {shift} AS gy, category, sum(count)::int AS n,"
        " sum(sum_x) * {side} - sum(count) * {west} AS x, sum(sum_y) * {side} - sum(count) * {north} AS y"
        " FROM {cells} GROUP BY 1, 2, 3",
        shift=below - CELL_LEVELS, side=float(side), west=tile.x * EXTENT, north=tile.y * EXTENT,
        cells=_cells_of(layer, tile),
    )  # fmt: skip


def rows_in_cells(layer: Layer, tile: Tile) -> Fragment:
    """The same of the rows themselves, each counted in the one tile that its point lies in."""
    category = next((name for name, path in layer.tiled.items() if path == layer.category_field), None)
    side = EXTENT // THINNED_SIDE
    return sql(
        # OFFSET 0 keeps x and y from being worked out anew wherever they stand. 0 <= gx, gy <= last as one comparison: of
        # four the planner expects a single row, and sorts tens of thousands.
        "SELECT gx, gy, category, count(*)::int AS n, sum(x) AS x, sum(y) AS y FROM ("
        "SELECT x, y, category, floor(x / {side}) AS gx, floor(y / {side}) AS gy FROM ({points} OFFSET 0) AS q) AS p"
        " WHERE greatest(abs(2 * gx - {last}), abs(2 * gy - {last})) <= {last} GROUP BY 1, 2, 3",
        side=float(side), last=float(THINNED_SIDE - 1),
        points=joined(
            " UNION ALL ",
            [
                _placed(layer, tile, name, layer.geometry_fields[:place], category)
                for place, name in enumerate(layer.geometry_fields)
            ],
        ),
    )  # fmt: skip


def _placed(layer: Layer, tile: Tile, field: str, instead_of: list[str], category: str | None) -> Fragment:
    """x and y of each row in the tile, with its category."""
    told = Fragment(f"r.{quoted(category)}::text" if category else "NULL::text")
    if field in area_fields(layer):
        grid = Grid.of(tile)
        return sql(
            "SELECT (ST_X(s.label) - {west}) * {scale} AS x, ({north} - ST_Y(s.label)) * {scale} AS y, {told} AS category"
            " FROM tiles_shape AS s JOIN {rows} USING (row_id)"
            " WHERE s.layer = {name} AND s.zoom = {zoom} AND s.area && {exact}",
            west=grid.west, north=grid.north, scale=grid.scale, told=told, rows=rows(layer), name=layer.name,
            zoom=grid.zoom, exact=envelope(grid),
        )  # fmt: skip
    missing = "".join(f" AND r.{quoted(name)} IS NULL" for name in instead_of)
    return sql(
        "SELECT {x} AS x, {y} AS y, {told} AS category FROM {rows} WHERE r.{field} && {box}{missing}",
        x=across(tile, field), y=down(tile, field), told=told, rows=rows(layer, field, *instead_of),
        field=Fragment(quoted(field)), box=searched(tile, 0.0), missing=Fragment(missing),
    )  # fmt: skip
