"""A sample document in each state, stored in a temporary folder."""

import io
from collections.abc import Callable

import pytest

from layers.documents.derive import derive
from layers.documents.models import Document, DocumentVersion
from layers.documents.pages import Page, read_pages
from layers.documents.publish import add_version, publish
from tests.layers.documents.files import THREE_PAGES, pdf, stores_in


@pytest.fixture(autouse=True)
def stores(settings, tmp_path):
    """Both stores under tmp_path, by their names."""
    return stores_in(tmp_path, settings)


@pytest.fixture
def three_pages() -> bytes:
    return pdf(*THREE_PAGES)


@pytest.fixture
def sample_version(db, three_pages) -> DocumentVersion:
    """Version 1 of a sample document, not published."""
    return add_version(
        Document.objects.create(is_sample=True),
        three_pages,
        file_name="张三 371602.pdf",
        title="关于柳桥村集体土地的征收公告",
        doc_no="博政土告〔2024〕12号",
        issuer="博兴县人民政府",
    )


@pytest.fixture(scope="session")
def three_pages_read() -> list[Page]:
    """Rendered once: most tests are about what happens to pages, not about how they are made."""
    return list(read_pages(io.BytesIO(pdf(*THREE_PAGES)), "application/pdf", "a.pdf"))


@pytest.fixture
def public_version(sample_version, three_pages_read, monkeypatch) -> DocumentVersion:
    with monkeypatch.context() as patch:
        patch.setattr("layers.documents.derive.read_pages", lambda *file: three_pages_read)
        derive(sample_version)
    publish(sample_version)
    return sample_version


@pytest.fixture
def next_version() -> Callable[[DocumentVersion], DocumentVersion]:
    def make(version: DocumentVersion) -> DocumentVersion:
        changed = pdf("征收土地公告(更正)")
        return add_version(version.document, changed, file_name="更正.pdf", title="征收公告(更正)")

    return make
