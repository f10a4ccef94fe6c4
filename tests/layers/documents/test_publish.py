"""The life of a version, and what the database itself refuses."""

import pytest
from django.db import IntegrityError, connection, transaction

from geo.errors import BadInput
from layers.documents import gates
from layers.documents.derive import derive
from layers.documents.models import Document, DocumentVersion, PageImage, Publication, StoredFile
from layers.documents.publish import add_version, publish, withdraw
from tests.layers.documents.files import as_it_is, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_gates(monkeypatch):
    monkeypatch.setattr(gates, "_gates", {})


def real_version() -> DocumentVersion:
    return add_version(Document.objects.create(), pdf("真"), file_name="真.pdf", title="真文件")


def test_versions_are_numbered_one_after_the_other(sample_version, next_version):
    assert [sample_version.number, next_version(sample_version).number] == [1, 2]


def test_a_sound_is_no_document():
    from tests.layers.documents.files import second_of_sound

    with pytest.raises(BadInput, match=r"听\.mp3:内容是MP3 声音,这里只收 PDF、PNG 图片、JPEG 图片"):
        add_version(Document.objects.create(), second_of_sound(), file_name="听.mp3", title="听")


def test_only_samples_become_public_while_nobody_looks_for_personal_data(no_gates, sample_version):
    publish(sample_version)
    with pytest.raises(BadInput, match="个人信息检查尚未启用，暂不能公布"):
        publish(real_version())
    assert Publication.objects.count() == 1


def test_with_the_gate_open_a_real_document_becomes_public(no_gates):
    seen = []
    gates.register(
        gates.Gate(gates.PERSONAL_DATA, lambda stored, name, version: seen.append((name, version)), as_it_is)
    )
    version = real_version()
    publish(version)
    assert seen == [("真.pdf", version)]
    assert list(Document.objects.published()) == [version.document]


def test_a_gate_that_refuses_keeps_even_a_sample_private(no_gates, sample_version):
    def infected(stored, name, version):
        raise BadInput("file", f"{name}:含有病毒")

    gates.register(gates.Gate("antivirus", infected))
    with pytest.raises(BadInput, match="含有病毒"):
        publish(sample_version)
    assert not Publication.objects.exists()


def test_publishing_twice_is_publishing_once(sample_version):
    assert publish(sample_version) == publish(sample_version)
    assert Publication.objects.get().derivative.store == "derivatives"


def test_withdrawing_keeps_everything_but_the_visibility(public_version):
    successor = Document.objects.create(is_sample=True)
    withdraw(public_version, "公告内容有误", successor)
    publication = Publication.objects.get()
    assert (publication.withdrawal_reason, publication.successor) == ("公告内容有误", successor)
    assert not Document.objects.published().exists()
    assert PageImage.objects.count() == 6
    with pytest.raises(BadInput, match="不能再次公布"):
        publish(public_version)


def test_withdrawing_needs_a_reason_a_publication_and_another_successor(sample_version):
    with pytest.raises(BadInput, match="从未公布"):
        withdraw(sample_version, "有误")
    publish(sample_version)
    with pytest.raises(BadInput, match="写明原因"):
        withdraw(sample_version, "  ")
    with pytest.raises(BadInput, match="由自己替代"):
        withdraw(sample_version, "有误", sample_version.document)


def test_pages_are_made_once_and_shared_by_versions_of_the_same_bytes(
    sample_version, monkeypatch, three_pages
):
    assert derive(sample_version) == 3
    assert StoredFile.objects.filter(store="derivatives").count() == 6

    def no_second_time(*args):
        raise AssertionError("rendered again")

    monkeypatch.setattr("layers.documents.derive.read_pages", no_second_time)
    twin = add_version(sample_version.document, three_pages, file_name="同.pdf", title="同一文件")
    assert derive(sample_version) == derive(twin) == 3
    assert [text.page for text in twin.page_texts.all()] == [1, 2, 3]
    assert twin.page_images.count() == 6


def test_a_broken_pdf_leaves_no_pages(stores):
    broken = b"%PDF-1.7\n%%EOF"
    version = add_version(Document.objects.create(), broken, file_name="坏.pdf", title="坏")
    with pytest.raises(BadInput, match=r"坏\.pdf:文件损坏"):
        derive(version)
    assert not version.page_texts.exists() and not version.page_images.exists()


COLUMNS = [
    *(("documents_documentversion", field.column) for field in DocumentVersion._meta.concrete_fields),
    *(("documents_storedfile", field.column) for field in StoredFile._meta.concrete_fields),
]


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda value: value.removeprefix("documents_"))
def test_the_database_refuses_to_rewrite_a_version_or_a_file(sample_version, table, column):
    with (
        pytest.raises(IntegrityError, match="is immutable"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET {column} = {column}")


def test_the_database_refuses_to_change_a_publication_otherwise_than_by_withdrawing_it(public_version):
    with pytest.raises(IntegrityError, match="only be withdrawn"), transaction.atomic():
        Publication.objects.update(published_at="2020-01-01T00:00:00Z")
    withdraw(public_version, "有误")
    for change in ({"withdrawn_at": None}, {"withdrawal_reason": "别的原因"}):
        with pytest.raises(IntegrityError, match="only be withdrawn"), transaction.atomic():
            Publication.objects.update(**change)
