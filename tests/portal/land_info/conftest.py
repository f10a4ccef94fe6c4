import datetime as dt

import pytest
from django.utils import timezone

from layers.documents.models import Document, DocumentVersion, Publication, StoredFile
from layers.land.models import CaseDocument, DocumentKind
from tests.layers.land.factories import boxing, square, village

TODAY = dt.date(2024, 3, 15)


@pytest.fixture
def places():
    """博兴县 湖滨镇 东村."""
    _, county, town = boxing()
    return county, town, village("东村村委会", "371625104201", town, area=square(-300, -300, 1000))


@pytest.fixture
def on(monkeypatch):
    """on("2024-04-02"): the pages believe that it is that day."""

    def set_day(day):
        monkeypatch.setattr(timezone, "localdate", lambda *args: dt.date.fromisoformat(day))

    set_day(TODAY.isoformat())
    return set_day


@pytest.fixture
def publish_document():
    """A public document without bytes on disk: the pages only name it."""
    made = iter(range(1, 1000))

    def publish(case, kind, title, *, versions=1, public=True, stage=None, first_page=1):
        document = Document.objects.create(is_sample=True)
        for number in range(1, versions + 1):
            digest = f"{next(made):064x}"
            version = DocumentVersion.objects.create(
                document=document, number=number, title=title, file_name="a.pdf", issued_on=dt.date(2024, 3, 4),
                original=StoredFile.objects.create(sha256=digest, store="originals", size=9, media_type="application/pdf"),
            )  # fmt: skip
            if public:
                copy = StoredFile.objects.create(
                    sha256=digest, store="derivatives", size=9, media_type="application/pdf"
                )
                Publication.objects.create(version=version, published_at=timezone.now(), derivative=copy)
        CaseDocument.objects.create(
            case=case,
            kind=DocumentKind.objects.get(code=kind),
            document=document,
            stage=stage,
            first_page=first_page,
        )
        return document

    return publish
