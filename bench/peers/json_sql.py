"""The feed as PostgreSQL writes it by itself: json_build_object and ST_AsGeoJSON, aggregated to one body."""

from bench.peers.view import named
from geo.bbox import BBox
from geo.crs import CGCS2000
from layers.catalog import Layer
from layers.features import quoted
from tiles.fragment import Fragment, joined, sql


def json_sql(layer: Layer, bbox: BBox) -> Fragment:
    """A statement whose one value is the FeatureCollection of what the view of ``layer`` has in the box (EPSG:4490)."""
    identity = next(name for name, path in layer.properties.items() if path == layer.id_field)
    pairs = [sql("{name}, {column}", name=name, column=Fragment(quoted(name))) for name in layer.properties]
    west, south, east, north = bbox.as_tuple()
    return sql(
        "SELECT json_build_object('type', 'FeatureCollection', 'features', json_agg(json_build_object("
        "'type', 'Feature', 'id', {identity}, 'geometry', ST_AsGeoJSON(geom, {decimals})::json,"
        " 'properties', json_build_object({pairs})))) FROM {view}"
        " WHERE ST_Intersects(geom, ST_MakeEnvelope({west}, {south}, {east}, {north}, {srid}))",
        identity=Fragment(quoted(identity)), decimals=layer.decimals, pairs=joined(", ", pairs),
        view=Fragment(named(layer)), west=west, south=south, east=east, north=north, srid=CGCS2000,
    )  # fmt: skip
