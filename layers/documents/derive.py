"""What is made from a version: its page images and its text, as rows of their own."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from layers.documents import gates
from layers.documents.erasing import is_redacted
from layers.documents.listing import refresh_search
from layers.documents.models import DocumentVersion, PageImage, PageText, Publication, StoredFile
from layers.documents.pages import Page, read_pages
from layers.documents.store import copy, open_stored, put_made

READABLE = {"application/pdf", "image/png", "image/jpeg"}


def derive(version: DocumentVersion) -> int:
    """Make the pages of ``version`` once; the number of its pages. Texts that are there already stay.

    The rows of an unpublished version are seen by nobody but staff. Raises BadInput when the file cannot be read.
    """
    if version.original.media_type not in READABLE or is_redacted(version):
        return 0
    if made := version.page_images.values("page").distinct().count():
        return made
    # The parser runs outside of the transaction: a minute of rendering holds no lock.
    if copied := copy_pages(version):
        return copied
    with open_stored(version.original) as source:
        pages = [
            (page, _store_pictures(page))
            for page in read_pages(source, version.original.media_type, version.file_name)
        ]
    with transaction.atomic():
        texts = [PageText(version=version, page=page.number, text=page.text) for page, _ in pages]
        PageText.objects.bulk_create(texts, ignore_conflicts=True)
        images = [
            PageImage(version=version, page=page.number, width=width, height=height, file=stored)
            for page, pictures in pages
            for width, height, stored in pictures
        ]
        PageImage.objects.bulk_create(images, ignore_conflicts=True)
        _list_words(version)
    return len(pages)


def copy_pages(version: DocumentVersion) -> int:
    """The pages that were made of the same bytes already; 0 when there are none, or ``version`` has its own.

    Words are copied where there are no pictures yet: those of a masked document stand nowhere else.
    """
    if version.page_images.exists():
        return 0
    twin = _twin(version)
    return 0 if twin is None else _copy_pages(twin, version)


def make_public_copy(version: DocumentVersion) -> StoredFile:
    """The bytes that the public gets: what was looked at and made anew. A sample is public as it was written."""
    if not version.document.is_sample:
        return gates.derivative(version.original, version.file_name)
    return copy(version.original, StoredFile.Store.DERIVATIVES)


def _store_pictures(page: Page) -> list[tuple[int, int, StoredFile]]:
    return [
        (picture.width, picture.height, put_made(picture.content, picture.media_type))
        for picture in page.pictures
    ]


def _twin(version: DocumentVersion) -> DocumentVersion | None:
    """Another version with the same bytes whose pages are there: the same pages, without a second rendering."""
    read = DocumentVersion.objects.filter(original=version.original, page_texts__isnull=False)
    return (
        read.exclude(pk=version.pk)
        .order_by(Exists(PageImage.objects.filter(version=OuterRef("pk"))).desc(), "pk")
        .first()
    )


@transaction.atomic
def _copy_pages(twin: DocumentVersion, version: DocumentVersion) -> int:
    """How many pages have their pictures."""
    texts = [PageText(version=version, page=text.page, text=text.text) for text in twin.page_texts.all()]
    PageText.objects.bulk_create(texts, ignore_conflicts=True)
    images = [
        PageImage(
            version=version, page=image.page, width=image.width, height=image.height, file_id=image.file_id
        )
        for image in twin.page_images.all()
    ]
    PageImage.objects.bulk_create(images, ignore_conflicts=True)
    _list_words(version)
    return len(texts) if images else 0


def _list_words(version: DocumentVersion) -> None:
    """A version that was published before its pages were made is now found by its words too."""
    if Publication.objects.filter(version=version, withdrawn_at__isnull=True).exists():
        refresh_search(version.document)
