"""The life of a version: added, published, withdrawn, and its bytes removed. No fact is ever rewritten or deleted."""

from collections.abc import Collection
from datetime import date, datetime
from typing import IO, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from geo.errors import BadInput
from layers.documents import erasing, gates, ledgered
from layers.documents.derive import make_public_copy
from layers.documents.known_kinds import DOCUMENT_KINDS
from layers.documents.listing import refresh_search
from layers.documents.models import Document, DocumentVersion, Publication, Redaction, StoredFile
from layers.documents.store import clean_file_name, put
from layers.documents.tasks import remove_soon
from layers.failpoints import failpoint


def add_version(
    document: Document,
    content: IO[bytes] | bytes,
    *,
    file_name: str,
    title: str,
    doc_no: str = "",
    issued_on: date | None = None,
    issuer: str = "",
) -> DocumentVersion:
    """The next version of ``document``, private until it is published. Raises BadInput that names the file."""
    original = put(content, file_name, store=StoredFile.Store.ORIGINALS, allowed=DOCUMENT_KINDS)
    return next_version(
        document,
        original=original,
        title=title,
        doc_no=doc_no,
        issued_on=issued_on,
        issuer=issuer,
        file_name=clean_file_name(file_name),
    )


@transaction.atomic
def next_version(document: Document, **facts: Any) -> DocumentVersion:
    """Version 1, 2, … of ``document``; ``facts`` are the columns of DocumentVersion, the bytes stored already."""
    # Two versions handed in at one moment get two numbers.
    Document.objects.select_for_update().get(pk=document.pk)
    last = document.versions.aggregate(last=Max("number"))["last"] or 0
    return DocumentVersion.objects.create(document=document, number=last + 1, **facts)


def publish(version: DocumentVersion, *, at: datetime | None = None, listed: bool = True) -> Publication:
    """Make ``version`` public. A second call changes nothing; a withdrawn version does not come back.

    ``listed=False`` leaves search to a bulk loader that rebuilds it at its end.
    """
    publication = Publication.objects.filter(version=version).first()
    if publication is None:
        gates.pass_all(
            version.original, version.file_name, is_sample=version.document.is_sample, version=version
        )
        derivative = make_public_copy(version)
        failpoint("publish.copied")
        with transaction.atomic():
            publication, is_new = Publication.objects.get_or_create(
                version=version, defaults={"published_at": at or timezone.now(), "derivative": derivative}
            )
            if is_new:
                ledgered.enter_published(publication)
            if listed:
                refresh_search(version.document)
    if publication.withdrawn_at is not None:
        raise BadInput(None, "已撤回的版本不能再次公布，请另立新版本")
    return publication


@transaction.atomic
def withdraw(version: DocumentVersion, reason: str, successor: Document | None = None) -> Publication:
    """Take the bytes, pages and text of ``version`` away from the public; date, reason and successor stay."""
    publication = Publication.objects.select_for_update().filter(version=version).first()
    if publication is None:
        raise BadInput(None, "此版本从未公布，无须撤回")
    if publication.withdrawn_at is not None:
        raise BadInput(None, "此版本已经撤回")
    if not reason.strip():
        raise BadInput("reason", "撤回必须写明原因")
    if successor is not None and successor.pk == version.document_id:
        raise BadInput("successor", "文件不能由自己替代：同一文件的新版本会自动取代旧版本")
    publication.withdrawn_at = timezone.now()
    publication.withdrawal_reason = reason.strip()
    publication.successor = successor
    publication.save(update_fields=["withdrawn_at", "withdrawal_reason", "successor"])
    ledgered.enter(publication, ledgered.Action.WITHDRAW, publication.withdrawal_reason)
    failpoint("withdraw.entered")
    refresh_search(version.document)
    return publication


def withdraw_all(documents: Collection[str], reason: str) -> None:
    """Withdraws every public version of those ``documents`` (public ids)."""
    if not documents:
        return
    public = DocumentVersion.objects.published().filter(document__public_id__in=documents)
    for version in public.select_related("document").order_by("document_id", "number"):
        withdraw(version, reason)


@transaction.atomic
def redact(asked: Redaction, person: Any) -> list[Redaction]:
    """Remove, for good, the bytes, pages and words that ``asked`` names; hash, size, title, dates and reason stay.

    The same bytes under another address are the same leak: they go, too, and each such version has its own row in the
    answer. Raises BadInput when it was done or taken back, or the version was never public.
    """
    found = Redaction.objects.select_for_update().filter(pk=asked.pk).first()
    if found is None:
        raise BadInput(None, "删除内容的要求已经取消")
    asked = found
    if asked.done_at is not None:
        raise BadInput(None, "这一版的内容已经删除")
    same = DocumentVersion.objects.ever_published().filter(original=asked.version.original_id)
    done = [_redact(version, asked, person) for version in same.order_by("pk")]
    if not done:
        raise BadInput(None, "此版本从未公布，无须删除内容")
    failpoint("redact.entered")
    remove_soon(erasing.erase(asked.version.original, with_original=asked.removes_original))
    return done


def _redact(version: DocumentVersion, asked: Redaction, person: Any) -> Redaction:
    if version.publication.withdrawn_at is None:
        successor = None if asked.successor_id == version.document_id else asked.successor
        withdraw(version, asked.reason, successor)
    told = {"reason": asked.reason, "removes_original": asked.removes_original, "successor": asked.successor}
    # What somebody asked for the same bytes elsewhere is done with this request, in the names of its two people.
    Redaction.objects.asked().filter(version=version).exclude(pk=asked.pk).delete()
    row, _ = Redaction.objects.get_or_create(
        version=version,
        defaults=told | {"asked_by_id": asked.asked_by_id, "asked_for_id": asked.asked_for_id},
    )
    if row.done_at is None:
        row.done_by, row.done_at = person, timezone.now()
        row.save(update_fields=["done_by", "done_at"])
        ledgered.enter(version.publication, ledgered.Action.REDACT, asked.reason)
    return row
