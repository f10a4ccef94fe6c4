"""A point shapefile as Chinese GIS offices hand it in: a zip, text in GBK, and nothing that says so."""

import io
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import shapely

FIELDS = ("名称", "类目", "所在村", "联系电话")


def gbk_shapefile(rows, srid=4490, stem="卫生室"):
    """The zip; ``rows`` are (x, y, *texts of FIELDS). Without .cpg, and the .dbf does not say its encoding either."""
    points = shapely.to_wkb(shapely.points([(x, y) for x, y, *_ in rows]))
    texts = [np.array([row[at + 2] for row in rows], dtype=object) for at in range(len(FIELDS))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layer.shp"
        pyogrio.raw.write(
            path, points, texts, list(FIELDS), geometry_type="Point", crs=f"EPSG:{srid}", encoding="GBK",
            driver="ESRI Shapefile",
        )  # fmt: skip
        table = bytearray(path.with_suffix(".dbf").read_bytes())
        table[29] = 0
        path.with_suffix(".dbf").write_bytes(table)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for part in (".shp", ".shx", ".dbf", ".prj"):
                archive.writestr(f"{stem}{part}", path.with_suffix(part).read_bytes())
        return target.getvalue()
