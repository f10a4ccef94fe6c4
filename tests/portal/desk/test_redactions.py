"""Two people have the bytes of a public document removed: who may ask, who may do it, what everybody is told."""

import pytest
from django.test import Client

from geo.errors import BadInput
from layers.audit.models import AuditEntry
from layers.changes import redacting
from layers.changes.errors import Conflict, NotSeen, Refused
from layers.documents.erasing import is_there
from layers.documents.models import DocumentVersion, Redaction
from layers.land.models import CaseDocument
from layers.staff.models import Assignment, Deputy, Role
from tests.harness.signing_in import sign_in
from tests.portal.desk.test_case_files import (
    file,
    key_of,
    refusals,
    released,
    send,
    text,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stores")]
REASON = "附件含有村民身份证号"


@pytest.fixture
def public(desk, cast, made, gate):
    """A document that a released case shows."""
    send(desk, made, file())
    released(made, cast)
    return CaseDocument.objects.get().version


def address(version):
    return f"/staff/documents/{version.document.public_id}/"


def ask(client, version, **changed):
    return client.post(f"{address(version)}{version.number}/redact", {"reason": REASON} | changed)


def test_one_asks_another_does_it_and_every_address_says_so(
    desk, cast, public, django_capture_on_commit_callbacks
):
    assert ask(desk, public).status_code == 302
    asked, files = Redaction.objects.get(), public.publication.derivative
    assert Client().get(f"{public.get_absolute_url()}/file").status_code == 200
    assert "要求删除内容" in text(desk.get(address(public)))
    publisher = sign_in(Client(), cast.county_publisher)
    assert "删除内容，不能恢复" in text(publisher.get(address(public)))
    assert REASON in text(publisher.get("/staff/screening/"))
    with django_capture_on_commit_callbacks(execute=True):
        assert publisher.post(f"/staff/redactions/{asked.pk}/do").status_code == 302
    assert not is_there(files)
    here = public.get_absolute_url()
    for path in (f"/d/{public.document.public_id}", here, f"{here}/file", f"{here}/pages/1/800"):
        answer = Client().get(path)
        assert answer.status_code == 410 and REASON in text(answer), path
    case = Client().get(CaseDocument.objects.get().case.get_absolute_url())
    assert case.status_code == 200 and f"{here}/file" not in text(case)
    assert public.document.public_id not in text(Client().get(f"/api/search?q={public.title}"))
    told = text(publisher.get(address(public)))
    assert "内容已删除" in told and f"{cast.county_editor}提出，{cast.county_publisher}办理" in told
    assert [entry.actor_name for entry in AuditEntry.objects.filter(action__contains="redact").order_by("id")] == [
        str(cast.county_editor), str(cast.county_publisher),
    ]  # fmt: skip


def test_who_asked_does_not_do_it_herself_nor_whoever_stands_in_for_her(desk, cast, public):
    publisher = sign_in(Client(), cast.county_publisher)
    assert ask(publisher, public).status_code == 302
    asked = Redaction.objects.get()
    assert "删除内容，不能恢复" not in text(publisher.get(address(public)))
    before = refusals()
    refused = publisher.post(f"/staff/redactions/{asked.pk}/do")
    assert refused.status_code == 403 and "提出人以外的发布人" in text(refused) and refusals() == before + 1
    own = Assignment.objects.get(user=cast.county_publisher, role=Role.PUBLISHER)
    Deputy.objects.create(
        assignment=own,
        user=cast.county_reviewer,
        valid_from=own.valid_from,
        valid_to="2099-01-01",
        reason="休假",
    )
    with pytest.raises(Refused):
        redacting.do(asked, cast.county_reviewer)
    assert not Redaction.objects.done().exists()
    assert sign_in(Client(), cast.city_publisher).post(f"/staff/redactions/{asked.pk}/do").status_code == 302


def test_an_editor_does_not_remove_and_a_stranger_finds_nothing(desk, cast, public):
    ask(desk, public)
    key = Redaction.objects.get().pk
    with pytest.raises(NotSeen):
        redacting.do(Redaction.objects.get(), cast.county_reviewer)
    stranger, before = sign_in(Client(), cast.neighbour_publisher), refusals()
    answers = [stranger.get(address(public)), ask(stranger, public)]
    answers += [stranger.post(f"/staff/redactions/{key}/{step}") for step in ("do", "refuse")]
    assert [answer.status_code for answer in answers] == [404] * 4 and refusals() == before + 4
    assert not Redaction.objects.done().exists() and Redaction.objects.count() == 1


def test_a_request_is_taken_back_and_asked_again(desk, cast, public):
    ask(desk, public)
    with pytest.raises(Conflict, match="已经有人要求"):
        redacting.ask(public, cast.county_editor, reason=REASON)
    assert desk.post(f"/staff/redactions/{Redaction.objects.get().pk}/refuse").status_code == 302
    assert not Redaction.objects.exists()
    ask(desk, public)
    publisher = sign_in(Client(), cast.county_publisher)
    publisher.post(f"/staff/redactions/{Redaction.objects.get().pk}/refuse")
    assert not Redaction.objects.exists() and Client().get(public.get_absolute_url()).status_code == 200


def test_a_request_without_reason_or_with_a_wrong_successor_is_refused(desk, public):
    for given, said in (
        ({"reason": " "}, "请写明原因"),
        ({"reason": "长" * 201}, "请写明原因"),
        ({"successor": "000000000"}, "没有这个公开的文件"),
        ({"successor": "0000"}, "编号"),
    ):
        answer = ask(desk, public, **given)
        assert answer.status_code == 400 and said in text(answer), given
    assert not Redaction.objects.exists()


def test_what_was_never_public_is_not_asked_for(cast, public):
    version = DocumentVersion.objects.create(
        document=public.document, number=9, title="x", file_name="x.pdf", original=public.original
    )
    with pytest.raises(BadInput, match="从未公布"):
        redacting.ask(version, cast.county_editor, reason=REASON)


def test_with_the_original_gone_staff_are_told_and_nothing_breaks(
    desk, cast, public, made, django_capture_on_commit_callbacks
):
    ask(desk, public, removes_original="yes")
    with django_capture_on_commit_callbacks(execute=True):
        redacting.do(Redaction.objects.get(), cast.county_publisher)
    one = made.attachments.get()
    gone = desk.get(f"/staff/changes/{made.public_id}/files/{one.public_id}/original")
    assert gone.status_code == 404 and "只留下校验值" in text(gone)
    assert desk.get(f"/staff/changes/{made.public_id}/files/{one.public_id}/").status_code == 200
    assert "原件已删除" in text(desk.get(address(public)))


def test_the_page_of_the_case_leads_to_its_public_files(desk, made, public):
    assert address(public) in text(desk.get(f"/staff/cases/{key_of(made)}/"))
