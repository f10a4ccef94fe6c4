"""Land cases and their parcels through the four steps of the workbench."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from importers import run
from importers.models import Batch
from layers.audit.models import AuditEntry
from layers.changes.models import ChangeSet
from tests.harness.cast import make_cast
from tests.harness.signing_in import sign_in
from tests.importers.coordinate_txt.surveys import OUTER
from tests.importers.lists import sheet
from tests.importers.places import square, villages
from tests.importers.test_cases import HEADER, ROW
from tests.importers.test_parcels_dataset import NAME, layer
from tests.layers.documents.files import stores_in
from tests.layers.land import factories
from tests.portal.desk.test_imports import fields_of, html

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings, tmp_path):
    stores_in(tmp_path, settings)
    cast = make_cast()
    cast.villages = villages(cast.town)
    return cast


@pytest.fixture
def desk(client, cast):
    return sign_in(client, cast.county_editor)


def checked(desk, dataset, file):
    """The page after the check."""
    handed = SimpleUploadedFile(file.name, file.content)
    answer = desk.post("/staff/imports/", {"file": handed, "dataset": dataset})
    assert answer.status_code == 302, answer.content.decode()
    batch = Batch.objects.order_by("-pk").first()
    sent = {
        name: values[-1]
        for name, values in fields_of(desk.get(f"/staff/imports/{batch.public_id}/?step=fields")).items()
    }
    assert desk.post(f"/staff/imports/{batch.public_id}/check", sent).status_code == 302
    run.run_check(batch.pk)
    return batch, html(desk.get(f"/staff/imports/{batch.public_id}/"))


def submit(desk, batch, **given):
    batch.refresh_from_db()
    sent = {"hash": batch.change_set.content_hash, **given}
    answer = desk.post(f"/staff/imports/{batch.public_id}/submit", sent, follow=True)
    assert "已提交审核" in html(answer)
    return ChangeSet.objects.get(pk=batch.change_set_id)


def test_a_list_of_cases_is_recognised_checked_and_submitted(desk):
    page = html(desk.get("/staff/imports/"))
    assert "征地案件" in page and "征地地块" in page
    batch, page = checked(desk, "cases", sheet(HEADER, ROW))
    assert "检查通过" in page and "新增 <strong>1</strong>" in page
    made = submit(desk, batch)
    assert (made.state, made.rows.get().after["regime"]) == ("in_review", "R4_2021")


def test_a_faulty_list_comes_back_as_a_workbook_with_what_is_wrong(desk):
    batch, page = checked(desk, "cases", sheet(HEADER, {**ROW, "涉及村": "丁村"}))
    assert "没有这个区划" in page and "提交审核</button>" not in page
    answer = desk.get(f"/staff/imports/{batch.public_id}/report.xlsx")
    cells = [cell.value for cell in load_workbook(io.BytesIO(answer.getvalue())).active[2]]
    assert any("没有这个区划" in str(cell) for cell in cells)


@pytest.mark.parametrize("dataset", ["cases", "parcels"])
def test_the_template_opens(desk, dataset):
    answer = desk.get(f"/staff/imports/template/{dataset}")
    assert answer.status_code == 200
    titles = [cell.value for cell in load_workbook(io.BytesIO(answer.getvalue())).active[1]]
    assert "项目名称*" in titles or "项目名称" in titles


def test_a_layer_of_parcels_shows_its_remarks_and_is_submitted(desk, cast):
    for number, village in enumerate(cast.villages):
        village.area = square(118.10 + number * 0.02, 37.14)
        village.save(update_fields=["area"])
    factories.case(
        cast.county, cast.villages, name=NAME, organisation=cast.bureau,
        stages={"PRE_NOTICE": dt.date(2024, 1, 8)},
    )  # fmt: skip
    said = {"项目名称": NAME, "DKBH": "DK-01", "面积（公顷）": 3.2}
    batch, page = checked(desk, "parcels", layer((said, [[(y, x) for x, y in OUTER]])))
    assert "坐标面积 3.0000 公顷，申报 3.2000 公顷" in page and "按村界分" in page
    assert "有 1 个地块的声明面积与坐标面积不符" in page
    address = f"/staff/imports/{batch.public_id}/submit"
    batch.refresh_from_db()
    seen = {"hash": batch.change_set.content_hash}
    for sent in (seen, seen | {"reason": "  "}, seen | {"reason": "长" * 301}):
        assert desk.post(address, sent).status_code == 400
    # Neither is there a way round it by the page of the change.
    aside = desk.post(f"/staff/changes/{batch.change_set.public_id}/submit", seen)
    assert aside.status_code == 400 and "写明理由" in aside.content.decode()
    assert ChangeSet.objects.get().state == "draft"
    made = submit(desk, batch, reason="以批复面积为准")
    assert made.rows.get().after["parcels"][0]["parcel_no"] == "DK-01"
    told = "面积不符仍提交的理由：以批复面积为准"
    assert (made.note, Batch.objects.get().findings["override"]) == (told, told)
    assert told in html(desk.get(made.get_absolute_url()))
    entry = AuditEntry.objects.get(action="override")
    assert (entry.detail["reason"], entry.detail["rows"], entry.change_set) == (told, 1, made.pk)
