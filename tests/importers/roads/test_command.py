"""manage.py import_roads: tried out, kept, put into use; a refusal leaves what is in use as it was."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from importers.command import Exit
from layers.roads.loading import active
from layers.roads.models import RoadDataset
from tests.importers.roads.making import extract, line_shapefile
from tests.importers.roads.test_lines import ROWS
from tests.importers.roads.test_osm import NODES, STREETS
from tests.layers.roads.making import at

LAWFUL = {
    "producer": "示例测绘院", "qualification": "甲测资字 00000000", "approval_no": "示例S（2026）001号",
    "expires_on": "2099-01-01",
}  # fmt: skip

pytestmark = pytest.mark.django_db


def run(folder, content, name="道路.zip", **options):
    path = folder / name
    path.write_bytes(content)
    out, status = io.StringIO(), Exit.OK
    try:
        call_command("import_roads", str(path), report="json", stdout=out, **options)
    except SystemExit as ended:
        status = Exit(ended.code)
    return status, json.loads(out.getvalue())


def test_a_trial_tells_what_the_file_holds_and_keeps_nothing(tmp_path):
    status, report = run(tmp_path, line_shapefile(ROWS))
    assert status == Exit.WARNING
    assert (report["edges"], report["parts"], report["dataset"]) == (6, 1, None)
    assert "没有登记审图号" in report["lacks"]
    assert not RoadDataset.objects.exists()


def test_a_survey_with_its_papers_is_put_into_use_and_an_extract_of_osm_never_becomes_lawful(tmp_path):
    status, report = run(tmp_path, line_shapefile(ROWS), activate=True, **LAWFUL)
    assert (status, report["lacks"]) == (Exit.OK, [])
    survey = active()
    assert (survey.pk, survey.edges.count(), len(survey.sha256)) == (report["dataset"], 6, 64)
    status, report = run(tmp_path, extract(NODES, STREETS), name="县.osm.pbf", save=True, **LAWFUL)
    assert status == Exit.WARNING and "OpenStreetMap" in report["lacks"][0]
    assert active() == survey
    kept = RoadDataset.objects.get(pk=report["dataset"])
    assert (kept.state, kept.source, "ODbL" in kept.licence) == ("ready", "osm", True)


def test_a_refused_file_says_why_and_what_is_in_use_stays(tmp_path):
    run(tmp_path, line_shapefile(ROWS), activate=True)
    before = active()
    status, report = run(tmp_path, extract(NODES, STREETS)[:-40], name="县.osm.pbf", activate=True)
    assert status == Exit.REFUSED
    assert "县.osm.pbf" in report["problems"][0]
    assert active() == before
    assert RoadDataset.objects.count() == 1
    with pytest.raises(SystemExit) as usage:
        call_command("import_roads", str(tmp_path / "县.osm.pbf"), expires_on="明年")
    assert usage.value.code == Exit.USAGE


def listed(**options):
    out = io.StringIO()
    call_command("roads", stdout=out, **options)
    return out.getvalue()


def test_what_was_kept_is_put_into_use_later_and_the_one_before_comes_back(tmp_path):
    assert "还没有道路数据集" in listed()
    run(tmp_path, line_shapefile(ROWS), activate=True, **LAWFUL)
    survey = active()
    _, report = run(tmp_path, extract(NODES, STREETS), name="县.osm.pbf", save=True)
    told = listed(activate=report["dataset"])
    assert active().pk == report["dataset"]
    assert f"{report['dataset']}  在用  县.osm.pbf" in told and "OpenStreetMap 的数据没有经过地图审核" in told
    assert f"{survey.pk}  已停用  道路.zip" in told
    listed(activate=survey.pk)
    assert active() == survey
    with pytest.raises(CommandError, match="没有编号为 0 的道路数据集"):
        listed(activate=0)


def test_a_file_is_cut_to_a_box_or_to_the_city_and_says_so(tmp_path):
    west, south = at(-1, -1)
    _, report = run(tmp_path, line_shapefile(ROWS), bbox=f"{west},{south},{at(2, 0)[0]},{at(0, 3)[1]}")
    assert "范围以外的 1 条路段没有导入" in report["notes"]
    status, report = run(tmp_path, line_shapefile(ROWS), bbox="1,2,3")
    assert status == Exit.REFUSED and "西,南,东,北" in report["problems"][0]
    status, report = run(tmp_path, line_shapefile(ROWS), city=True)
    assert (report["edges"], report["isolated_m"]) == (6, 0)
