"""The documents of a case in its draft and at its release: found or made, published, let go.

A version is told in full in the snapshot (document, SHA-256 of the bytes, title, number, date), so that what is signed
is what becomes public. A released version is never written again: whatever is told otherwise becomes the next one.
"""

from typing import Any

from django.utils import timezone

from geo.errors import BadInput
from layers.changes.aggregate import Snapshot
from layers.changes.attachment import Attachment
from layers.changes.values import NATURAL_KEYS, RESOLVERS, Json, hashable
from layers.documents.derive import copy_pages
from layers.documents.models import Document, DocumentVersion, Publication, StoredFile
from layers.documents.publish import next_version
from layers.documents.publish import publish as publish_document
from layers.documents.tasks import derive_later
from layers.land.catalogue import Audience
from layers.land.files import withdraw_unused
from layers.land.models import CaseDocument, DocumentKind

DOCUMENT, SHA256 = "document__public_id", "original__sha256"
TOLD = ("title", "doc_no", "issued_on", "issuer", "file_name")
NATURAL_KEYS[DocumentVersion] = (DOCUMENT, SHA256, *TOLD)
NO_MORE = "不再是这件征地对外公开的文件"


def documents(values: list[Json]) -> dict[Any, Any]:
    """A document of a draft gets its row when it is released; its id it has had since it was handed in."""
    there = dict(Document.objects.filter(public_id__in=values).values_list("public_id", "pk"))
    made = Document.objects.bulk_create(Document(public_id=one) for one in sorted({*values} - {*there}))
    return there | {one.public_id: one.pk for one in made}


def versions(values: list[Json]) -> dict[Any, Any]:
    """The newest version where it says the same and was not withdrawn, else the next one."""
    return {hashable(value): _version(value).pk for value in values}


def _version(value: Json) -> DocumentVersion:
    document = Document.objects.select_for_update().get(public_id=value[DOCUMENT])
    newest = document.versions.select_related("original", "publication").order_by("-number").first()
    if newest is not None and told(newest) == value and not _is_withdrawn(newest):
        return newest
    original = StoredFile.objects.filter(sha256=value[SHA256], store=StoredFile.Store.ORIGINALS).first()
    if original is None:
        raise BadInput(None, f"“{value['title']}”的原件已不在，请重新上传")
    made = next_version(document, original=original, **{name: value[name] for name in TOLD})
    copy_pages(made)
    return made


RESOLVERS[Document] = documents
RESOLVERS[DocumentVersion] = versions


def told(version: DocumentVersion) -> Json:
    """A version as a snapshot tells it."""
    issued_on = version.issued_on.isoformat() if version.issued_on else None
    facts = {name: getattr(version, name) for name in TOLD} | {"issued_on": issued_on}
    return {DOCUMENT: version.document.public_id, SHA256: version.original.sha256, **facts}


def _is_withdrawn(version: DocumentVersion) -> bool:
    return hasattr(version, "publication") and version.publication.withdrawn_at is not None


def files(snapshot: Snapshot) -> set[tuple[str, str]]:
    rows = snapshot["case_documents"]
    return {
        (row["document"], row["version"][SHA256] if row["version"] else "") for row in rows if row["document"]
    }


def attach(snapshot: Snapshot, version: Json, kind: str) -> Snapshot:
    """The case with the document as its last one, or with other bytes where it has it already."""
    rows, document = snapshot["case_documents"], version[DOCUMENT]
    if any(row["document"] == document for row in rows):
        found = [_with_bytes(row, version) if row["document"] == document else row for row in rows]
    else:
        last = max((row["sort_key"] for row in rows), default=0)
        made = {
            "kind": kind or None, "document": document, "version": version, "sort_key": last + 1,
            "audience": default_audience(kind),
        }  # fmt: skip
        found = [*rows, made]
    return {**snapshot, "case_documents": found}


def default_audience(kind: str) -> str:
    """What the disclosure catalogue says of a kind, to everybody where it says nothing; never what names households."""
    found = DocumentKind.objects.filter(pk=kind).select_related("catalogue_item").first()
    audience = found.catalogue_item.audience if found and found.catalogue_item else Audience.PUBLIC
    if found and found.names_households and audience == Audience.PUBLIC:
        return Audience.VILLAGE
    return audience


def _with_bytes(row: Snapshot, version: Json) -> Snapshot:
    """Title, number and date stay as they were written; a part of the old file is none of the new one."""
    kept = row["version"] or version
    replaced = {**kept, SHA256: version[SHA256], "file_name": version["file_name"]}
    return {**row, "version": replaced, "last_page": None if row["first_page"] == 1 else row["last_page"]}


def fill(snapshot: Snapshot) -> Snapshot:
    """Several parts in one file: what is said of the file is said once, with the first of them."""
    known: dict[str, Json] = {}
    for row in snapshot["case_documents"]:
        if row["version"]:
            row["version"] = {**row["version"], DOCUMENT: row["document"]}
            known.setdefault(row["document"], row["version"])
    for row in snapshot["case_documents"]:
        row["version"] = row["version"] or known.get(row["document"])
    return snapshot


def check(key: str, snapshot: Snapshot) -> None:
    """Raises BadInput for a document that is neither the case's own nor handed in for it, and for what cannot be shown."""
    rows = snapshot["case_documents"]
    if not rows:
        return
    own = set(
        CaseDocument.objects.filter(case__public_id=key).values_list(
            "document__public_id", "document__versions__original__sha256"
        )
    )
    handed = Attachment.objects.filter(key=key, document__in=[row["document"] for row in rows])
    pages = {}
    for one in handed.select_related("version__original"):
        own.add(one.name)
        pages[one.name] = one.pages
    said: dict[str, Json] = {}
    shown: dict[str, str] = {}
    of_households = dict(DocumentKind.objects.filter(names_households=True).values_list("code", "name"))
    stages = [(row["kind"], row["version"]) for row in snapshot["stages"]]
    for number, row in enumerate(rows, start=1):
        _check_row(number, row, key, own, pages, stages)
        if row["version"] and said.setdefault(row["document"], row["version"]) != row["version"]:
            raise BadInput("case_documents", f"第 {number} 份文件：同一个文件的标题、文号、日期要一致")
        if row["kind"] in of_households and row["audience"] == Audience.PUBLIC:
            # 个人信息保护法 25: what names households is for those concerned, and a file that was on the net stays there.
            raise BadInput(
                "case_documents",
                f"第 {number} 份文件：“{of_households[row['kind']]}”写着各户的情况，不能向全社会公开，"
                "请改为只在村内公示或只给当事人",
            )
        if shown.setdefault(row["document"], row["audience"]) != row["audience"]:
            # The bytes are one: a part that is for the village would go out with the part for all.
            raise BadInput(
                "case_documents",
                f"第 {number} 份文件：同一个文件的各部分公开范围要一致，范围不同的请分成几个文件",
            )


def _check_row(
    number: int, row: Snapshot, key: str, own: set[Any], pages: dict[Any, int], stages: list[Any]
) -> None:
    def refuse(message: str) -> BadInput:
        return BadInput("case_documents", f"第 {number} 份文件{message}")

    version, stage = row["version"], row["stage"]
    name = (row["document"], version[SHA256]) if version else None
    if name not in own if name else row["document"] not in {document for document, _ in own}:
        raise refuse("不是本案的，也不是为本案上传的")
    if version and not version["title"].strip():
        raise refuse("还没有标题")
    if stage and stage["case__public_id"] != key:
        raise BadInput("case_documents", "文件所属的阶段不是本案的")
    if stage and not any(
        kind and kind["code"] == stage["kind__code"] and number == stage["version"] for kind, number in stages
    ):
        raise refuse("所属的阶段已经从本案删去，请另选")
    last = row["last_page"] or row["first_page"]
    if row["first_page"] < 1 or last < row["first_page"]:
        raise refuse("的页码不对：起始页从 1 数起，结束页不小于起始页")
    if name in pages and last > pages[name]:
        raise refuse(f"只有 {pages[name]} 页，页码写到了第 {last} 页")


def publish(keys: list[str], is_preview: bool) -> None:
    """Makes public what the cases show to everybody; the gates may refuse it. The newest version counts everywhere."""
    rows = CaseDocument.objects.filter(case__public_id__in=keys, audience=Audience.PUBLIC)
    rows = rows.select_related("document", "version__document", "version__original", "version__publication")
    for row in rows.order_by("document_id", "pk").distinct("document_id"):
        version = row.version or _newest(row.document)
        if version is None:
            continue
        if not hasattr(version, "publication"):
            make_public(version, is_preview)
        # Another case that shows the same document shows its newest version, too.
        CaseDocument.objects.filter(document=row.document, version__number__lt=version.number).update(
            version=version
        )


def make_public(version: DocumentVersion, is_preview: bool) -> None:
    """A version that was never public. Raises BadInput where a gate refuses it."""
    if is_preview:
        # Its title and date are shown on the page; its bytes leave through another request, and not yet.
        Publication.objects.create(version=version, published_at=timezone.now(), derivative=version.original)
        return
    publish_document(version)
    if not version.page_images.exists():
        derive_later(version)


def _newest(document: Document) -> DocumentVersion | None:
    return document.versions.select_related("document", "original", "publication").order_by("-number").first()


def leave(before: dict[str, Snapshot]) -> None:
    """What was public with a case and is shown by none any more is withdrawn; what was published stays on record."""
    withdraw_unused(
        {row["document"] for snapshot in before.values() for row in snapshot["case_documents"]}, NO_MORE
    )
