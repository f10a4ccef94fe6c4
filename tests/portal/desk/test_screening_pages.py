"""What the personal-data check found, at the desk: who sees it, who lets it pass, and that the release then goes on."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.models import AuditEntry
from layers.changes.attachment import Attachment
from layers.documents.derive import derive
from layers.documents.models import DocumentVersion
from layers.land.models import CaseDocument
from layers.screening.gate import check
from layers.screening.models import Finding, Override, Screening
from tests.harness.questions import questions
from tests.harness.signing_in import sign_in
from tests.layers.documents.files import pdf
from tests.portal.desk.test_case_files import file, now, refusals, released, send, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stores")]
SECRET = "370112198001011234"
REASON = "是项目编号，不是身份证号"
BOX = {"left": 0.1, "top": 0.06, "right": 0.5, "bottom": 0.09}


@pytest.fixture
def attached(desk, made, gate):
    send(desk, made, file("征收土地预公告.pdf", pdf(f"项目编号 {SECRET}", "补偿标准")))
    return Attachment.objects.select_related("version__original").get()


@pytest.fixture
def found(attached):
    """As the check leaves it: one place on page 1, one in what the file says of itself."""
    one = Screening.objects.create(
        original=attached.version.original, file_name=attached.version.file_name, detector_version=1,
        state="held", checked_at=timezone.now(), pages=2, pages_by_text=2,
    )  # fmt: skip
    Finding.objects.create(screening=one, kind="id_card", page=1, excerpt="37…34", **BOX)
    Finding.objects.create(screening=one, kind="email", part="文件信息", is_hidden=True)
    return one


def address(one):
    return f"/staff/screening/{one.public_id}/"


def let_pass(client, one, reason=REASON, findings=None):
    chosen = [finding.pk for finding in one.findings.all()] if findings is None else findings
    return client.post(f"{address(one)}override", {"reason": reason, "finding": chosen})


def test_each_place_is_told_with_its_kind_and_marked_on_its_page(desk, cast, attached, found):
    derive(attached.version)
    here = text(desk.get(address(found)))
    assert "第 1 页：疑似身份证号" in here and "37…34" in here and "隐藏内容" in here and SECRET not in here
    assert '<rect x="0.1" y="0.06" width="0.4" height="0.03' in here
    assert f"/staff/changes/{attached.change_set.public_id}/files/{attached.public_id}/pages/1/1600" in here
    assert "放行勾选的" not in here  # she wrote the draft
    listed = text(sign_in(Client(), cast.county_publisher).get("/staff/screening/"))
    assert address(found) in listed and "第 1 页：疑似身份证号 1 处" in listed
    assert '待处理的个人信息提示</dt><dd><a href="/staff/screening/">1</a>' in text(
        sign_in(Client(), cast.county_publisher).get("/staff/")
    )
    file_page = f"/staff/changes/{attached.change_set.public_id}/files/{attached.public_id}/"
    assert address(found) in text(desk.get(file_page))


def test_a_list_of_many_files_asks_no_more_often(cast, attached, found):
    for number in range(3):
        one = Screening.objects.create(
            original=attached.version.original,
            file_name=f"{number}.pdf",
            detector_version=1,
            state="held",
            checked_at=timezone.now(),
        )
        version = DocumentVersion.objects.get(pk=attached.version_id)
        version.pk, version.number, version.file_name = None, 2 + number, one.file_name
        version.save(force_insert=True)
        Attachment.objects.create(
            change_set=attached.change_set,
            key=attached.key,
            document=attached.document,
            version=version,
            pages=attached.pages,
        )
        Finding.objects.create(screening=one, kind="email", page=1)
    publisher = sign_in(Client(), cast.county_publisher)
    with CaptureQueriesContext(connection) as asked:
        page = text(publisher.get("/staff/screening/"))
    assert len(questions(asked)) <= 12, questions(asked)
    assert page.count("第 1 页：疑似电子邮箱 1 处") == 3 and address(found) in page


def test_a_second_person_lets_a_false_alarm_pass_with_a_reason_and_the_list_is_empty(desk, cast, found):
    reviewer = sign_in(Client(), cast.county_reviewer)
    assert "放行勾选的" in text(reviewer.get(address(found)))
    assert let_pass(reviewer, found).status_code == 302
    assert Override.objects.get().person == cast.county_reviewer
    assert AuditEntry.objects.filter(noun="screening_override", actor_name=str(cast.county_reviewer)).exists()
    shown = text(desk.get(address(found)))
    assert f"放行：{REASON}" in shown and str(cast.county_reviewer) in shown
    assert "没有待处理的提示" in text(reviewer.get("/staff/screening/"))
    found.refresh_from_db()
    assert found.state == "clear"


def test_only_what_is_ticked_passes(cast, found):
    first, second = found.findings.all()
    let_pass(sign_in(Client(), cast.county_reviewer), found, findings=[first.pk])
    assert list(Finding.objects.filter(override=None)) == [second]
    with pytest.raises(BadInput, match="文件信息"):
        check(found.original, found.file_name)


def test_neither_the_author_nor_who_decides_nothing_there_lets_anything_pass(cast, found):
    for role, status in (
        ("county_editor", 403), ("auditor", 403), ("city_editor", 403), ("neighbour_publisher", 404), ("bureau_editor", 404),
    ):  # fmt: skip
        person, before = sign_in(Client(), getattr(cast, role)), refusals()
        assert let_pass(person, found).status_code == status, role
        assert refusals() == before + 1 and not Override.objects.exists(), role
        assert person.get(address(found)).status_code == (404 if status == 404 else 200), role


def test_without_a_reason_or_a_tick_nothing_passes(cast, found):
    reviewer = sign_in(Client(), cast.county_reviewer)
    for given in (
        {"reason": " "}, {"reason": "长" * 201}, {"findings": []}, {"findings": ["x"]}, {"findings": [0]},
    ):  # fmt: skip
        assert let_pass(reviewer, found, **given).status_code == 400, given
    assert not Override.objects.exists()


def test_how_far_the_recognition_is_stands_on_the_page(desk, found):
    Screening.objects.filter(pk=found.pk).update(state="waiting", pages_to_ocr=7, pages_by_ocr=2)
    shown = text(desk.get(address(found)))
    assert "正在识别第 3 页（共 7 页要识别）" in shown and '<progress max="7" value="2"' in shown


def test_what_a_night_finds_in_public_stands_first_and_leads_to_its_removal(
    desk, cast, made, attached, found
):
    Finding.objects.all().delete()
    released(made, cast)
    assert "没有待处理的提示" in text(desk.get("/staff/screening/"))
    Finding.objects.create(screening=found, kind="id_card", page=1, excerpt="37…34", **BOX)
    version = CaseDocument.objects.get().version
    listed = text(sign_in(Client(), cast.county_publisher).get("/staff/screening/"))
    removal = f"/staff/documents/{version.document.public_id}/"
    assert "已公开" in listed and removal in listed
    shown = text(desk.get(address(found)))
    assert "这份文件现在公众看得到" in shown and removal in shown
    assert now(made).state == "released"
