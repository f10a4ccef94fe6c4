"""Documents of cases without bytes on a disk: what a page names and a board counts."""

import datetime as dt
import itertools

from django.utils import timezone

from layers.documents.models import Document, DocumentVersion, Publication, StoredFile
from layers.documents.store import put_made
from layers.land.models import CaseDocument

PDF = "application/pdf"
_digests = itertools.count(1_000_000)


def shown(case, kind, *, on, audience="public", title="示例文件", document=None, **given):
    """A document of the case, public since 9 o'clock of that day unless it is for the village or the party."""
    if document is None:
        document = Document.objects.create(is_sample=True)
        digest = f"{next(_digests):064x}"
        original = StoredFile.objects.create(sha256=digest, store="originals", size=9, media_type=PDF)
        version = DocumentVersion.objects.create(
            document=document, number=1, title=title, file_name="a.pdf", original=original
        )
        if audience == "public":
            # Real bytes: the ledger reads them when they are withdrawn.
            copy = put_made(f"%PDF {digest}".encode(), PDF)
            at = timezone.make_aware(dt.datetime.combine(on, dt.time(9)))
            Publication.objects.create(version=version, published_at=at, derivative=copy)
    return CaseDocument.objects.create(
        case=case,
        kind_id=kind,
        document=document,
        version=document.versions.first(),
        audience=audience,
        **given,
    )
