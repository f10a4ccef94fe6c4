"""OSM extracts and shapefiles of a few hand-made roads, and broken ones."""

import io
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path

import numpy as np
import osmium
import pyogrio
import shapely

from tests.layers.roads.making import at


def extract(nodes, ways, relations=()):
    """A PBF. nodes {number: (x, y)}, ways {number: (nodes, tags)}, relations [(tags, [(type, ref, role)])]."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.osm.pbf"
        with osmium.SimpleWriter(str(path)) as writer:
            for number, place in nodes.items():
                writer.add_node(osmium.osm.mutable.Node(id=number, location=at(*place)))
            for number, (members, tags) in ways.items():
                writer.add_way(osmium.osm.mutable.Way(id=number, nodes=members, tags=tags))
            for number, (tags, members) in enumerate(relations, start=1):
                writer.add_relation(osmium.osm.mutable.Relation(id=number, members=members, tags=tags))
        return path.read_bytes()


def bomb(megabytes=1024):
    """A PBF whose one block says that it is small and unpacks to a gigabyte of nothing."""
    packed = zlib.compress(b"\0" * (megabytes << 20), 1)

    def varint(value):
        out = b""
        while value > 127:
            out += bytes([value & 127 | 128])
            value >>= 7
        return out + bytes([value])

    def block(kind, blob):
        header = b"\x0a" + varint(len(kind)) + kind + b"\x18" + varint(len(blob))
        return struct.pack(">I", len(header)) + header + blob

    needs = b"\x22\x0eOsmSchema-V0.6"
    head = b"\x0a" + varint(len(needs)) + needs
    body = b"\x10" + varint(16 << 20) + b"\x1a" + varint(len(packed)) + packed
    return block(b"OSMHeader", head) + block(b"OSMData", body)


def line_shapefile(rows, srid=4490, fields=("路名", "等级", "单行", "限速"), stem="道路"):
    """A zipped line shapefile; ``rows`` are (points, *texts of the fields)."""
    shapes = shapely.to_wkb([shapely.LineString(row[0]) for row in rows])
    texts = [np.array([row[place + 1] for row in rows], dtype=object) for place in range(len(fields))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layer.shp"
        pyogrio.raw.write(
            path, shapes, texts, list(fields), geometry_type="LineString", crs=f"EPSG:{srid}", encoding="UTF-8",
            driver="ESRI Shapefile",
        )  # fmt: skip
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.writestr(f"{stem}{part.suffix}", part.read_bytes())
        return target.getvalue()
