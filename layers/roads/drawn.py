"""The roads that a map draws beneath everything else: those in use, as far as they may be shown to everybody."""

from typing import NamedTuple

from django.db import connections

from geo.bbox import BBox
from geo.crs import CGCS2000
from layers.roads.models import RoadDataset
from layers.roads.modes import RoadClass

DECIMALS = 5


class Drawn(NamedTuple):
    """All that one road, or the nameless ones of a class, have in a box; ``geometry`` is GeoJSON text, EPSG:4490."""

    road_class: str
    name: str
    geometry: str


def drawn(dataset: RoadDataset, box: BBox, classes: list[RoadClass], tolerance: float) -> list[Drawn]:
    """Cut off at the box and generalised by ``tolerance`` degrees. Pieces that follow one another are one line."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "WITH asked AS (SELECT ST_MakeEnvelope(%s, %s, %s, %s, %s) AS box),"
            " found AS (SELECT road_class, name, ST_LineMerge(ST_CollectionExtract(ST_Collect("
            "ST_ClipByBox2D(line, asked.box::box2d)), 2)) AS line FROM roads_roadedge, asked"
            " WHERE dataset_id = %s AND road_class = ANY(%s) AND line && asked.box GROUP BY road_class, name)"
            " SELECT road_class, name, ST_AsGeoJSON(ST_Simplify(line, %s, true), %s) FROM found"
            " WHERE NOT ST_IsEmpty(line) ORDER BY road_class, name",
            [*box.as_tuple(), CGCS2000, dataset.pk, list(classes), tolerance, DECIMALS],
        )
        return [Drawn(*row) for row in cursor.fetchall()]
