"""界址坐标 for staff: exact, in scope, recorded; and what is read from the file is what was stored."""

import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.utils import timezone

from geo.crs import geometry_to_4490
from importers.formats.coordinate_txt.reading import read_file
from importers.handed import HandedFile
from importers.open import open_table
from layers.audit.models import AuditEntry
from layers.land.models import ParcelSurvey
from tests.harness.signing_in import sign_in
from tests.layers.land.factories import case, parcel, square

pytestmark = pytest.mark.django_db
# As surveyed: metres with centimetres, in the 39th zone.
FLAT = shapely.MultiPolygon([
    shapely.Polygon([(39599400.12, 4113800.34), (39599550.56, 4113800.78), (39599550.9, 4113700.11), (39599400.2, 4113700.3)])
])  # fmt: skip
RARE = "㑇家庄𠮷地块“一”"


@pytest.fixture
def made(cast):
    found = case(cast.county, [cast.village], organisation=cast.bureau)
    plot = parcel(found, square(0, 0, 100), number="DK-01", name=RARE)
    exact = geometry_to_4490(FLAT, 4527)
    area = GEOSGeometry(memoryview(shapely.to_wkb(exact)))
    area.srid = 4490
    ParcelSurvey.objects.filter(parcel=plot).update(area=area, source_srid=4527)
    found.plot, found.exact = plot, exact
    return found


def address(made):
    return f"/staff/cases/{made.public_id}/survey"


def exports():
    return AuditEntry.objects.filter(action="export")


def test_the_coordinate_text_reads_back_to_the_same_land_and_name(client, cast, made):
    answer = sign_in(client, cast.county_editor).post(address(made), {"format": "txt"})
    survey = read_file(answer.content)
    assert answer.status_code == 200 and survey.srid == 4527
    assert [problem.code for problem in survey.problems if problem.code != "area_mismatch"] == []
    (plot,) = survey.plots
    assert (plot.number, plot.name) == ("DK-01", RARE)
    assert shapely.equals_exact(plot.area.normalize(), made.exact.normalize(), tolerance=1e-9)


@pytest.mark.parametrize("extension", ["shp.zip", "gpkg"])
def test_the_gis_files_hold_the_exact_area(client, cast, made, extension, tmp_path):
    answer = sign_in(client, cast.county_editor).post(address(made), {"format": extension})
    assert answer.status_code == 200
    with open_table(HandedFile(f"界址.{extension.split('.')[-1]}", answer.content)) as table:
        (batch,) = table.batches()
        columns = dict(zip([field.name for field in table.fields], batch.columns, strict=True))
    assert (columns["地块名称"], columns["原坐标系"], table.crs.srid) == ([RARE], [4527], 4490)
    read = shapely.MultiPolygon(shapely.get_parts(shapely.from_wkb(batch.wkb[0])))
    assert shapely.equals_exact(read.normalize(), made.exact.normalize(), tolerance=1e-9)


def test_who_took_it_away_is_recorded_with_the_keys(client, cast, made):
    sign_in(client, cast.county_editor).post(address(made), {"format": "gpkg"})
    entry = exports().get()
    assert (entry.noun, entry.actor_id) == ("land_parcelsurvey", cast.county_editor.pk)
    assert entry.keys == [str(made.plot.survey.pk)] and entry.detail["title"] == made.name
    assert not entry.refused


@pytest.mark.parametrize("who", ["neighbour_editor", "system_administrator"])
def test_for_others_there_is_nothing_and_that_they_tried_is_recorded(client, cast, made, who):
    answer = sign_in(client, getattr(cast, who)).post(address(made), {"format": "txt"})
    assert answer.status_code == 404 and not exports().exists()
    assert AuditEntry.objects.filter(action="refusal", refused=True).count() == 1


def test_the_public_is_led_to_the_login(client, made):
    assert client.post(address(made), {"format": "txt"}).status_code == 302
    assert not exports().exists()


def test_without_a_survey_it_is_refused_in_words_and_the_page_says_so(client, cast, made):
    old = case(cast.county, [cast.village], organisation=cast.bureau)
    desk = sign_in(client, cast.county_editor)
    answer = desk.post(address(old), {"format": "txt"})
    assert answer.status_code == 400 and "没有公开且有勘测定界坐标的地块" in answer.content.decode()
    assert "没有公开且有勘测定界坐标的地块" in desk.get(f"/staff/cases/{old.public_id}/").content.decode()
    assert address(made) in desk.get(f"/staff/cases/{made.public_id}/").content.decode()
    assert not exports().exists()


def test_another_format_is_refused_in_words(client, cast, made):
    answer = sign_in(client, cast.county_editor).post(address(made), {"format": "dwg"})
    assert answer.status_code == 400 and "坐标" not in answer.get("Content-Disposition", "")


def test_parcels_of_two_zones_do_not_go_into_one_text_but_into_a_geopackage(client, cast, made):
    other = parcel(made, square(300, 0, 100), number="DK-02")
    ParcelSurvey.objects.filter(parcel=other).update(source_srid=4548)
    desk = sign_in(client, cast.county_editor)
    answer = desk.post(address(made), {"format": "txt"})
    assert answer.status_code == 400 and "EPSG:4527、EPSG:4548" in answer.content.decode()
    assert desk.post(address(made), {"format": "gpkg"}).status_code == 200


def test_a_withdrawn_parcel_is_not_in_it(client, cast, made):
    gone = parcel(made, square(300, 0, 100), number="DK-02")
    type(gone).objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="更正")
    answer = sign_in(client, cast.county_editor).post(address(made), {"format": "txt"})
    assert [plot.number for plot in read_file(answer.content).plots] == ["DK-01"]
