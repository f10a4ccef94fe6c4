"""A file of roads, by its content: an OSM extract, or lines in any format of the one safe door."""

from collections.abc import Callable

from geo.bbox import BBox
from geo.errors import BadInput
from importers.handed import HandedFile
from importers.roads import lines, osm
from layers.roads.models import RoadDataset
from layers.roads.storing import Roads

# A PBF begins with the length of its first header, big-endian, and the type of that block.
OSM_HEAD = b"OSMHeader"
MOST_BYTES = 2 << 30


def read(
    file: HandedFile,
    crs: str = "",
    *,
    box: BBox | None = None,
    heard: Callable[[int], object] = lambda count: None,
) -> tuple[Roads, list[str], RoadDataset.Source, str]:
    """Roads, remarks in Chinese, their source and the licence that comes with it. ``crs`` is an EPSG number, where the
    file says none. ``box`` keeps the roads that reach into it, whole. ``heard`` is told how many more were read, and may
    stop it by raising. Raises BadInput that names the file."""
    if file.size > MOST_BYTES:
        raise BadInput("file", f"{file.shown}：超过 2 GB，请先裁剪到本市范围")
    if OSM_HEAD in file.head(64):
        roads, notes = osm.read(file, box=box, heard=heard)
        return roads, notes, RoadDataset.Source.OSM, osm.LICENCE
    roads, notes = lines.read(file, crs, box=box, heard=heard)
    return roads, notes, RoadDataset.Source.SURVEY, ""
