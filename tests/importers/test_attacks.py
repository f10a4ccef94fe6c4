"""The three attacks that were measured on other portals, and what follows from them. A listener must see nothing."""

import contextlib
import sqlite3
import time

import pytest

from geo.errors import BadInput
from importers.open import all_drivers
from importers.reading import MODULES, PARSERS, REASONS, vector
from layers.documents import sandbox
from layers.documents.sandbox import Limits, active_layers
from tests.importers.geofiles import feature, geojson, geopackage, kml, packed, read

ACTIVE = {layer.name for layer in active_layers() if layer.active}
CANARY = "CANARY-5d1f"


@pytest.fixture
def secret(tmp_path):
    """Another file of the server, which everybody may read."""
    path = tmp_path / "secret.csv"
    path.write_text(f"name,lng,lat\n{CANARY},1,2\n", encoding="utf-8")
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    return path


def virtual(source):
    layer = f'<OGRVRTLayer name="secret"><SrcDataSource>{source}</SrcDataSource></OGRVRTLayer>'
    return f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>".encode()


def gml(port):
    place = f"http://127.0.0.1:{port}/wfs?SERVICE=WFS&amp;VERSION=1.0.0&amp;REQUEST=DescribeFeatureType&amp;TYPENAME=x"
    names = 'xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml" xmlns:wfs="http://www.opengis.net/wfs"'
    point = "<gml:Point><gml:coordinates>1,2</gml:coordinates></gml:Point>"
    return (
        f'<?xml version="1.0"?><wfs:FeatureCollection xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="http://ogr.maptools.org/ {place}" {names}><gml:featureMember><ogr:x>'
        f"<ogr:geometryProperty>{point}</ogr:geometryProperty></ogr:x></gml:featureMember></wfs:FeatureCollection>"
    ).encode()


ENDLESS = (
    "CREATE VIEW endless AS WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r)"
    " SELECT x AS fid, (SELECT geom FROM layer LIMIT 1) AS geom, x AS n FROM r;"
    "INSERT INTO gpkg_contents SELECT 'endless', data_type, 'endless', description, last_change, min_x, min_y,"
    " max_x, max_y, srs_id FROM gpkg_contents WHERE table_name = 'layer';"
    "INSERT INTO gpkg_geometry_columns SELECT 'endless', column_name, geometry_type_name, srs_id, z, m"
    " FROM gpkg_geometry_columns WHERE table_name = 'layer';"
)


@pytest.mark.parametrize("name", ["x.geojson", "x.kml", "x.csv", "x.shp", "x.gpkg", "x.dxf"])
def test_a_virtual_data_set_is_refused_under_any_name(name, secret, listener):
    port, came = listener
    for source in (secret, f"/vsicurl/http://127.0.0.1:{port}/x.csv"):
        with pytest.raises(BadInput, match="虚拟数据集") as refused:
            read(virtual(source), name)
        assert CANARY not in refused.value.message
    assert came == []


@pytest.mark.parametrize("name", ["x.gml", "x.geojson", "x.kml"])
def test_gml_is_refused_by_name_and_fetches_no_schema(name, listener):
    port, came = listener
    with pytest.raises(BadInput, match="GML 不在接收的格式之内"):
        read(gml(port), name)
    assert came == []


def test_a_geopackage_with_an_endless_view_is_refused_at_once():
    with pytest.raises(BadInput, match="视图"):
        read(geopackage(ENDLESS), "a.gpkg")


# Each wall alone, with the recognition of the format left out: what would GDAL do with the file?


def opened_by(driver, content, layers, *, skip=True, limits=None):
    """The file given to GDAL in the sandbox with these layers only; with ``skip`` off, with all its drivers."""
    arguments = vector(
        driver, "layer.bin", skip=[name for name in all_drivers() if name != driver] if skip else []
    )
    if not skip:
        arguments["driver"] = "any"
    script = PARSERS / "vector.py" if skip else OPEN_ANYTHING
    return sandbox.run(
        script,
        {"layer.bin": content},
        name="x.geojson",
        arguments=arguments,
        modules=MODULES,
        reasons=REASONS,
        layers=layers,
        limits=limits or Limits(wall_s=20),
    )


@pytest.fixture(autouse=True)
def careless(tmp_path):
    """A reader as others have it: GDAL with all its drivers, asked for whatever the file is."""
    global OPEN_ANYTHING
    OPEN_ANYTHING = tmp_path / "careless.py"
    OPEN_ANYTHING.write_text(
        "def main(source, arguments, emit):\n"
        "    import pyogrio\n"
        "    try:\n"
        "        meta, _, _, data = pyogrio.raw.read(source + '/layer.bin')\n"
        "    except pyogrio.errors.DataSourceError:\n"
        "        raise SystemExit('broken')\n"
        "    emit('found', repr([list(column) for column in data]).encode())\n",
        encoding="utf-8",
    )


@pytest.mark.filterwarnings("ignore")
def test_a_careless_reader_is_really_led_astray(secret, listener):
    """Otherwise the tests below would show nothing."""
    port, came = listener
    assert CANARY.encode() in opened_by("GeoJSON", virtual(secret), (), skip=False)["found"]
    for content in (virtual(f"/vsicurl/http://127.0.0.1:{port}/x.csv"), gml(port)):
        before = len(came)
        with contextlib.suppress(BadInput):
            opened_by("GeoJSON", content, (), skip=False)
        time.sleep(0.2)
        assert len(came) > before


@pytest.mark.parametrize("driver", ["GeoJSON", "LIBKML", "ESRI Shapefile", "GPKG", "DXF"])
def test_the_one_driver_alone_closes_files_and_network_without_any_wall(driver, secret, listener):
    port, came = listener
    for content in (virtual(secret), virtual(f"/vsicurl/http://127.0.0.1:{port}/x.csv"), gml(port)):
        with pytest.raises(BadInput):
            opened_by(driver, content, ())
    assert came == []


@pytest.mark.parametrize("layer", sorted(ACTIVE & {"namespaces", "seccomp", "landlock"}))
def test_one_wall_alone_keeps_a_careless_reader_off_the_network(layer, listener):
    port, came = listener
    for content in (virtual(f"/vsicurl/http://127.0.0.1:{port}/x.csv"), gml(port)):
        with contextlib.suppress(BadInput):
            opened_by("GeoJSON", content, (layer,), skip=False)
    time.sleep(0.2)
    assert came == []


@pytest.mark.skipif("landlock" not in ACTIVE, reason="this machine has no landlock")
def test_landlock_alone_keeps_a_careless_reader_off_other_files(secret):
    try:
        found = opened_by("GeoJSON", virtual(secret), ("landlock",), skip=False)
    except BadInput:
        return
    assert CANARY.encode() not in found["found"]


@pytest.mark.skipif("user" not in ACTIVE, reason="the service is not root here")
def test_another_account_alone_keeps_a_careless_reader_off_private_files(secret):
    secret.chmod(0o600)
    try:
        found = opened_by("GeoJSON", virtual(secret), ("user",), skip=False)
    except BadInput:
        return
    assert CANARY.encode() not in found["found"]


def endless_file():
    return geopackage(ENDLESS, "DELETE FROM gpkg_contents WHERE table_name = 'layer';")


@pytest.mark.parametrize("layers", [("limits",), ()])
def test_limits_or_the_clock_alone_end_an_endless_view(layers):
    with pytest.raises(BadInput, match="超时"):
        opened_by("GPKG", endless_file(), layers, skip=False, limits=Limits(cpu_s=2, wall_s=5))


def test_the_look_by_sqlite_alone_refuses_an_endless_view():
    with pytest.raises(BadInput, match="视图"):
        opened_by("GPKG", geopackage(ENDLESS), ())


def test_a_driver_too_many_is_noticed():
    arguments = vector("GeoJSON", "layer.bin", skip=["OGR_VRT"])
    with pytest.raises(BadInput, match="读取程序不可用"):
        sandbox.run(
            PARSERS / "vector.py",
            {"layer.bin": geojson(feature())},
            name="x",
            arguments=arguments,
            modules=MODULES,
            reasons=REASONS,
        )


# GeoPackages that somebody worked on (G2, G3).


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("CREATE VIEW v AS SELECT 1;", "视图"),
        ("CREATE VIEW v AS SELECT load_extension('/tmp/x.so');", "视图"),
        ("CREATE TRIGGER t AFTER INSERT ON layer BEGIN DELETE FROM layer; END;", "触发器"),
        ("CREATE VIRTUAL TABLE f USING fts5(a);", "虚拟表"),
        ("CREATE VIRTUAL TABLE d USING dbstat(main);", "虚拟表"),
        ("PRAGMA application_id = 0;", "不是 GeoPackage"),
        ("DROP TABLE gpkg_geometry_columns;", "不是完整的"),
        ("UPDATE gpkg_contents SET data_type = 'attributes';", "没有图层"),
        (
            "UPDATE gpkg_geometry_columns SET table_name = 'nowhere'; UPDATE gpkg_contents SET table_name = 'nowhere';",
            "视图",
        ),
        ("PRAGMA journal_mode = WAL;", "别的程序"),
    ],
)
def test_a_geopackage_that_is_more_or_less_than_its_standard_is_refused(statement, told):
    if "fts5" in statement or "dbstat" in statement:
        try:
            sqlite3.connect(":memory:").execute(statement)
        except sqlite3.OperationalError:
            pytest.skip("this SQLite has no such module")
    with pytest.raises(BadInput) as refused:
        read(geopackage(statement), "a.gpkg")
    assert told in refused.value.message


def test_a_geopackage_that_is_cut_off_is_refused():
    with pytest.raises(BadInput):
        read(geopackage()[:40_000], "a.gpkg")


def test_a_database_under_another_name_is_what_it_is():
    """G3: the format is found by content, so a renamed GeoPackage is read as one and no other program sees it."""
    assert read(geopackage(), "a.zip")[0].format == "GeoPackage"
    plain = geopackage("PRAGMA application_id = 1;")
    with pytest.raises(BadInput, match="不是 GeoPackage"):
        read(plain, "a.xlsx")


# XML (K1-K3).

BILLION = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "start",
    [
        '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE kml [<!ENTITY x SYSTEM "http://127.0.0.1:{port}/">]>',
        '<!DOCTYPE kml [<!ENTITY % x SYSTEM "http://127.0.0.1:{port}/"> %x;]>',
        f'<!DOCTYPE kml [<!ENTITY l0 "ha">{BILLION}]>',
        "<!DOCTYPE kml>",
    ],
)
@pytest.mark.parametrize("far", [False, True])
def test_a_kml_with_a_doctype_is_refused_wherever_it_stands(start, far, listener):
    port, came = listener
    filling = "<!-- " + "x" * 70_000 + " -->" if far else ""
    # What begins as a KML is looked through to its end.
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        + ("<kml>" + filling if far else "")
        + start.replace("{port}", str(port))
    )
    with pytest.raises(BadInput, match="DOCTYPE"):
        read((text + "<kml><Document><name>&x;</name></Document></kml>").encode(), "a.kml")
    assert came == []


def test_a_million_nested_folders_are_refused():
    with pytest.raises(BadInput, match="文件夹"):
        read(kml("<Folder>" * 1_000_000), "a.kml")


def test_html_in_a_kml_is_data_and_stays_as_it_is():
    text = "<![CDATA[<script>alert(1)</script>]]>"
    _, rows, _ = read(kml(f"<Placemark><description>{text}</description></Placemark>"), "a.kml")
    assert rows[0][1]["description"] == "<script>alert(1)</script>"


def test_a_zip_with_a_virtual_data_set_is_refused_too(secret):
    with pytest.raises(BadInput, match="虚拟数据集"):
        read(packed({"a.geojson": virtual(secret)}), "a.zip")
