"""The pages of an import, without a browser: what each step shows, what each button does, what another person sees."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from importers import run
from importers.models import Batch
from layers.places.models import Place
from tests.harness.cast import make_cast
from tests.harness.posting import form_of
from tests.harness.signing_in import sign_in
from tests.importers.places import HEADER, file_of, row, villages
from tests.importers.sheets import packed, workbook
from tests.layers.changes.making import reviewed
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


@pytest.fixture
def desk(client, cast):
    return sign_in(client, cast.county_editor)


def upload(desk, rows, header=HEADER, name="卫生室.xlsx"):
    file = SimpleUploadedFile(name, file_of(rows, header).content)
    answer = desk.post("/staff/imports/", {"file": file, "dataset": "places"})
    assert answer.status_code == 302, answer.content.decode()
    return Batch.objects.order_by("-pk").first()


def html(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def check(desk, batch, **given):
    """Sends the form of 认字段 as it stands, but for ``given``, and lets the worker do its job."""
    page = desk.get(f"/staff/imports/{batch.public_id}/?step=fields")
    sent = {name: values[-1] for name, values in fields_of(page).items()}
    answer = desk.post(f"/staff/imports/{batch.public_id}/check", {**sent, "crs": "4490", **given})
    assert answer.status_code == 302, answer.content.decode()
    run.run_check(batch.pk)
    return html(desk.get(f"/staff/imports/{batch.public_id}/"))


def fields_of(page):
    content = html(page).replace('<form class="import-fields"', '<form id="fields" class="import-fields"')
    page._container = [content.encode()]
    return form_of(page, "fields")


def test_the_four_steps_of_a_clean_file(desk, cast):
    assert "下载模板" in html(desk.get("/staff/imports/"))
    batch = upload(desk, [row(number) for number in range(3)])
    page = html(desk.get(f"/staff/imports/{batch.public_id}/"))
    assert 'aria-current="step"' in page and "各列是什么" in page
    for title in HEADER:
        assert f"<strong>{title}</strong>" in page
    assert "甲村，乙村，丙村" in page
    page = check(desk, batch)
    assert "检查通过" in page and "新增 <strong>3</strong>" in page
    assert "每秒" in page
    batch.refresh_from_db()
    answer = desk.post(
        f"/staff/imports/{batch.public_id}/submit", {"hash": batch.change_set.content_hash}, follow=True
    )
    assert "已提交审核" in html(answer)
    assert "审核中" in html(desk.get("/staff/imports/"))


def test_errors_are_listed_and_the_mended_list_is_handed_in_at_the_same_place(desk, cast):
    batch = upload(desk, [row(0), row(1, 类目="不存在"), row(2)])
    page = check(desk, batch)
    assert "有 1 处要改或确认" in page
    assert "没有“不存在”这个类目" in page and "提交审核</button>" not in page
    answer = desk.get(f"/staff/imports/{batch.public_id}/report.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content))
    found = [[cell.value for cell in line] for line in sheet.active.iter_rows()]
    assert found[0] == [*HEADER, "错误", "建议"]
    assert found[2][-2:] == ["类目：没有“不存在”这个类目", "类目：从模板的下拉列表里选"]
    sheet.active.cell(3, 2).value = "示例医院"
    file = SimpleUploadedFile("卫生室-标错.xlsx", packed(sheet))
    assert desk.post(f"/staff/imports/{batch.public_id}/correct", {"file": file}).status_code == 302
    run.run_check(batch.pk)
    batch.refresh_from_db()
    assert (batch.counts["new"], batch.errors) == (3, 0)
    # Coordinates that went through the list as text are the same to the last digit.
    places = sorted(one.after["source"] for one in batch.change_set.rows.all())
    assert places[0] == "导入（卫生室-标错.xlsx 第 2 行，EPSG:4490）"


def test_the_list_over_a_text_file_lays_over_by_its_row_numbers_even_when_sorted(desk, cast):
    lines = [HEADER, *(row(number) for number in range(3))]
    lines[2][1] = "不存在"
    text = "\n".join(",".join(map(str, line)) for line in lines).encode("gb18030")
    desk.post("/staff/imports/", {"file": SimpleUploadedFile("卫生室.csv", text), "dataset": "places"})
    batch = Batch.objects.get()
    assert "gb18030" in html(desk.get(f"/staff/imports/{batch.public_id}/"))
    check(desk, batch)
    sheet = load_workbook(io.BytesIO(desk.get(f"/staff/imports/{batch.public_id}/report.xlsx").content))
    found = [[cell.value for cell in line] for line in sheet.active.iter_rows()]
    assert found[0][0] == "原行号"
    assert [line[0] for line in found[1:]] == ["2", "3", "4"]
    found[2][2] = "示例医院"
    for at, line in enumerate([found[0], *reversed(found[1:])], start=1):
        for column, value in enumerate(line, start=1):
            sheet.active.cell(at, column).value = value
    file = SimpleUploadedFile("改好.xlsx", packed(sheet))
    assert desk.post(f"/staff/imports/{batch.public_id}/correct", {"file": file}).status_code == 302
    run.run_check(batch.pk)
    batch.refresh_from_db()
    assert batch.counts["new"] == 3
    names = batch.change_set.rows.order_by("seq").values_list("after__name", flat=True)
    assert list(names) == ["第 0 卫生室", "第 1 卫生室", "第 2 卫生室"]


def test_a_list_of_another_file_is_refused_and_changes_nothing(desk, cast):
    batch = upload(desk, [row(0, 类目="不存在")])
    check(desk, batch)
    file = SimpleUploadedFile("别的.xlsx", file_of([["x"]], ["别的列"]).content)
    answer = desk.post(f"/staff/imports/{batch.public_id}/correct", {"file": file})
    assert "改正表缺少这些列" in html(answer, 400)
    batch.refresh_from_db()
    assert batch.file_name == "卫生室.xlsx"


def test_candidates_of_the_crs_are_offered_with_their_counts_and_one_is_chosen(desk, cast):
    from geo.datum import wgs84_to_gcj02

    rows = [row(number) for number in range(12)]
    for one in rows:
        # At the western edge, so that half a kilometre more is another village.
        one[3], one[4] = wgs84_to_gcj02(one[3] + 0.0145, one[4])
    batch = upload(desk, rows)
    page = check(desk, batch, crs="")
    assert "坐标系要由您选定" in page
    assert "GCJ-02（高德、腾讯地图）" in page and "12 行写了村名，12 行落在自己的村里" in page
    answer = desk.post(f"/staff/imports/{batch.public_id}/choose", {"crs": "gcj02", "swapped": ""})
    assert answer.status_code == 302
    run.run_check(batch.pk)
    batch.refresh_from_db()
    assert batch.counts["new"] == 12


def test_what_looks_alike_is_asked_and_answered_on_the_page(desk, cast):
    batch = upload(desk, [row(0, name="湖滨镇中心卫生院")])
    check(desk, batch)
    batch.refresh_from_db()
    reviewed(batch.change_set, cast)
    there = Place.objects.get()
    again = upload(desk, [row(0, name="湖滨镇卫生院", 经度=118.1012)], name="第二份.xlsx")
    page = check(desk, again)
    assert "是不是同一处" in page and f'value="{there.public_id}"' in page
    desk.post(f"/staff/imports/{again.public_id}/answer", {"row-2": there.public_id})
    run.run_check(again.pk)
    again.refresh_from_db()
    assert again.counts["changed"] == 1
    assert "湖滨镇中心卫生院 → 湖滨镇卫生院" in html(desk.get(f"/staff/imports/{again.public_id}/"))


def test_progress_is_told_and_a_check_that_waits_is_cancelled(desk, cast):
    batch = upload(desk, [row(0)])
    desk.post(f"/staff/imports/{batch.public_id}/check", {"crs": "4490", "column-0": "name"})
    told = desk.get(f"/staff/imports/{batch.public_id}/progress").json()
    assert told == {"state": "queued", "waiting": True, "phase": "排队", "rows": 0, "rows_per_second": 0}
    page = html(desk.get(f"/staff/imports/{batch.public_id}/"))
    assert '<noscript><meta http-equiv="refresh"' in page
    desk.post(f"/staff/imports/{batch.public_id}/cancel")
    assert "已按要求取消" in html(desk.get(f"/staff/imports/{batch.public_id}/"))


def test_the_report_as_json_says_what_the_page_says(desk, cast):
    batch = upload(desk, [row(0, 类目="不存在")])
    check(desk, batch)
    report = desk.get(f"/staff/imports/{batch.public_id}/report.json").json()
    assert (report["status"], report["crs"], report["rows"]) == ("refused", "4490", 1)
    (problem,) = report["problems"]
    assert (problem["row"], problem["column"], problem["code"]) == (2, "类目", "bad_value")


def test_a_colleague_sees_the_batch_and_may_not_handle_it_and_a_neighbour_sees_nothing(client, desk, cast):
    batch = upload(desk, [row(0)])
    check(desk, batch)
    batch.refresh_from_db()
    sign_in(client, cast.county_reviewer)
    page = html(client.get(f"/staff/imports/{batch.public_id}/"))
    assert "提交审核</button>" not in page
    given = {"hash": batch.change_set.content_hash}
    assert client.post(f"/staff/imports/{batch.public_id}/submit", given).status_code == 403
    sign_in(client, cast.neighbour_editor)
    for address in ("", "report.json", "report.xlsx", "progress"):
        assert client.get(f"/staff/imports/{batch.public_id}/{address}").status_code == 404
    assert "卫生室" not in html(client.get("/staff/imports/")).split("传过的文件")[1]


def test_the_template_has_the_categories_to_choose_from(desk, cast):
    answer = desk.get("/staff/imports/template/places")
    sheet = load_workbook(io.BytesIO(answer.content))
    titles = [cell.value for cell in sheet.active[1]]
    assert titles[:4] == ["标记", "编号", "名称*", "类目*"]
    assert "示例医院" in [cell.value for cell in sheet["选项"]["A"]]


def test_what_is_no_file_of_ours_is_said_on_the_page_and_recorded(desk, cast):
    from layers.audit.models import AuditEntry

    file = SimpleUploadedFile("程序.exe", b"MZ\x90\x00" + b"\0" * 200)
    answer = desk.post("/staff/imports/", {"file": file, "dataset": "places"})
    assert "程序.exe" in html(answer, 400)
    assert AuditEntry.objects.filter(action="import", refused=True).count() == 1


def test_a_list_is_chosen_its_common_columns_are_told_once_and_it_is_never_replaced_whole(desk, cast):
    page = html(desk.get("/staff/imports/"))
    assert '<option value="places" selected>网点</option>' in page
    header = ["区片编号", "综合地价", "涉及村"]
    content = packed(workbook(header, ["Ⅰ", 62_000, "甲村、乙村"], ["Ⅱ", 58_000, "丙村"]))
    file = SimpleUploadedFile("区片.xlsx", content)
    assert desk.post("/staff/imports/", {"file": file, "dataset": "compensation_zones"}).status_code == 302
    batch = Batch.objects.get()
    page = html(desk.get(f"/staff/imports/{batch.public_id}/"))
    assert 'name="fixed-county"' in page and 'value="replace"' not in page
    common = {
        "fixed-county": "博兴县",
        "fixed-document_no": "鲁政发〔2024〕1号",
        "fixed-valid_from": "2024-01-01",
    }
    page = check(desk, batch, **common)
    assert "检查通过" in page and "新增 <strong>2</strong>" in page
    batch.refresh_from_db()
    reviewed(batch.change_set, cast)
    assert "62,000 元/亩" in html(desk.get(f"/v/{cast.villages[0].code}"))
    assert "征地区片综合地价" in html(desk.get("/staff/imports/"))
