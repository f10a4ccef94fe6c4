"""GeoJSON as the API writes it, with Chinese names of properties; a feature at a time."""

from pathlib import Path
from typing import Any

import orjson
import shapely

from importers.exports.content import Content


def write_collection(content: Content, target: Path) -> None:
    """One feature a line. RFC 7946 wants WGS 84: CGCS2000 is that within decimetres, and the notes say which it is."""
    heading: dict[str, Any] = {
        "type": "FeatureCollection",
        "name": content.name,
        "title": content.title,
        "notes": dict(content.facts),
    }
    titles = content.titles
    with target.open("wb") as file:
        file.write(orjson.dumps(heading)[:-1] + b',"features":[')
        before = b"\n"
        for chunk in content.chunks():
            shapes = shapely.to_geojson(chunk.shapes)
            for shape, *cells in zip(shapes, *chunk.columns, strict=True):
                feature = {
                    "type": "Feature",
                    "geometry": None if shape is None else orjson.Fragment(shape),
                    "properties": dict(zip(titles, cells, strict=True)),
                }
                file.write(before + orjson.dumps(feature, default=float))
                before = b",\n"
        file.write(b"\n]}\n")
