"""Tiles as GDAL reads them: a foreign reader, so that an error of ours is not read back as right."""

import tempfile
from pathlib import Path

import pyogrio
import shapely

EXTENT = 4096


def decoded(content):
    """name of the layer → list of (properties, geometry in units of the tile, y to the south)."""
    with tempfile.TemporaryDirectory() as folder:
        # Beneath a folder of another name GDAL takes no position from the path.
        path = Path(folder) / "tile.mvt"
        path.write_bytes(content)
        layers = {}
        for name, _ in pyogrio.list_layers(path):
            meta, _, shapes, columns = pyogrio.raw.read(path, layer=name, CLIP="NO")
            geometries = shapely.transform(
                shapely.from_wkb(shapes), lambda points: points * [1, -1] + [0, EXTENT]
            )
            rows = zip(*columns, strict=True) if columns else [()] * len(geometries)
            layers[name] = [
                (
                    {
                        key: value
                        for key, value in zip(meta["fields"], row, strict=True)
                        # A column of numbers says NaN where a feature has no such property.
                        if value is not None and value == value and key != "mvt_id"
                    },
                    geometry,
                )
                for row, geometry in zip(rows, geometries, strict=True)
            ]
        return layers
