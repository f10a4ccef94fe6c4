"""Programs that GIS clerks use read /ogc/ of the served sample site without a line of ours: GDAL and OWSLib, and QGIS in
the long form."""

import json
import subprocess
from urllib.request import urlopen

import pyogrio
import pytest
import shapely
from owslib.ogcapi.features import Features
from pyproj import Transformer

from layers.catalog import LAYERS

EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
# Debian's own Python, which has Debian's QGIS.
QGIS_PYTHON = "/usr/bin/python3"


def total(site, name, **asked):
    query = "&".join(f"{key}={value}" for key, value in {"count": "1", "limit": "1", **asked}.items())
    with urlopen(f"{site}/ogc/collections/{name}/items?{query}") as response:
        return json.load(response)["numberMatched"]


def middle(frame):
    """A box around the middle half of the points, from south-west to north-east."""
    west, south, east, north = frame
    return (
        west + (east - west) / 4,
        south + (north - south) / 4,
        east - (east - west) / 4,
        north - (north - south) / 4,
    )


def test_gdal_lists_every_collection_and_reads_all_pages(sample_site):
    address = f"OAPIF:{sample_site}/ogc/"
    assert set(pyogrio.list_layers(address)[:, 0]) == set(LAYERS)
    meta, _, geometry, fields = pyogrio.raw.read(address, layer="places", PAGE_SIZE=50)
    assert len(geometry) == total(sample_site, "places") > 100
    assert set(meta["fields"]) >= {"name", "category", "address", "verified_on"}
    named = dict(zip(meta["fields"], fields, strict=True))
    assert len(set(named["id"])) == len(geometry)


def test_gdal_asks_for_a_box_and_gets_what_we_count_in_it(sample_site):
    address = f"OAPIF:{sample_site}/ogc/"
    info = pyogrio.read_bounds(address, layer="places")
    box = middle((info[1][0].min(), info[1][1].min(), info[1][2].max(), info[1][3].max()))
    found = pyogrio.raw.read(address, layer="places", bbox=box)[2]
    assert len(found) == total(sample_site, "places", bbox=",".join(f"{side:.9f}" for side in box)) > 0


@pytest.mark.parametrize("srid", [4490, 3857, 4527])
def test_gdal_gets_the_same_place_in_every_crs(sample_site, srid):
    """x first: GDAL turns the axes of the URI itself, and would show a mistaken order as another place."""
    address = f"OAPIF:{sample_site}/ogc/"
    default, other = (
        shapely.get_coordinates(
            shapely.from_wkb(pyogrio.raw.read(address, layer="places", max_features=20, **options)[2])
        )
        for options in ({}, {"CRS": f"EPSG:{srid}"})
    )
    to = Transformer.from_crs(4490, srid, always_xy=True)
    xs, ys = to.transform(default[:, 0], default[:, 1])
    tolerance = 1e-6 if srid == 4490 else 0.2
    assert len(other) == 20
    assert other[:, 0] == pytest.approx(xs, abs=tolerance) and other[:, 1] == pytest.approx(ys, abs=tolerance)


def test_gdal_reads_areas_and_what_has_none(sample_site):
    geometry = pyogrio.raw.read(f"OAPIF:{sample_site}/ogc/", layer="cases")[2]
    assert len(geometry) == total(sample_site, "cases")
    assert any(one is None for one in geometry) and any(one is not None for one in geometry)


def test_owslib_finds_its_way_from_the_landing_page(sample_site):
    server = Features(f"{sample_site}/ogc/")
    assert set(server.feature_collections()) == set(LAYERS)
    assert f"{sample_site}/ogc/api" == next(
        link["href"] for link in server.links if link["rel"] == "service-desc"
    )
    assert set(server.api()["paths"]) >= {"/collections/places/items"}
    assert {one.rpartition("/")[2] for one in server.conformance()["conformsTo"]} >= {"core", "crs"}
    assert server.collection("places")["storageCrs"] == f"{EPSG}4490"
    assert "category" in server.collection_queryables("places")["properties"]


def test_owslib_asks_for_features_and_for_one_of_them(sample_site):
    server = Features(f"{sample_site}/ogc/")
    found = server.collection_items("places", limit=5)
    assert found["numberReturned"] == len(found["features"]) == 5
    first = found["features"][0]
    assert server.collection_item("places", first["id"])["properties"] == first["properties"]
    category = first["properties"]["category"]
    narrowed = server.collection_items("places", limit=50, category=category)
    assert {one["properties"]["category"] for one in narrowed["features"]} == {category}


@pytest.mark.long
def test_qgis_adds_the_places_and_reads_them(sample_site):
    """The provider named OAPIF, as the dialog of QGIS makes it, without a screen."""
    known = subprocess.run([QGIS_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False)
    if known.returncode != 0:
        pytest.skip("python3-qgis is not installed")
    uri = f"typename='places' url='{sample_site}/ogc/' pageSize='50'"
    program = f"""
from qgis.core import QgsApplication, QgsRectangle, QgsFeatureRequest, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
layer = QgsVectorLayer({uri!r}, "places", "OAPIF")
assert layer.isValid(), layer.error().message()
rows = list(layer.getFeatures())
points = [row.geometry().asPoint() for row in rows]
xs, ys = [point.x() for point in points], [point.y() for point in points]
print(len(rows), layer.crs().authid(), min(xs), min(ys), max(xs), max(ys))
"""
    environment = {"QT_QPA_PLATFORM": "offscreen", "HOME": "/tmp", "PATH": "/usr/bin:/bin"}
    ran = subprocess.run(
        [QGIS_PYTHON, "-c", program], capture_output=True, text=True, check=True, env=environment, timeout=300
    )
    count, crs, *corners = ran.stdout.splitlines()[-1].split()
    assert int(count) == total(sample_site, "places")
    assert crs in ("OGC:CRS84", "EPSG:4326")
    west, south, east, north = map(float, corners)
    assert 73 < west < east < 136 and 3 < south < north < 54
