"""How search finds a document: by title, by 文号, and by the words on its pages."""

from layers.documents.models import Document
from layers.search.registry import Findable, Kind, register


def findable(document: Document) -> Findable:
    versions = [version for version in document.versions.all() if is_public(version)]
    newest = max(versions, key=lambda version: version.number)
    return Findable(
        key=document.public_id,
        names=[newest.title, *filter(None, [newest.doc_no])],
        url=document.get_absolute_url(),
        note=newest.doc_no,
        readings=[],
        body=" ".join(page.text for page in newest.page_texts.all()),
    )


def is_public(version: object) -> bool:
    publication = getattr(version, "publication", None)
    return publication is not None and publication.withdrawn_at is None


register(
    Kind(
        name="document",
        title="文件",
        queryset=lambda: Document.objects.published().prefetch_related(
            "versions__publication", "versions__page_texts"
        ),
        findable=findable,
        order=5,
    )
)
