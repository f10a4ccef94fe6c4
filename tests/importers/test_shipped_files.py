"""The files that a library ships to test itself with, read whole; only what is installed here."""

from pathlib import Path

import pyogrio
import pytest

from geo.errors import BadInput
from tests.importers.geofiles import read

FOLDER = Path(pyogrio.__file__).parent / "tests/fixtures"
# rows, and rows whose shape is a curve, which PostGIS's functions for areas do not take.
PACKAGES = {
    "curve.gpkg": (1, 1),
    "curvepolygon.gpkg": (1, 1),
    "multisurface.gpkg": (1, 1),
    "line_zm.gpkg": (1, 0),
    "test_gpkg_nulls.gpkg": (4, 0),
}

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the library came without its test files")


@pytest.mark.parametrize("name", PACKAGES)
def test_a_geopackage_of_the_library_is_read_whole(name):
    _, rows, faults = read((FOLDER / name).read_bytes(), name)
    assert (len(rows), len(faults)) == PACKAGES[name]


def test_the_countries_of_the_world_are_read_whole():
    folder = FOLDER / "naturalearth_lowres"
    from importers.handed import HandedFile

    handed = [HandedFile(path.name, path) for path in folder.iterdir()]
    table, rows, faults = read(handed)
    assert (len(rows), faults, table.crs.srid, table.encoding.lies) == (177, [], 4326, False)
    assert "China" in {cells["name"] for _, cells, _ in rows}


@pytest.mark.parametrize("name", ["sample.osm.pbf", "list_nested_struct_file.parquet"])
def test_a_format_that_is_not_taken_is_refused(name):
    with pytest.raises(BadInput, match="这里不收"):
        read((FOLDER / name).read_bytes(), name)
