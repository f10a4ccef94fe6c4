"""What happens to public bytes, told to the ledger in the act's own transaction; and whether everything was told.

The ledger knows documents by their public id alone and stands below them.
"""

import hashlib
from collections.abc import Collection, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from layers.documents.models import Publication, StoredFile
from layers.documents.store import open_stored
from layers.ledger import check
from layers.ledger.append import append
from layers.ledger.line import Act
from layers.ledger.models import LedgerEntry

Action = LedgerEntry.Action
BACKFILLED = "补录：此事在账本启用之前"
BATCH = 200


def enter_published(publication: Publication) -> None:
    """PUBLISH a first version, REPLACE by new bytes, CORRECT where the bytes stay and what is said of them changes."""
    append([_act(publication, _action_of(publication), publication.published_at)])


def enter(publication: Publication, action: str, reason: str) -> None:
    """An act that ends what was public: WITHDRAW, REDACT. The bytes told are those of its derivative now."""
    append([_act(publication, action, timezone.now(), reason)])


def backfill() -> int:
    """Entries of the acts before there was a ledger, marked as such, in their order; how many. May be run again."""
    due = [(at, pk, False) for at, pk in _unentered().values_list("published_at", "pk")]
    due += [(at, pk, True) for at, pk in _unended().values_list("withdrawn_at", "pk") if at is not None]
    due.sort()
    for first in range(0, len(due), BATCH):
        batch = due[first : first + BATCH]
        found = Publication.objects.select_related("version__document", "derivative").in_bulk(
            [pk for _, pk, _ in batch]
        )
        with transaction.atomic():
            append([_backfilled(found[pk], at, is_end) for at, pk, is_end in batch])
    return len(due)


def first_fault(printed: Collection[str] = ()) -> str | None:
    """The first fault of the chain itself, else the first act that it does not tell. A sentence, None when all is sound."""
    return check.first_fault(printed) or next(_untold(), None)


def _untold() -> Iterator[str]:
    """Acts without an entry, and entries whose document was deleted; samples may go."""
    for publications, told in (
        (_unentered(), "的公布不在账本里"),
        (_unended(), "的撤回不在账本里"),
        (_other_bytes(), "现在公开的内容与账本所记的不同"),
    ):
        found = publications.select_related("version__document").order_by("pk").first()
        if found is not None:
            yield f"文件 {found.version.document.public_id} 第 {found.version.number} 版{told}"
    there = Publication.objects.filter(
        version__document__public_id=OuterRef("doc_id"), version__number=OuterRef("version")
    )
    gone = LedgerEntry.objects.filter(~Exists(there), line__contains='"is_sample":false').first()
    if gone is not None:
        yield f"账本第 {gone.seq} 条公布的文件 {gone.doc_id} 第 {gone.version} 版已不在：公布记录被删除"


def _entries() -> QuerySet[LedgerEntry]:
    """Those of the publication in the outer query that say which bytes are public."""
    own = LedgerEntry.objects.filter(
        doc_id=OuterRef("version__document__public_id"), version=OuterRef("version__number")
    )
    return own.exclude(action__in=[Action.WITHDRAW, Action.REDACT])


def _unentered() -> QuerySet[Publication]:
    return Publication.objects.filter(~Exists(_entries()))


def _unended() -> QuerySet[Publication]:
    ends = LedgerEntry.objects.filter(
        doc_id=OuterRef("version__document__public_id"),
        version=OuterRef("version__number"),
        action=Action.WITHDRAW,
    )
    return Publication.objects.filter(~Exists(ends), withdrawn_at__isnull=False)


def _other_bytes() -> QuerySet[Publication]:
    told = Subquery(_entries().order_by("-seq").values("sha256")[:1])
    standing = Publication.objects.filter(withdrawn_at__isnull=True).annotate(told=told)
    return standing.filter(~Q(told=F("derivative__sha256")))


def _backfilled(publication: Publication, at: datetime, is_end: bool) -> Act:
    action = Action.WITHDRAW if is_end else _action_of(publication)
    reason = f"{BACKFILLED}。{publication.withdrawal_reason}" if is_end else BACKFILLED
    return _act(publication, action, at, reason, is_backfilled=True)


def _action_of(publication: Publication) -> str:
    version = publication.version
    earlier = Publication.objects.filter(
        version__document=version.document_id, version__number__lt=version.number
    )
    before = earlier.order_by("-version__number").values_list("derivative__sha256", flat=True).first()
    if before is None:
        return Action.PUBLISH
    return Action.CORRECT if before == publication.derivative.sha256 else Action.REPLACE


def _act(
    publication: Publication, action: str, at: datetime, reason: str = "", *, is_backfilled: bool = False
) -> Act:
    version, bytes_ = publication.version, publication.derivative
    return Act(
        action=str(action),
        doc_id=version.document.public_id,
        version=version.number,
        sha256=bytes_.sha256,
        sm3=_sm3(bytes_),
        size=bytes_.size,
        title=version.title,
        doc_no=version.doc_no,
        org=version.issuer,
        acted_at=timezone.localtime(at).isoformat(timespec="microseconds"),
        reason=reason,
        is_backfilled=is_backfilled,
        is_sample=version.document.is_sample,
    )


def _sm3(stored: StoredFile) -> str:
    """As the ledger has it already: after a leak the bytes themselves may be gone."""
    known = LedgerEntry.objects.filter(sha256=stored.sha256).values_list("sm3", flat=True).first()
    if known is not None:
        return str(known)
    with open_stored(stored) as content:
        return hashlib.file_digest(content, lambda: hashlib.new("sm3")).hexdigest()
