"""Each list has its command: `manage.py import_<…> FILE` tries it out, hands it in with --submit --as, releases nothing."""

import io
import json
from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import call_command

import importers.management.commands as commands
from importers.command import Exit
from importers.dataset import DATASETS
from importers.handed import HandedFile
from layers.changes.models import ChangeSet
from layers.regions.models import Region
from layers.services.models import ServiceItem
from tests.harness.cast import make_cast
from tests.importers.lists import layer, sheet
from tests.importers.places import square, villages
from tests.layers.documents.files import stores_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings, tmp_path):
    stores_in(tmp_path, settings)
    cast = make_cast()
    cast.villages = villages(cast.town)
    return cast


def run(command, path, file, **options):
    """Exit status and the JSON object."""
    path = path / file.name
    path.write_bytes(file.content)
    out, status = io.StringIO(), Exit.OK
    try:
        call_command(command, str(path), report="json", stdout=out, **options)
    except SystemExit as ended:
        status = Exit(ended.code)
    return status, json.loads(out.getvalue())


def test_every_dataset_has_its_command():
    names = [path.stem for path in Path(commands.__path__[0]).glob("import_*.py")]
    modules = [import_module(f"importers.management.commands.{name}") for name in names]
    told = {module.Command.dataset for module in modules if hasattr(module.Command, "dataset")}
    assert told == set(DATASETS)


def test_a_trial_of_areas_by_the_system_says_what_would_be_and_changes_nothing(cast, tmp_path):
    file = layer(({"code": cast.villages[0].code}, square(118.10, 37.10, 0.015)))
    status, report = run("import_regions", tmp_path, file)
    assert (status, report["status"], report["counts"]["changed"]) == (Exit.OK, "ok", 1)
    assert ChangeSet.objects.count() == 0


def test_a_refused_list_names_row_column_and_reason(cast, tmp_path):
    rows = {"实施编码": "123", "事项名称": "甲"}
    status, report = run("import_service_items", tmp_path, sheet(["实施编码", "事项名称"], rows))
    assert status == Exit.REFUSED
    (problem,) = report["problems"]
    assert (problem["row"], problem["column"], problem["value"]) == (2, "实施编码", "123")


def test_a_list_is_handed_in_for_review_and_not_released(cast, tmp_path):
    header = ["事项名称", "事项类型", "实施主体"]
    file = sheet(header, {"事项名称": "甲", "事项类型": "公共服务", "实施主体": "博兴县自然资源和规划局"})
    status, report = run("import_service_items", tmp_path, file, submit=True, user="county-editor")
    assert (status, report["counts"]["new"]) == (Exit.OK, 1), report
    assert ChangeSet.objects.get(public_id=report["change_set"]).state == "in_review"
    assert ServiceItem.objects.count() == 0


def test_a_gb18030_table_of_seats_is_read(cast, tmp_path):
    text = f"区划代码,名称,驻地\r\n{cast.villages[0].code},甲村,甲村 1 号\r\n"
    file = HandedFile("驻地.csv", text.encode("gb18030"))
    status, report = run("import_regions", tmp_path, file, user="county-editor")
    assert (status, report["counts"]["changed"]) == (Exit.OK, 1), report
    assert Region.objects.get(code=cast.villages[0].code).seat == ""


LISTS = (
    "import_places", "import_cases", "import_parcel_layer", "import_regions", "import_village_changes",
    "import_service_items", "import_calendar_days", "import_compensation_zones", "import_catchments",
)  # fmt: skip


@pytest.mark.parametrize("command", LISTS)
def test_every_list_has_the_options_and_the_exits_of_the_contract(command, tmp_path):
    def status(*options):
        try:
            call_command(command, *options, stdout=io.StringIO(), stderr=io.StringIO())
        except SystemExit as ended:
            return ended.code
        return Exit.OK

    ways = ("--report", "json", "--crs", "4490", "--encoding", "gb18030", "--mapping", "{}", "--dry-run")
    assert status(str(tmp_path / "没有.csv"), *ways) == Exit.NO_FILE
    (tmp_path / "坏.csv").write_bytes(b"\xff\xfe\x00")
    assert status(str(tmp_path / "坏.csv"), *ways) == Exit.REFUSED
    assert status(str(tmp_path / "坏.csv"), "--mapping", "{") == Exit.USAGE
    assert status(str(tmp_path / "坏.csv"), "--submit", "--as", "nobody") == Exit.USAGE
    assert ChangeSet.objects.count() == 0
