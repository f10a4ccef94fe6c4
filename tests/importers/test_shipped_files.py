"""The files that libraries ship to test themselves with, read whole: pyogrio's where it is installed, others' in the corpus."""

from pathlib import Path

import pyogrio
import pytest

from geo.errors import BadInput
from importers.handed import HandedFile
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

REFUSED = ("sample.osm.pbf", "list_field_values_file.parquet", "list_nested_struct_file.parquet")
CORPUS = Path(__file__).parent / "corpus/libraries"

shipped = pytest.mark.skipif(not FOLDER.exists(), reason="the library came without its test files")


@shipped
def test_every_file_that_is_shipped_is_looked_at_here():
    known = {*PACKAGES, *REFUSED, "naturalearth_lowres", "README.md"}
    assert {path.name for path in FOLDER.iterdir()} == known


@shipped
@pytest.mark.parametrize("name", PACKAGES)
def test_a_geopackage_of_the_library_is_read_whole(name):
    _, rows, faults = read((FOLDER / name).read_bytes(), name)
    assert (len(rows), len(faults)) == PACKAGES[name]


@shipped
def test_the_countries_of_the_world_are_read_whole():
    folder = FOLDER / "naturalearth_lowres"
    handed = [HandedFile(path.name, path) for path in folder.iterdir()]
    table, rows, faults = read(handed)
    assert (len(rows), faults, table.crs.srid, table.encoding.lies) == (177, [], 4326, False)
    assert "China" in {cells["name"] for _, cells, _ in rows}


@shipped
@pytest.mark.parametrize("name", REFUSED)
def test_a_format_that_is_not_taken_is_refused(name):
    with pytest.raises(BadInput, match="这里不收"):
        read((FOLDER / name).read_bytes(), name)


@pytest.mark.parametrize(
    ("name", "layers", "count", "srid"),
    [
        ("REL.zip", 1, 1, None),
        ("blockgroups.zip", 1, 663, None),
        ("blockgroups_multishapefile.zip", 2, 663, None),
        ("null_geom.geojson", 1, 2, 4326),
    ],
)
def test_files_of_pyshp_and_geopandas_are_read_whole(name, layers, count, srid):
    table, rows, faults = read((CORPUS / name).read_bytes(), name)
    assert (len(table.layers), len(rows), faults, table.crs.srid) == (layers, count, [], srid)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("corrupt_too_long", "长度与文件头所写不符"),
        ("latin1", "缺少 .shx"),
        ("empty_zipfile", "dummyfile.txt：是空文件"),
    ],
)
def test_broken_files_of_pyshp_are_refused_with_the_reason(name, told):
    parts = [HandedFile(path.name, path) for path in sorted(CORPUS.glob(f"{name}.*"))]
    with pytest.raises(BadInput, match=told):
        read(parts)
