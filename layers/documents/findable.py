"""How search finds a document: by title, by 文号, and by the words on its pages."""

from typing import Any

from layers.documents.models import Document, DocumentVersion
from layers.search.opened import Genre, Opened, opened, theme_of
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
        opened=file_opened(document, versions, newest),
    )


# Which genre the files of a case are, by the tab of their kind.
GENRES = {"approval": Genre.APPROVAL, "notice": Genre.NOTICE, "plan": Genre.PLAN, "dossier": Genre.DOSSIER}


def file_opened(document: Any, versions: list[DocumentVersion], newest: DocumentVersion) -> Opened:
    """Of a file that cases show: the organisation of the first of them, the tab of its kind there. It has been public
    since its first version was."""
    shown = next(filter(is_shown, document.case_documents.all()), None)
    return opened(
        document,
        GENRES[shown.kind.tab] if shown else Genre.FILE,
        shown.case.organisation if shown else None,
        theme_of("document", "case" if shown else None),
        newest.issued_on,
        min(version.publication.published_at for version in versions),
    )


def is_shown(row: Any) -> bool:
    return bool(row.audience == "public" and row.case.withdrawn_at is None)


def is_public(version: DocumentVersion) -> bool:
    publication = getattr(version, "publication", None)
    return publication is not None and publication.withdrawn_at is None


register(
    Kind(
        name="document",
        title="文件",
        queryset=lambda: Document.objects.published().prefetch_related(
            "versions__publication",
            "versions__page_texts",
            "case_documents__kind",
            "case_documents__case__organisation",
        ),
        findable=findable,
        order=5,
    )
)
