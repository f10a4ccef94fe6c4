"""The public rows of a layer as a view, for programs that read the database themselves."""

from django.db import connections

from bench.pgbench import written_out
from layers.catalog import Layer
from layers.features import quoted
from tiles.fragment import Fragment, sql
from tiles.rows import properties, rows


def named(layer: Layer) -> str:
    return f"bench_{layer.name}"


def view(layer: Layer) -> str:
    """Makes it and tells its name. It has row_id, the properties of tiles under their public names, geom (EPSG:4490);
    login web may read it."""
    (field,) = layer.geometry_fields
    selected = sql(
        "SELECT r.row_id, {properties}, r.{field} AS geom FROM {rows}",
        properties=properties(layer), field=Fragment(quoted(field)), rows=rows(layer, field),
    )  # fmt: skip
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            f"CREATE OR REPLACE VIEW {named(layer)} AS {written_out(selected.text, selected.values)}"
        )
    return named(layer)
