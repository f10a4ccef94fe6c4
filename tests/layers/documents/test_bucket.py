"""Files in a bucket: what holds of a folder holds there, and nobody outside sees that there is one."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from layers.documents.completeness import faults
from layers.documents.derive import derive
from layers.documents.models import Document, DocumentVersion, Redaction, StoredFile
from layers.documents.publish import add_version, publish, redact, withdraw
from layers.documents.storage import AWAY_S, StoreAway, store_of
from layers.documents.store import copy, open_stored, put, put_made
from layers.documents.sweep import sweep
from layers.documents.tasks import derive_version, remove_bytes
from layers.staff.models import User
from portal.file_stores import file_stores
from tests.harness.bucket import NAME, Bucket, bucket
from tests.layers.documents.files import pdf, picture
from tests.layers.documents.test_delivery import body

pytestmark = pytest.mark.django_db
LARGE = b"%PDF-1.4\n" + os.urandom(1 << 20) + b"\n%%EOF\n"


def notice() -> bytes:
    return pdf("征收土地公告")


@pytest.fixture(scope="module")
def server() -> Iterator[Bucket]:
    with bucket() as found:
        yield found


@pytest.fixture(autouse=True)
def stores(server: Bucket, settings, tmp_path) -> Iterator[Bucket]:
    """In the place of the two folders."""
    settings.STORAGES = {**settings.STORAGES, **file_stores(server.environment, tmp_path)}
    yield server
    server.empty()


def test_a_file_lies_under_its_hash_once_and_comes_back_as_it_was(stores: Bucket):
    stored = put(LARGE, "公告.pdf")
    assert put(LARGE, "又一次.pdf") == stored
    public = copy(stored, StoredFile.Store.DERIVATIVES)
    assert stores.names() == [f"derivatives/{public.name}", f"originals/{stored.name}"]
    with open_stored(stored) as content:
        assert content.read() == LARGE
    with open_stored(public) as content:  # parsers jump about
        content.seek(-6, os.SEEK_END)
        assert content.read() == b"%%EOF\n"
    head = stores.client.head_object(Bucket=NAME, Key=f"originals/{stored.name}")
    assert head["ContentType"] == "application/octet-stream"


def test_what_is_public_is_told_in_ranges_and_says_nothing_of_the_bucket(stores: Bucket, client):
    version = published(notice())
    size = version.original.size
    address = f"{version.get_absolute_url()}/file"
    whole = client.get(address)
    assert (whole.status_code, body(whole)) == (200, notice())
    part = client.get(address, headers={"Range": "bytes=100-199"})
    assert (part.status_code, body(part)) == (206, notice()[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{size}"
    said = repr((whole.headers, part.headers, client.get(version.get_absolute_url()).content.decode()))
    for word in (NAME, stores.door.address.removeprefix("http://"), "Signature", "originals/"):
        assert word not in said
    with pytest.raises(ValueError, match="no address"):
        store_of("derivatives").url(version.original.name)


def published(content: bytes) -> DocumentVersion:
    document = Document.objects.create(is_sample=True)
    version = add_version(document, content, file_name="公告.pdf", title="征收土地公告")
    publish(version)
    return version


def test_a_bucket_that_goes_away_in_the_middle_of_a_file_leaves_neither_bytes_nor_row(stores: Bucket):
    with stores.door.shut_after(1 << 20), pytest.raises(StoreAway):
        put(LARGE, "公告.pdf")
    assert stores.names() == [] and not StoredFile.objects.exists()
    assert not stores.client.list_multipart_uploads(Bucket=NAME).get("Uploads")
    assert put(LARGE, "公告.pdf").size == len(LARGE)


@pytest.mark.long
def test_half_a_file_is_named_and_written_again_by_whoever_has_the_bytes(stores: Bucket):
    stored = put_made(LARGE, "application/pdf")
    key = f"derivatives/{stored.name}"
    stores.client.put_object(Bucket=NAME, Key=key, Body=LARGE[:1000])
    assert list(faults()) == [f"{key}：应为 {len(LARGE)} 字节，实为 1000 字节"]
    put_made(LARGE, "application/pdf")
    assert list(faults(read=5)) == []


def test_an_answer_that_breaks_off_is_not_taken_for_the_file(stores: Bucket):
    stored = put_made(LARGE, "application/pdf")
    with stores.door.shut_after(1 << 19), pytest.raises(StoreAway):
        open_stored(stored)


def test_while_the_bucket_is_away_a_file_is_a_503_in_chinese_and_its_page_is_answered(stores: Bucket, client):
    page = published(notice()).get_absolute_url()
    with stores.door.shut_after(0):
        told, answered = client.get(f"{page}/file"), client.get(page)
    assert (told.status_code, told.headers["Retry-After"], answered.status_code) == (503, "5", 200)
    assert "暂时无法服务" in told.content.decode() and stores.door.address not in told.content.decode()


def test_what_is_redacted_leaves_the_bucket_at_once_or_when_it_is_back(
    stores: Bucket, django_capture_on_commit_callbacks
):
    version = published(notice())
    people = [User.objects.create(username=name) for name in ("asks", "does")]
    asked = Redaction.objects.create(
        version=version, reason="附件含有村民身份证号", asked_by=people[0], removes_original=True
    )
    with stores.door.shut_after(0), django_capture_on_commit_callbacks(execute=True):
        redact(asked, people[1])
    assert len(stores.names()) == 2, "away: decided, and not done yet"
    job = ProcrastinateJob.objects.get(task_name__endswith="remove_bytes")
    remove_bytes(**job.args)
    assert stores.names() == []
    assert list(faults()) == [], "what was erased on purpose is not missed"
    again = add_version(
        Document.objects.create(), notice(), file_name="a.pdf", title="another draft"
    ).original
    assert again == version.original
    stores.client.delete_object(Bucket=NAME, Key=f"originals/{again.name}")
    assert list(faults()) == [f"originals/{again.name}：没有这个文件"]


def test_pages_that_cannot_be_made_are_tried_again_when_the_bucket_may_be_back(stores: Bucket):
    version = add_version(Document.objects.create(is_sample=True), notice(), file_name="a.pdf", title="a")
    with stores.door.shut_after(0):
        derive_version(version.pk)
    job = ProcrastinateJob.objects.get(task_name__endswith="derive_version")
    assert job.scheduled_at > timezone.now() + timedelta(seconds=AWAY_S - 10)


@pytest.mark.long
def test_a_real_notice_goes_through_the_gate_to_its_public_copy_and_pages_and_is_withdrawn(
    stores: Bucket, client, django_capture_on_commit_callbacks
):
    version = add_version(Document.objects.create(), notice(), file_name="公告.pdf", title="征收土地公告")
    publish(version)
    public = version.publication.derivative
    assert public.sha256 != version.original.sha256, "made anew by the gate"
    derive(version)
    page = version.get_absolute_url()
    part = client.get(f"{page}/file", headers={"Range": "bytes=0-4"})
    assert (part.status_code, body(part)) == (206, b"%PDF-")
    assert client.get(f"{page}/pages/1/800").status_code == 200
    assert {name.partition("/")[0] for name in stores.names()} == {"originals", "derivatives"}
    assert list(faults(read=9)) == []
    withdraw(version, "公告内容有误")
    assert client.get(f"{page}/file").status_code == 410


def test_a_job_of_removal_is_asked_again_as_long_as_the_bucket_is_away(stores: Bucket):
    assert remove_bytes.retry_strategy is not None
    again = remove_bytes.retry_strategy.get_retry_decision(exception=StoreAway(), job=a_job(attempts=1000))
    assert again is not None
    denied = remove_bytes.retry_strategy.get_retry_decision(
        exception=PermissionError(), job=a_job(attempts=9)
    )
    assert denied is not None, "what was promised to go goes, whatever is in the way"


def a_job(attempts: int) -> Job:
    return Job(id=1, queue="documents", lock=None, queueing_lock=None, task_name="t", attempts=attempts)


@pytest.mark.long
def test_only_what_belongs_to_nothing_is_swept(stores: Bucket):
    kept = published(notice())
    put(picture(9, 9), "无主.png")
    stores.client.put_object(Bucket=NAME, Key="derivatives/ab/cd/abcd", Body=b"half")
    assert sweep(timedelta(hours=1)) == 0
    assert sweep(timedelta(seconds=-5)) == 2
    assert stores.names() == [f"derivatives/{kept.original.name}", f"originals/{kept.original.name}"]


def test_files_that_are_missing_changed_or_open_to_anybody_are_named(stores: Bucket, capsys):
    first, second = (put_made(word.encode(), "text/plain") for word in ("一", "二"))
    call_command("check_files", read=9)
    assert capsys.readouterr().out == "✓ 2 个文件都在，读了其中 2 个\n"
    stores.client.delete_object(Bucket=NAME, Key=f"derivatives/{first.name}")
    other = "别".encode()
    stores.client.put_object(Bucket=NAME, Key=f"derivatives/{second.name}", Body=other, ACL="public-read")
    with pytest.raises(CommandError) as told:
        call_command("check_files", read=9)
    assert f"derivatives/{first.name}：没有这个文件" in str(told.value)
    assert f"derivatives/{second.name}：内容与名字不符" in str(told.value)
    assert "derivatives：存储桶对外公开" in str(told.value)
    with stores.door.shut_after(0), pytest.raises(CommandError, match="存储桶没有回答"):
        call_command("check_files")
