"""REDACT: the leaked bytes are gone from stores and addresses; that they were there, and why they went, stays."""

import datetime as dt
import html
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from geo.errors import BadInput
from layers.documents import gates
from layers.documents.derive import derive
from layers.documents.erasing import is_there
from layers.documents.models import (
    Document,
    DocumentVersion,
    PageImage,
    PageText,
    Publication,
    Redaction,
    StoredFile,
)
from layers.documents.publish import add_version, publish, redact, withdraw
from layers.documents.store import open_stored
from layers.documents.tasks import remove_bytes, revive
from layers.land.models import CaseDocument
from layers.search.models import SearchEntry
from layers.staff.models import User
from tests.layers.documents.files import pdf
from tests.layers.land.factories import boxing, case, village

pytestmark = pytest.mark.django_db
REASON = "附件含有村民身份证号"


@pytest.fixture
def people():
    return [User.objects.create(username=name) for name in ("asks", "does")]


@pytest.fixture
def redacted(people, django_capture_on_commit_callbacks):
    """Asked by one, done by the other, the transaction kept."""

    def run(version, **told):
        asked = Redaction.objects.create(version=version, reason=REASON, asked_by=people[0], **told)
        with django_capture_on_commit_callbacks(execute=True):
            return redact(asked, people[1])

    return run


def files_of(version):
    pictures = [image.file for image in version.page_images.select_related("file")]
    return [version.publication.derivative, *pictures]


def test_after_a_redaction_every_address_of_the_document_says_410_with_the_reason(
    public_version, redacted, client
):
    here = public_version.get_absolute_url()
    addresses = [
        f"/d/{public_version.document.public_id}", here, f"{here}/file", f"{here}/pages/1/800", f"{here}/pages/3/1600",
    ]  # fmt: skip
    assert [client.get(address).status_code for address in addresses] == [200] * 5
    files, bytes_there = files_of(public_version), [is_there(one) for one in files_of(public_version)]
    redacted(public_version)
    assert all(bytes_there) and not any(is_there(one) for one in files)
    for address in addresses:
        answer = client.get(address)
        told = answer.content.decode()
        assert answer.status_code == 410 and REASON in told and public_version.title in told, address
        assert "内容已删除" in told and "补偿标准" not in told
    assert not PageText.objects.exists() and not PageImage.objects.exists()
    assert not SearchEntry.objects.filter(kind="document").exists()
    for answer in (client.get("/search?q=补偿标准每亩"), client.get("/api/search?q=征收公告")):
        assert public_version.document.public_id not in answer.content.decode()
    # A browser that kept a copy asks again and is told, too.
    etag = f'"{files[0].sha256}"'
    assert Client().get(f"{here}/file", headers={"if-none-match": etag}).status_code == 410


def test_what_the_site_links_to_from_village_case_and_ledger_tells_nothing_of_it_afterwards(
    public_version, redacted, client
):
    _, county, town = boxing()
    where = village("东村村委会", "371625104201", town)
    about = case(county, [where], stages={"PLAN_NOTICE": dt.date(2024, 3, 4)})
    CaseDocument.objects.create(case=about, kind_id="plan_notice", document=public_version.document)
    starts = [
        "/v/371625104201", "/v/371625104201.atom", "/v/371625104201.ics", f"/c/{about.public_id}.atom", "/ledger/",
        "/ledger/ledger.jsonl", "/search?q=补偿标准每亩", "/api/search?q=补偿标准每亩", f"/api/cases/{about.public_id}/",
    ]  # fmt: skip
    leaked = "每亩六万元".encode(), stored_bytes(public_version.publication.derivative)
    before = reached(client, starts)
    telling = {address for address, told in before.items() if any(one in told for one in leaked)}
    assert len(before) > 20 and f"{public_version.get_absolute_url()}/file?download=1" in telling
    redacted(public_version)
    after = reached(client, [*starts, *before])
    assert [address for address, told in after.items() if any(one in told for one in leaked)] == []


def stored_bytes(stored) -> bytes:
    with open_stored(stored) as file:
        return file.read()


def reached(client, starts, most=120) -> dict[str, bytes]:
    """What each address answered: the given ones, and what they link to of this village, case, document and ledger."""
    answers: dict[str, bytes] = {}
    waiting = list(starts)
    while waiting and len(answers) < most:
        address = waiting.pop(0)
        if address in answers:
            continue
        answer = client.get(address)
        assert answer.status_code in {200, 302, 404, 410}, address
        told = answer.getvalue()
        answers[address] = told
        links = re.findall(r'(?:href|src)="(?:http://testserver)?(/[^"#]*)', told.decode(errors="replace"))
        waiting += [html.unescape(link) for link in links if re.match(r"/(v|c|d|ledger|verify|api)\b", link)]
    return answers


def test_hash_size_title_and_the_original_stay_unless_that_is_asked_for_too(
    public_version, next_version, redacted
):
    original = public_version.original
    redacted(public_version)
    publication = Publication.objects.get()
    assert (publication.withdrawal_reason, publication.derivative.sha256) == (REASON, original.sha256)
    assert DocumentVersion.objects.get() == public_version and is_there(original)
    second = next_version(public_version)
    publish(second)
    redacted(second, removes_original=True)
    stored = StoredFile.objects.get(pk=second.original_id)
    assert not is_there(stored) and stored.size > 0 and len(stored.sha256) == 64


def test_the_newest_version_is_shown_as_successor_and_stays_open(
    public_version, next_version, redacted, client
):
    second = next_version(public_version)
    publish(second)
    derive(second)
    redacted(public_version)
    told = client.get(f"{public_version.get_absolute_url()}/file").content.decode()
    assert f"/d/{second.document.public_id}/2" in told and "现行的第 2 版" in told
    assert client.get(f"{second.get_absolute_url()}/file").status_code == 200
    assert client.get(f"{second.get_absolute_url()}/pages/1/800").status_code == 200


def test_the_same_bytes_under_another_address_go_along(public_version, redacted, client, three_pages):
    twin = add_version(
        Document.objects.create(is_sample=True), three_pages, file_name="同.pdf", title="同一份"
    )
    publish(twin)
    derive(twin)
    # Whoever does it had asked for the twin herself.
    Redaction.objects.create(version=twin, reason="同样", asked_by=User.objects.get(username="does"))
    assert {row.version for row in redacted(public_version)} == {public_version, twin}
    for address in (twin.get_absolute_url(), f"{twin.get_absolute_url()}/file"):
        assert client.get(address).status_code == 410
    assert not PageImage.objects.exists()


def test_a_page_that_another_document_shows_too_stays_with_it(public_version, redacted, client):
    other = add_version(
        Document.objects.create(is_sample=True), pdf("另一件"), file_name="另.pdf", title="另一件"
    )
    publish(other)
    shared = public_version.page_images.filter(page=3, width=800).get()
    PageImage.objects.create(version=other, page=1, width=800, height=shared.height, file=shared.file)
    redacted(public_version)
    assert client.get(f"{other.get_absolute_url()}/pages/1/800").status_code == 200


def test_what_was_withdrawn_before_is_redacted_with_both_reasons_told(public_version, redacted, client):
    withdraw(public_version, "公告内容有误")
    redacted(public_version)
    told = client.get(public_version.get_absolute_url()).content.decode()
    assert "公告内容有误" in told and REASON in told


def test_pages_are_not_made_again_and_the_bytes_do_not_become_public_again(
    public_version, redacted, three_pages, monkeypatch
):
    redacted(public_version)
    assert derive(public_version) == 0 and not PageText.objects.exists()
    monkeypatch.setattr(gates, "_gates", {})
    again = add_version(
        Document.objects.create(is_sample=True), three_pages, file_name="又.pdf", title="又来"
    )
    with pytest.raises(BadInput, match=r"又\.pdf:这份文件的内容曾因泄露信息被删除，不能再次公布"):
        publish(again)


def test_a_redaction_that_is_rolled_back_keeps_the_bytes(public_version, people):
    asked = Redaction.objects.create(version=public_version, reason=REASON, asked_by=people[0])
    with pytest.raises(RuntimeError), transaction.atomic():
        redact(asked, people[1])
        raise RuntimeError
    assert is_there(public_version.publication.derivative) and public_version.page_images.count() == 6


def test_the_worker_removes_again_what_a_dead_process_left(public_version):
    stored = public_version.publication.derivative
    names = [(stored.store, stored.name)]
    remove_bytes(names)
    remove_bytes(names)
    assert not is_there(stored)


def test_a_removal_whose_worker_was_killed_comes_into_the_queue_again(public_version, redacted):
    redacted(public_version, removes_original=True)
    jobs = ProcrastinateJob.objects.filter(task_name=remove_bytes.name)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [jobs.get().pk])
    revive(0)
    assert jobs.get().status == "todo"


def test_the_database_wants_a_reason_and_a_second_person_and_lets_nothing_be_rewritten(
    public_version, people, redacted
):
    def refused(match, change):
        with pytest.raises(IntegrityError, match=match), transaction.atomic():
            change()

    told = {"version": public_version, "asked_by": people[0]}
    refused("with_reason", lambda: Redaction.objects.create(reason="", **told))
    asked = Redaction.objects.create(reason=REASON, **told)
    refused("done_by_another", lambda: redact(asked, people[0]))
    for change in ({"reason": "别的"}, {"asked_by": people[1]}):
        refused("only be done, once", lambda change=change: Redaction.objects.update(**change))
    asked.delete()
    redacted(public_version)
    refused("only be done, once", lambda: Redaction.objects.update(done_at=None, done_by=None))


def test_a_version_that_was_never_public_has_nothing_to_redact(sample_version, redacted):
    with pytest.raises(BadInput, match="从未公布"):
        redacted(sample_version)


def test_twice_is_refused(public_version, redacted, people):
    redacted(public_version)
    with pytest.raises(BadInput, match="已经删除"):
        redact(Redaction.objects.get(), people[1])


def test_a_request_that_was_taken_back_meanwhile_removes_nothing(public_version, people):
    asked = Redaction.objects.create(version=public_version, reason=REASON, asked_by=people[0])
    Redaction.objects.all().delete()
    with pytest.raises(BadInput, match="已经取消"):
        redact(asked, people[1])
    assert is_there(public_version.publication.derivative)
