"""import_parcels: one JSON object or one Chinese report, an exit status for scripts, and nothing stored."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from importers.formats.coordinate_txt.problems import Code
from importers.management.commands.import_parcels import Command
from tests.importers.coordinate_txt.surveys import HOLE, OUTER, moved, rows_of, survey

ROOT = Path(__file__).resolve().parents[3]
CORPUS = ROOT / "tests/importers/corpus/coordinate_txt"
BARE = rows_of([moved(ring, east=-39_000_000.0) for ring in (OUTER, HOLE)])
KEYS = {"status", "encoding", "crs", "crs_reason", "plots", "problems"}
PLOT_KEYS = {"number", "name", "rows_declared", "rows", "declared_ha", "area_m2", "parts", "holes", "bbox"}
PROBLEM_KEYS = {"code", "severity", "line", "message", "suggestion"}


def run(path, *arguments):
    """Exit status and stdout of the command, within this process."""
    out = io.StringIO()
    try:
        call_command("import_parcels", str(path), *arguments, stdout=out, stderr=io.StringIO())
    except SystemExit as ended:
        return ended.code, out.getvalue()
    return 0, out.getvalue()


def report(path, *arguments):
    status, out = run(path, "--report", "json", *arguments)
    found = json.loads(out)
    assert set(found) == KEYS
    assert all(set(plot) == PLOT_KEYS for plot in found["plots"])
    assert all(set(problem) == PROBLEM_KEYS for problem in found["problems"])
    return status, found


def shell(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", "import_parcels", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        timeout=120,
    )


@pytest.fixture
def written(tmp_path):
    def write(text, name="a.txt", encoding="gb18030"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize(
    ("name", "status", "word", "codes"),
    [
        ("ok_gbk", 0, "ok", []),
        ("ok_hole_same_ringno", 0, "ok", []),
        ("ok_unprefixed_4548", 0, "ok", []),
        ("warn_area_m2", 1, "warning", ["area_mismatch"]),
        ("bad_number", 2, "refused", ["bad_number"]),
        ("bad_selfintersect", 2, "refused", ["self_intersection"]),
        ("bad_swapped_xy", 2, "refused", ["swapped_axes"]),
    ],
)
def test_exit_status_and_report_say_the_same(name, status, word, codes):
    ended, found = report(CORPUS / f"{name}.txt", "--dry-run")
    assert (ended, found["status"]) == (status, word)
    assert [problem["code"] for problem in found["problems"]] == codes


def test_the_report_of_the_parcel_holds_numbers_as_numbers():
    _, found = report(CORPUS / "ok_gbk.txt")
    (plot,) = found["plots"]
    assert plot == {
        "number": "DK-01", "name": "地块1", "rows_declared": 10, "rows": 10, "declared_ha": 2.94, "area_m2": 29400.0,
        "parts": 1, "holes": 1, "bbox": plot["bbox"],
    }  # fmt: skip
    assert plot["bbox"] == pytest.approx([118.11887071, 37.14868679, 118.12058545, 37.15050452], abs=1e-8)
    assert (found["encoding"], found["crs"]) == ("gb18030", 4527) and "39" in found["crs_reason"]


def test_the_declared_area_is_told_as_read():
    assert report(CORPUS / "warn_area_m2.txt")[1]["plots"][0]["declared_ha"] == 29400.0


def test_crs_and_encoding_may_be_said(written):
    path = written(survey(rows=BARE, 带号=""))
    status, found = report(path)
    assert (status, found["crs"], found["problems"][0]["code"]) == (2, None, "zone_unknown")
    assert "4548" in found["problems"][0]["suggestion"]
    status, found = report(path, "--crs", "4548", "--encoding", "gb18030")
    assert (status, found["crs"], found["encoding"]) == (0, 4548, "gb18030")
    status, found = report(path, "--encoding", "utf-8")
    assert (status, found["encoding"], found["problems"][0]["line"]) == (2, None, 1)


def test_the_wrong_zone_is_betrayed_by_the_city_of_the_settings(written, settings):
    path = written(survey(rows=BARE, 带号="40"))
    assert report(path)[1]["problems"][0]["code"] == "zone_conflict"
    settings.CITY = {**settings.CITY, "area": [120.0, 36.0, 122.0, 39.0]}
    assert report(path)[1]["crs"] == 4549


@pytest.mark.parametrize("datum", ["1980西安坐标系", "1954北京坐标系"])
def test_an_old_datum_is_a_warning_without_a_crs(written, datum):
    status, found = report(written(survey(坐标系=datum)))
    assert (status, found["status"], found["crs"]) == (1, "warning", None)
    assert [(problem["code"], problem["severity"]) for problem in found["problems"]] == [
        ("datum_approximate", "warning")
    ]


def test_the_text_report_is_chinese_and_names_line_reason_and_advice():
    status, out = run(CORPUS / "bad_number.txt")
    assert status == 2
    assert out.startswith("bad_number.txt：不能导入\n编码：GB18030\n坐标系：EPSG:4527，")
    assert "[错误] 第 15 行（J2）的 X“abc”不是数字" in out and "建议：" in out
    _, out = run(CORPUS / "ok_gbk.txt")
    assert "29400.00 平方米 = 2.9400 公顷 = 44.10 亩（文件写 2.9400）；1 块，1 个洞" in out


@pytest.mark.django_db
def test_a_trial_asks_nothing_of_the_database():
    with CaptureQueriesContext(connection) as asked:
        assert run(CORPUS / "ok_gbk.txt", "--dry-run")[0] == 0
    assert len(asked) == 0


@pytest.mark.parametrize("name", ["nothing.txt", "", "a\0b"])
def test_no_such_file_is_3(tmp_path, name):
    assert run(tmp_path / name, "--report", "json") == (3, "")


def test_a_device_or_a_pipe_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert run(tmp_path / "pipe") == (3, "")
    assert run("/dev/zero") == (3, "")


def test_a_file_too_large_is_refused_unread(written):
    status, found = report(written(b"a" * (20 * 1024 * 1024 + 1)))
    assert (status, found["problems"][0]["code"]) == (2, "no_plots")


def test_every_code_of_the_contract_is_one_of_ours():
    assert {code.value for code in Code} == {
        "bad_number", "zone_conflict", "zone_unknown", "self_intersection", "swapped_axes", "fullwidth_punctuation",
        "no_plots", "missing_plot_mark", "area_mismatch", "row_count_mismatch", "datum_approximate",
    }  # fmt: skip


def test_a_shell_gets_one_json_object_whatever_its_locale():
    done = shell(
        CORPUS / "bad_number.txt", "--dry-run", "--report", "json", LC_ALL="C", PYTHONIOENCODING="ascii"
    )
    assert done.returncode == 2
    assert json.loads(done.stdout.decode("utf-8"))["plots"][0]["name"] == "地块1"
    assert done.stderr == b""


def ended(capsys, *arguments):
    """As the command line calls it: exit status, stdout, stderr."""
    with pytest.raises(SystemExit) as stopped:
        Command().run_from_argv(["manage.py", "import_parcels", *map(str, arguments)])
    return stopped.value.code, *capsys.readouterr()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        [CORPUS / "ok_gbk.txt", "b.txt"],
        [CORPUS / "ok_gbk.txt", "--bogus"],
        [CORPUS / "ok_gbk.txt", "--crs", "4326"],
        [CORPUS / "ok_gbk.txt", "--crs", "EPSG:4527"],
        [CORPUS / "ok_gbk.txt", "--encoding", "latin-1"],
        [CORPUS / "ok_gbk.txt", "--report", "xml"],
        [CORPUS / "ok_gbk.txt", "--submit", "--as", "li"],
    ],
)
def test_wrong_usage_is_64_and_leaves_stdout_empty(capsys, arguments):
    status, out, told = ended(capsys, *arguments)
    assert (status, out) == (64, "")
    assert told and "Traceback" not in told


def test_a_fault_of_the_program_is_70(capsys, settings):
    settings.CITY = {**settings.CITY, "area": [117.0]}
    status, out, told = ended(capsys, CORPUS / "ok_gbk.txt", "--report", "json")
    assert (status, out) == (70, "")
    assert "Traceback" in told and "程序出错" in told


def test_the_usage_is_shown_to_who_asks(capsys):
    status, out, _ = ended(capsys, "--help")
    assert status == 0 and "--crs EPSG" in out


def test_a_shell_that_uses_it_wrongly_gets_64():
    done = shell(CORPUS / "ok_gbk.txt", "--bogus")
    assert (done.returncode, done.stdout) == (64, b"")
