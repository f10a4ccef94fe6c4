"""`manage.py import_places`: the exit status and the one JSON object that other programs may rely on."""

import io
import json

import pytest
from django.core.management import call_command

from importers.command import Exit
from importers.models import Batch
from layers.changes.models import ChangeSet
from layers.places.models import Place
from tests.harness.cast import make_cast
from tests.importers.places import file_of, row, villages
from tests.layers.documents.files import stores_in
from tests.layers.places.making import category

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings, tmp_path):
    stores_in(tmp_path, settings)
    cast = make_cast()
    category()
    cast.villages = villages(cast.town)
    return cast


def run(tmp_path, rows, **options):
    """Exit status and the JSON object."""
    path = tmp_path / "卫生室.xlsx"
    path.write_bytes(file_of(rows).content)
    out, status = io.StringIO(), Exit.OK
    try:
        call_command("import_places", str(path), report="json", stdout=out, **{"crs": "4490", **options})
    except SystemExit as ended:
        status = Exit(ended.code)
    return status, json.loads(out.getvalue())


def test_a_trial_says_what_would_be_and_changes_nothing(cast, tmp_path):
    status, report = run(tmp_path, [row(number) for number in range(3)])
    assert (status, report["status"], report["counts"]["new"], report["crs"]) == (Exit.OK, "ok", 3, "4490")
    assert report["change_set"] is None
    assert Batch.objects.count() == ChangeSet.objects.count() == Place.objects.count() == 0


def test_a_refused_file_lists_every_problem_with_its_row(cast, tmp_path):
    status, report = run(tmp_path, [row(0), row(1, 类目="不存在"), row(2, 经度="东")], user="county-editor")
    assert (status, report["status"]) == (Exit.REFUSED, "refused")
    assert [(one["row"], one["code"]) for one in report["problems"]] == [
        (3, "bad_value"),
        (4, "bad_coordinate"),
    ]


def test_only_warnings_are_a_status_of_their_own(cast, tmp_path):
    status, report = run(tmp_path, [row(0, 所在区划="乙村")])
    assert (status, [one["code"] for one in report["problems"]]) == (Exit.WARNING, ["other_region"])


def test_as_somebody_it_knows_her_region(cast, tmp_path):
    status, report = run(tmp_path, [row(0)], user="neighbour-editor")
    assert (status, report["problems"][0]["code"]) == (Exit.REFUSED, "outside_region")


def test_submit_leaves_a_change_set_in_review_and_never_releases(cast, tmp_path):
    status, report = run(tmp_path, [row(0)], submit=True, user="county-editor")
    made = ChangeSet.objects.get()
    assert (status, report["change_set"], made.state) == (Exit.OK, made.public_id, "in_review")
    assert made.author == cast.county_editor
    assert Place.objects.count() == 0


def test_a_file_with_errors_is_not_submitted(cast, tmp_path):
    status, report = run(tmp_path, [row(0, 类目="不存在")], submit=True, user="county-editor")
    assert (status, report["change_set"]) == (Exit.REFUSED, None)
    assert ChangeSet.objects.count() == 0


@pytest.mark.parametrize(
    "options",
    [
        {"mapping": "{"},
        {"mapping": '["名称"]'},
        {"crs": "火星人"},
        {"mode": "replace"},
        {"user": "nobody-here"},
    ],
)
def test_wrong_usage_is_told_before_anything_is_read(cast, tmp_path, options):
    with pytest.raises(SystemExit) as ended:
        call_command("import_places", str(tmp_path / "没有.xlsx"), **options)
    assert ended.value.code == Exit.USAGE


def test_no_such_file_is_a_status_of_its_own(cast, tmp_path):
    with pytest.raises(SystemExit) as ended:
        call_command("import_places", str(tmp_path / "没有.xlsx"))
    assert ended.value.code == Exit.NO_FILE


def test_a_mapping_and_what_holds_for_all_rows_are_given_as_json(cast, tmp_path):
    status, report = run(
        tmp_path, [row(0)], mapping='{"name": "名称", "region": "所在区划", "lng": "经度", "lat": "纬度"}',
        fixed='{"category": "示例医院"}',
    )  # fmt: skip
    assert (status, report["unread"]) == (Exit.OK, ["类目", "电话"])
