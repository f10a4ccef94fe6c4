"""The files of the benchmark of imports: the same points in each format, in three villages of the cast."""

import subprocess
import sys
from pathlib import Path

from importers.handed import HandedFile

DRIVERS = {"GeoPackage": "GPKG", "CSV": "CSV", "Shapefile": "ESRI Shapefile", "GeoJSON": "GeoJSON"}
NAMES = {
    "GeoPackage": "points.gpkg",
    "CSV": "points.csv",
    "Shapefile": "points.shp",
    "GeoJSON": "points.geojson",
}
# In a process of its own, so that what writing takes is not in the figures of memory.
MAKE = """
import sys, numpy as np, pyogrio, shapely
driver, path, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
n = np.arange(count)
lng, lat = 118.1005 + (n % 3) * 0.02 + (n // 3 % 600) * 0.00003, 37.1005 + (n // 1800) * 0.019 / max(count // 1800, 1)
columns = {
    "名称": [f"卫生室{i}" for i in range(count)], "类目": ["示例医院"] * count,
    # Ten bytes are all that a DBF has for a name.
    "区划" if driver == "ESRI Shapefile" else "所在区划": [f"{'甲乙丙'[i % 3]}村" for i in range(count)],
    "地址": [f"示例镇示例路{i}号" for i in range(count)], "电话": [f"0530-{1000000 + i}" for i in range(count)],
}
if driver == "CSV":
    with open(path, "w", encoding="utf-8") as file:
        file.write(",".join([*columns, "经度", "纬度"]) + "\\n")
        for row in zip(*columns.values(), lng.tolist(), lat.tolist()):
            file.write(",".join(map(str, row)) + "\\n")
else:
    more = {"SPATIAL_INDEX": "NO"} if driver == "GPKG" else {}
    texts = [np.array(column, dtype=object) for column in columns.values()]
    crs = "EPSG:4326" if driver == "GeoJSON" else "EPSG:4490"
    pyogrio.raw.write(path, shapely.to_wkb(shapely.points(lng, lat)), texts, list(columns), geometry_type="Point",
                      crs=crs, driver=driver, encoding="UTF-8", **more)
"""


def made(folder: Path, title: str, count: int) -> Path:
    path = folder / NAMES[title]
    subprocess.run([sys.executable, "-c", MAKE, DRIVERS[title], path, str(count)], check=True)
    return path


def handed(path: Path) -> HandedFile:
    """A shapefile as staff hand it in: its parts in a zip, made outside of the measured time."""
    if path.suffix != ".shp":
        return HandedFile(path.name, path)
    packed = path.with_suffix(".zip")
    if not packed.exists():
        parts = [f"{path.stem}.{part}" for part in ("shp", "shx", "dbf", "prj", "cpg")]
        subprocess.run([sys.executable, "-m", "zipfile", "-c", packed, *parts], cwd=path.parent, check=True)
    return HandedFile(packed.name, packed)
