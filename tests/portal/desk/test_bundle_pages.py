"""案件文件 in bulk at the workbench: a zip is looked at, its index is mended, its files go into drafts, once."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from importers import run
from importers.models import Batch
from layers.changes.models import Attachment, ChangeSet
from layers.documents.models import Document
from layers.land.models import CaseDocument
from tests.harness.signing_in import sign_in
from tests.importers import bundles
from tests.importers.bundles import FILES, HEADER, NAME, ROWS
from tests.importers.places import villages
from tests.importers.sheets import packed, workbook
from tests.portal.desk.test_imports import html

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, cast, stores, gate):
    cast.villages = villages(cast.town, 1)
    bundles.released_case_of(cast)
    return sign_in(client, cast.county_editor)


def bundle(files=FILES, rows=ROWS):
    return SimpleUploadedFile("文件.zip", bundles.bundle(files, rows).read())


def handed(desk, *files):
    return desk.post("/staff/imports/", {"file": list(files), "dataset": "documents"})


def worked(desk):
    """The page of the newest batch after the worker was at it."""
    batch = Batch.objects.order_by("-pk").first()
    run.run_check(batch.pk)
    batch.refresh_from_db()
    return batch, html(desk.get(f"/staff/imports/{batch.public_id}/"))


def step(desk, batch, name, **given):
    answer = desk.post(f"/staff/imports/{batch.public_id}/{name}", given)
    assert answer.status_code == 302, answer.content.decode()
    return answer


def test_a_zip_is_tried_out_and_then_put_into_the_drafts_of_its_cases(desk, cast, gate):
    gate.append("第 1 页有身份证号")
    assert "案件文件（整批）" in html(desk.get("/staff/imports/"))
    handed(desk, bundle())
    assert "正在检查" in html(desk.get(f"/staff/imports/{Batch.objects.get().public_id}/"))
    batch, page = worked(desk)
    assert "2 个文件都对上了：要放进草稿 <strong>2</strong>，还不能公布 <strong>2</strong>" in page
    assert page.count(NAME) == 2 and "第 1 页有身份证号" in page
    assert [model.objects.count() for model in (ChangeSet, Attachment, Document)] == [0, 0, 0]

    step(desk, batch, "submit")
    batch, page = worked(desk)
    made = ChangeSet.objects.get()
    assert (made.state, made.attachments.count(), batch.drafts) == ("draft", 2, [made.public_id])
    assert f'href="{made.get_absolute_url()}"' in page and "2 个文件放进了 1 件案件的草稿" in page
    assert CaseDocument.objects.count() == 0
    assert "已放进 1 份草稿" in html(desk.get("/staff/imports/"))
    # A copy of the zip would outlive what is masked or removed in the draft.
    assert (batch.file, batch.is_open) == (None, False)
    assert desk.post(f"/staff/imports/{batch.public_id}/submit").status_code == 409
    assert desk.get(f"/staff/imports/{batch.public_id}/report.json").json()["drafts"] == batch.drafts

    handed(desk, bundle())
    _, page = worked(desk)
    assert "文件都在草稿里了" in page and "放进草稿</button>" not in page


def test_what_is_wrong_is_told_at_once_and_the_mended_index_alone_is_handed_in_again(desk, cast):
    wrong = [ROWS[0], [NAME, None, "没有.png", "没有的种类", None, None, "公开"]]
    handed(desk, bundle(rows=wrong))
    batch, page = worked(desk)
    assert "有 1 处要改" in page and "放进草稿</button>" not in page
    assert desk.post(f"/staff/imports/{batch.public_id}/submit").status_code == 409
    sheet = load_workbook(io.BytesIO(desk.get(f"/staff/imports/{batch.public_id}/report.xlsx").content))
    told = [[cell.value for cell in line] for line in sheet.active.iter_rows()]
    assert told[0][-2:] == ["错误", "建议"] and told[2][-2].startswith("种类：")
    sheet.active.cell(3, 3).value, sheet.active.cell(3, 4).value = "材料/附图.png", "boundary_map"
    mended = SimpleUploadedFile("索引-改好.xlsx", packed(sheet))
    step(desk, batch, "correct", file=mended)
    batch, page = worked(desk)
    assert "2 个文件都对上了" in page and "没有读取：索引.xlsx" in page
    step(desk, batch, "submit")
    worked(desk)
    assert Attachment.objects.count() == 2 and ChangeSet.objects.count() == 1


def test_the_index_may_stand_beside_and_anything_else_is_refused_in_words(desk, cast, client):
    # As the template gives it, its example left in.
    filled = packed(workbook(["标记", *HEADER], ["示例"], *([None, *row] for row in ROWS)))
    beside = SimpleUploadedFile("索引.xlsx", filled)
    handed(desk, bundle(rows=None), beside)
    batch, page = worked(desk)
    assert "2 个文件都对上了" in page and batch.correction_name == "索引.xlsx"
    for files in (
        (beside,),
        (bundle(), bundle()),
        (SimpleUploadedFile("文件.zip", b"PK no zip"),),
        (bundle(rows=None),),
    ):
        for file in files:
            file.seek(0)
        assert 'role="alert"' in html(handed(desk, *files), 400)
    assert Batch.objects.count() == 1
    template = load_workbook(io.BytesIO(desk.get("/staff/imports/template/documents").content))
    titles = [str(cell.value).replace("*", "") for cell in template.worksheets[0][1]]
    assert sorted(titles) == sorted(["标记", *HEADER])
    step(desk, batch, "drop")
    batch.refresh_from_db()
    assert (batch.state, batch.file, batch.correction) == ("dropped", None, None)
    sign_in(client, cast.neighbour_editor)
    assert client.get(f"/staff/imports/{batch.public_id}/").status_code == 404
