"""Parcels of land cases from GIS files: found by the attributes, kept to the last digit, compared and split by village."""

import datetime as dt
import io
import json
import zipfile
from decimal import Decimal

import numpy as np
import pyogrio
import pytest
import shapely

from geo.crs import geometry_to_4490
from importers.formats.coordinate_txt.reading import read_file
from importers.handed import HandedFile
from layers.land.models import Parcel
from tests.harness.cast import make_cast
from tests.importers.coordinate_txt.surveys import HOLE, OUTER, moved
from tests.importers.lists import changed, checked, told
from tests.importers.places import square, villages
from tests.layers.changes.making import released_case
from tests.layers.land import factories

pytestmark = pytest.mark.django_db
NAME = "博兴县2024年第3批次城镇建设用地"
SAID = {"项目名称": NAME, "DKBH": "DK-01", "DKYT": "工业用地", "面积（公顷）": 2.94}
EAST = [(y, x) for x, y in OUTER]
INNER = [(y, x) for x, y in HOLE]


@pytest.fixture
def cast():
    """甲村 and 乙村 meet at 118.12°, and the parcel lies across."""
    cast = make_cast()
    cast.villages = villages(cast.town, 2)
    for number, village in enumerate(cast.villages):
        village.area = square(118.10 + number * 0.02, 37.14)
        village.save(update_fields=["area"])
    cast.case = factories.case(
        cast.county, cast.villages, name=NAME, organisation=cast.bureau,
        stages={"PRE_NOTICE": dt.date(2024, 1, 8)},
    )  # fmt: skip
    return cast


def layer(*features, srid=4527, name="地块.geojson"):
    """Each (properties, rings of (easting, northing)); the CRS in the old member, which GIS programs still write."""
    made = [
        {"type": "Feature", "properties": said, "geometry": {"type": "Polygon", "coordinates": [closed(ring) for ring in rings]}}
        for said, rings in features
    ]  # fmt: skip
    crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{srid}"}}
    content = {"type": "FeatureCollection", "crs": crs, "features": made}
    return HandedFile(name, json.dumps(content, ensure_ascii=False).encode())


def closed(ring):
    return [list(point) for point in [*ring, ring[0]]]


def of(cast, *features, user=None, srid=4527, **given):
    return checked("parcels", user or cast.county_editor, layer(*features, srid=srid), **given)


def test_a_feature_becomes_a_parcel_with_exact_corners_shares_and_a_text_that_reads_back(cast):
    found = of(cast, (SAID, [EAST, INNER]))
    assert {code for _, code in told(found)} == {"several_villages"}, found.problems
    assert (found.counts["new"], found.status) == (1, "warning")
    released_case(found.change_set, cast)
    parcel = Parcel.objects.get()
    assert (parcel.parcel_no, parcel.land_use, parcel.area_ha, parcel.case) == (
        "DK-01",
        "工业用地",
        Decimal("2.9400"),
        cast.case,
    )
    expected = geometry_to_4490(shapely.Polygon(EAST, [INNER]), 4527)
    kept = shapely.from_wkb(bytes(parcel.survey.area.wkb))
    assert kept.normalize().equals_exact(shapely.MultiPolygon([expected]).normalize(), 1e-12)
    again = read_file(parcel.survey.source_coordinates.encode(), box=None)
    assert (again.srid, again.plots[0].number, round(again.plots[0].area_m2, 3)) == (4527, "DK-01", 29_400.0)
    assert sum(one.area_ha for one in parcel.parcel_villages.all()) == Decimal("2.9400")
    same = of(cast, (SAID, [EAST, INNER]))
    assert (same.counts["unchanged"], same.change_set) == (1, None)


def test_several_parcels_are_one_change_of_their_case_and_only_new_ones_are_appended(cast):
    second = {**SAID, "DKBH": "DK-02", "面积（公顷）": 3.0}
    beside = [(x + 400, y) for x, y in EAST]
    released_case(of(cast, (SAID, [EAST, INNER])).change_set, cast)
    found = of(cast, (SAID, [EAST]), (second, [beside]), mode="append")
    assert (found.counts["skipped"], found.counts["new"]) == (1, 1)
    assert changed(found) == {cast.case.public_id: {"parcels"}}
    assert len(found.change_set.rows.get().after["parcels"]) == 2


def test_xian80_is_taken_as_a_sketch_and_said_so(cast):
    found = of(cast, (SAID, [EAST, INNER]), srid=2363)
    assert "datum_approximate" in {code for _, code in told(found)}, found.problems
    survey = found.change_set.rows.get().after["parcels"][0]["survey"]
    assert (survey["quality"], survey["source_srid"]) == ("approximate", 2363)


def test_degrees_are_written_in_the_zone_of_their_place(cast):
    ring = list(geometry_to_4490(shapely.Polygon(EAST), 4527).exterior.coords)[:-1]
    found = of(cast, ({**SAID, "面积（公顷）": 3}, [ring]), srid=4490)
    survey = found.change_set.rows.get().after["parcels"][0]["survey"]
    assert (survey["source_srid"], survey["quality"]) == (4527, "exact")


@pytest.mark.parametrize(
    ("rings", "srid"), [([[(x - 39_000_000, y) for x, y in EAST]], 4527), ([EAST], 4528), ([EAST], 4548)]
)
def test_a_zone_that_the_numbers_contradict_is_refused(cast, rings, srid):
    found = of(cast, (SAID, rings), srid=srid)
    assert found.status == "refused" and told(found)[0][1] in ("crs_doubtful", "outside_city")


def test_every_fault_is_told_at_once_and_nothing_is_kept(cast):
    bow = [EAST[0], EAST[2], EAST[1], EAST[3]]
    factories.case(cast.county, cast.villages, name="同名", organisation=cast.bureau, stages={})
    factories.case(cast.county, cast.villages, name="同名", organisation=cast.bureau, stages={})
    far = {**SAID, "DKBH": "DK-09"}
    found = of(
        cast,
        (SAID, [EAST]),
        ({**SAID, "DKBH": "DK-02"}, [bow]),
        ({**SAID, "DKBH": None}, [EAST]),
        ({**SAID, "项目名称": "没有这个批次", "DKBH": "DK-03"}, [EAST]),
        ({**SAID, "项目名称": "同名", "DKBH": "DK-04"}, [EAST]),
        ({**SAID, "项目名称": None, "DKBH": "DK-05"}, [EAST]),
        (SAID, [EAST]),
        ({**SAID, "DKBH": "DK-06", "面积（公顷）": "三公顷"}, [EAST]),
        (far, [[(x + 300_000, y) for x, y in EAST]]),
    )
    assert [(row, code) for row, code in told(found) if code not in ("several_villages", "area_mismatch")] == [
        (2, "self_intersection"), (3, "missing_value"), (4, "unknown_case"), (5, "unknown_case"), (6, "unknown_case"),
        (7, "duplicate_row"), (8, "bad_value"), (9, "outside_city"),
    ]  # fmt: skip
    assert found.change_set is None
    assert (1, "area_mismatch") in told(found)


def test_a_case_of_the_neighbour_is_refused_and_overlaps_name_theirs(cast):
    found = of(cast, (SAID, [EAST]), user=cast.neighbour_editor)
    assert told(found) == [(1, "outside_region")]
    released_case(of(cast, (SAID, [EAST, INNER])).change_set, cast)
    other = factories.case(
        cast.county, cast.villages, name="另一个批次", organisation=cast.bureau,
        stages={"PRE_NOTICE": dt.date(2024, 1, 8)},
    )  # fmt: skip
    said = {"编号": other.public_id, "DKBH": "DK-01", "面积（公顷）": 3}
    over = [(y, x) for x, y in moved(OUTER, north=50.0)]
    found = of(cast, (said, [over]))
    [overlap] = [one for one in found.problems if one.code == "overlap"]
    assert (overlap.row, overlap.severity, NAME in overlap.reason) == (1, "warning", True)


@pytest.mark.parametrize(
    ("driver", "suffix", "encoding"), [("ESRI Shapefile", ".shp", "GBK"), ("GPKG", ".gpkg", None)]
)
def test_a_gbk_shapefile_and_a_geopackage_give_the_same_parcel(cast, tmp_path, driver, suffix, encoding):
    path = tmp_path / f"layer{suffix}"
    values = {"XMMC": NAME, "DKBH": "DK-01", "DKYT": "工业用地", "DKMJ": "2.9400", "面积单位": "公顷"}
    pyogrio.raw.write(
        path, shapely.to_wkb([shapely.Polygon(EAST, [INNER])]),
        [np.array([value], dtype=object) for value in values.values()], list(values), geometry_type="Polygon",
        crs="EPSG:4527", driver=driver, **({"encoding": encoding} if encoding else {}),
    )  # fmt: skip
    content = path.read_bytes()
    if suffix == ".shp":
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for part in (".shp", ".shx", ".dbf", ".prj"):
                archive.writestr(f"地块{part}", path.with_suffix(part).read_bytes())
        content = target.getvalue()
    file = HandedFile("地块.zip" if suffix == ".shp" else "地块.gpkg", content)
    found = checked("parcels", cast.county_editor, file)
    assert {code for _, code in told(found)} == {"several_villages"}, found.problems
    parcel = found.change_set.rows.get().after["parcels"][0]
    assert (parcel["parcel_no"], parcel["land_use"], parcel["area_ha"]) == ("DK-01", "工业用地", "2.9400")
    assert parcel["survey"]["source_srid"] == 4527
