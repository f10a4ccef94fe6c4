"""Bytes leave the stores for good: the public copy, the pictures of the pages, and the original when that is asked."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from layers.documents.models import (
    DocumentVersion,
    MediaFile,
    PageImage,
    PageText,
    Publication,
    Redaction,
    StoredFile,
)
from layers.documents.storage import store_of

# Store and name in it.
Name = tuple[str, str]


def is_redacted(version: DocumentVersion) -> bool:
    return Redaction.objects.done().filter(version=version).exists()


def was_redacted(stored: StoredFile) -> bool:
    """Whether a version of these bytes was public and had to be removed."""
    return Redaction.objects.done().filter(version__original=stored).exists()


def is_there(stored: StoredFile) -> bool:
    """False where only hash and size are left."""
    return store_of(stored.store).exists(stored.name)


def erased() -> QuerySet[StoredFile]:
    """Rows whose bytes were taken away on purpose, all of them: nobody misses those."""
    mine = OuterRef("pk")
    versions = DocumentVersion.objects.filter(original=mine)
    gone = Redaction.objects.done().filter(removes_original=True, version=OuterRef("pk"))
    publications = Publication.objects.filter(derivative=mine)
    done = Redaction.objects.done().filter(version=OuterRef("version"))
    return StoredFile.objects.filter(
        # The same bytes may have been handed in again since, for another draft.
        Q(Exists(versions.filter(Exists(gone))), ~Exists(versions.filter(~Exists(gone))))
        | Q(
            Exists(publications.filter(Exists(done))),
            ~Exists(publications.filter(withdrawn_at__isnull=True)),
        )
    )


def erase(original: StoredFile, *, with_original: bool) -> list[Name]:
    """Takes away the rows of pages that were made of ``original``; the names of all bytes that go with them.

    The rows of the original and of the public copies stay: their hashes prove what was public.
    """
    versions = DocumentVersion.objects.filter(original=original)
    copies = StoredFile.objects.filter(derivative_of__version__in=versions).distinct()
    shown = Publication.objects.filter(withdrawn_at__isnull=True).values("derivative")
    gone = [_name(stored) for stored in copies.exclude(pk__in=shown)]
    gone += _pictures(versions)
    PageText.objects.filter(version__in=versions).delete()
    if with_original:
        gone.append(_name(original))
    return gone


def remove(names: Iterable[Name]) -> None:
    """A name that is gone already is no fault."""
    for store, name in names:
        store_of(store).delete(name)


def _pictures(versions: Iterable[DocumentVersion]) -> list[Name]:
    """Rows and files of page images; a blank page of another document may be the very same picture and stays."""
    own = PageImage.objects.filter(version__in=versions)
    files = list(own.values_list("file", flat=True))
    own.delete()
    unused = (
        StoredFile.objects.filter(pk__in=files, derivative_of=None)
        .exclude(pk__in=PageImage.objects.values("file"))
        .exclude(pk__in=MediaFile.objects.values("file"))
    )
    names = [_name(stored) for stored in unused]
    unused.delete()
    return names


def _name(stored: StoredFile) -> Name:
    return stored.store, stored.name
