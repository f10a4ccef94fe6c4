"""Black boxes at the desk: who draws them, what becomes of the draft, and what the public gets."""

import pypdfium2 as pdfium
import pytest
from django.test import Client
from django.utils import timezone

from layers.audit.models import AuditEntry
from layers.changes.attachment import Attachment
from layers.changes.models import Comment
from layers.documents.derive import derive
from layers.land.models import CaseDocument
from layers.screening.models import Finding, Screening
from tests.harness.signing_in import sign_in
from tests.layers.documents.files import pdf
from tests.portal.desk.test_case_files import (
    bytes_of,
    content,
    file,
    now,
    refusals,
    released,
    send,
    text,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stores")]
SECRET = "370112198001011234"
FIRST_LINE = {"left": "5", "top": "5", "right": "95", "bottom": "16"}


@pytest.fixture
def attached(desk, made, gate):
    send(desk, made, file("征收土地预公告.pdf", pdf(f"户主王小明 {SECRET}", "补偿标准")))
    return Attachment.objects.select_related("version__original").get()


def address(made, one):
    return f"/staff/changes/{made.public_id}/files/{one.public_id}/mask/"


def draw(client, made, one, *boxes, **more):
    rows = [{"page": "1", "reason": "身份证号"} | FIRST_LINE | box for box in boxes or ({},)]
    columns = {
        name: [row[name] for row in rows] for name in ("page", "left", "top", "right", "bottom", "reason")
    }
    return client.post(address(made, one), columns | {"hash": now(made).content_hash} | more)


def test_the_masked_file_takes_the_place_of_the_old_one_and_its_review_is_told_what_was_blacked_out(
    desk, cast, made, attached
):
    before = content(made)["case_documents"][0]
    answer = draw(desk, made, attached)
    assert answer.status_code == 302, text(answer)
    one = Attachment.objects.get()
    assert answer.url == f"/staff/changes/{made.public_id}/files/{one.public_id}/"
    row = content(made)["case_documents"][0]
    assert row["document"] == before["document"] and row["version"]["title"] == "征收土地预公告"
    assert (
        row["version"]["original__sha256"] == one.version.original.sha256 != attached.version.original.sha256
    )
    assert row["version"]["file_name"] == "征收土地预公告（遮盖）.pdf"
    new = bytes_of(desk.get(f"{answer.url}original"))
    assert [page.get_textpage().get_text_bounded() for page in pdfium.PdfDocument(new)] == ["", ""]
    said = "在“征收土地预公告.pdf”里遮盖了 1 处：身份证号 1 处（第 1 页）"
    assert Comment.objects.get().text == said
    assert said in text(sign_in(Client(), cast.county_reviewer).get(f"/staff/changes/{made.public_id}/"))
    entry = AuditEntry.objects.get(action="mask")
    assert entry.detail["boxes"] == "身份证号 1 处（第 1 页）" and SECRET not in str(entry.detail)
    assert (
        desk.get(address(made, attached)).status_code == 404
    )  # the old file is no part of the draft any more


def test_the_public_gets_the_masked_pages_and_the_words_that_are_left(desk, cast, made, attached):
    draw(desk, made, attached)
    released(made, cast)
    version = CaseDocument.objects.get().version
    derive(version)
    assert [page.text.strip() for page in version.page_texts.all()] == ["", "补偿标准"]
    viewer = text(Client().get(version.get_absolute_url()))
    assert "补偿标准" in viewer and SECRET not in viewer and "王小明" not in viewer


def test_only_the_author_draws_and_only_in_her_draft(desk, cast, made, attached):
    for role, status in (("county_reviewer", 403), ("city_editor", 403), ("neighbour_editor", 404)):
        person, before = sign_in(Client(), getattr(cast, role)), refusals()
        assert person.get(address(made, attached)).status_code == status, role
        assert draw(person, made, attached).status_code == status, role
        assert refusals() == before + 2
    page = text(sign_in(Client(), cast.county_reviewer).get(address(made, attached).removesuffix("mask/")))
    assert "遮盖</a>" not in page
    assert "遮盖</a>" in text(desk.get(address(made, attached).removesuffix("mask/")))
    released(made, cast)
    assert desk.get(address(made, attached)).status_code == 403


def test_a_stale_page_is_told_and_what_was_drawn_stays(desk, made, attached):
    answer = draw(desk, made, attached, {"reason": "家庭住址"}, hash="0" * 64)
    assert answer.status_code == 409 and 'value="家庭住址"' in text(answer)
    assert Attachment.objects.get() == attached


def test_a_fault_names_the_box_and_nothing_drawn_is_lost(desk, made, attached):
    answer = draw(desk, made, attached, {}, {"page": "9", "reason": "住址"})
    assert answer.status_code == 422 and "第 2 处遮盖：页码应为 1 到 2" in text(answer)
    assert text(answer).count('value="95"') == 2
    assert desk.post(address(made, attached), {"page": ["1", "2"], "left": ["1"]}).status_code == 400


def test_a_number_that_stands_elsewhere_too_is_refused_and_a_name_wants_a_tick(desk, made, gate):
    send(desk, made, file("登记.pdf", pdf(f"户主王小明 {SECRET}", f"王小明户 {SECRET[:6]} {SECRET[6:]}")))
    one = Attachment.objects.get()
    refused = draw(desk, made, one)
    assert refused.status_code == 422 and "号码要在每一页都遮住" in text(refused)
    assert SECRET not in text(refused) and "may_stay" not in text(refused)
    assert draw(desk, made, one, {}, {"page": "2"}).status_code == 302


def test_a_name_elsewhere_may_stay_when_its_author_says_so(desk, made, gate):
    send(desk, made, file("登记.pdf", pdf("户主 王小明", "村民代表 王小明")))
    one = Attachment.objects.get()
    asked = draw(desk, made, one, {"reason": "姓名"})
    assert asked.status_code == 422 and "确认那里可以公开" in text(asked) and 'name="may_stay"' in text(asked)
    assert draw(desk, made, one, {"reason": "姓名"}, may_stay="yes").status_code == 302


def test_all_places_that_the_check_found_become_boxes_at_one_press(desk, made, attached):
    found = Screening.objects.create(
        original=attached.version.original, file_name="征收土地预公告.pdf", detector_version=1, state="held",
        checked_at=timezone.now(),
    )  # fmt: skip
    where = {"left": 0.1, "top": 0.06, "right": 0.5, "bottom": 0.09}
    Finding.objects.create(screening=found, kind="id_card", page=1, excerpt="37…", **where)
    Finding.objects.create(screening=found, kind="email", part="文件信息")  # stands on no page
    shown = text(desk.get(address(made, attached)))
    assert "遮盖全部提示处（1 处）" in shown
    filled = desk.post(address(made, attached), {"do": "hints"})
    page = text(filled)
    assert filled.status_code == 200
    for name, value in {
        "page": "1",
        "left": "9.70",
        "top": "5.70",
        "right": "50.30",
        "bottom": "9.30",
    }.items():
        assert f'name="{name}"' in page and f'value="{value}"' in page
    assert 'value="身份证号"' in page


def test_a_picture_is_masked_and_becomes_a_pdf(desk, made, gate):
    from tests.layers.documents.files import picture

    send(desk, made, file("扫描.png", picture(300, 400)))
    assert draw(desk, made, Attachment.objects.get(), {"reason": "签名手印"}).status_code == 302
    assert Attachment.objects.get().version.original.media_type == "application/pdf"
