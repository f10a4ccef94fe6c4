"""The files of a record as its editor and its reviewers see them: what they are, what the gate said, where to open them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Max, OuterRef, Q, Subquery, When
from django.urls import reverse

from layers.changes.aggregate import noun_of
from layers.changes.attachment import Attachment
from layers.changes.case_files import DOCUMENT, SHA256
from layers.changes.models import ChangeRow
from layers.documents.known_kinds import BY_MEDIA_TYPE
from layers.documents.models import DocumentVersion, PageText, StoredFile
from layers.land.catalogue import Audience
from layers.land.models import DocumentKind

# The document and the SHA-256 of its bytes, as a snapshot names them.
Name = tuple[str, str]


@dataclass(frozen=True)
class FileView:
    """``address`` "" where nothing can be opened; ``said`` is what stands against publishing it."""

    sha256: str
    kind: str
    size: int
    pages: int
    address: str
    said: str = ""
    is_private: bool = False

    @property
    def told(self) -> str:
        pages = f"{self.pages} 页，" if self.pages else ""
        return f"{self.kind}，{pages}{size_in_words(self.size)}"


def size_in_words(size: int) -> str:
    return f"{size / (1 << 20):.1f} MB" if size >= 100_000 else f"{max(1, round(size / 1024))} KB"


def of_attachment(one: Attachment) -> FileView:
    """With its version, the original and the change set selected."""
    return _attached(
        one.version.original, one.pages, one.said, one.is_private, one.change_set.public_id, one.public_id
    )


def _attached(
    original: StoredFile, pages: int, said: str, is_private: bool, change_set: str, attachment: str
) -> FileView:
    address = reverse("desk:file", args=[change_set, attachment])
    return FileView(
        original.sha256,
        kind_of(original),
        original.size,
        pages,
        address,
        said if is_private else "",
        is_private,
    )


def kind_of(stored: StoredFile) -> str:
    kind = BY_MEDIA_TYPE.get(stored.media_type)
    return kind.title if kind else "文件"


def file_views(rows: Iterable[dict[str, Any]]) -> dict[Name, FileView]:
    """Of rows of some snapshots that are files. One query, whatever the number of files."""
    names = {name_of(row) for row in rows if row["document"]}
    documents = {document for document, _ in names}
    if not documents:
        return {}
    is_public = Q(publication__isnull=False, publication__withdrawn_at__isnull=True)
    pages = (
        PageText.objects.filter(version=OuterRef("pk")).values("version").annotate(n=Max("page")).values("n")
    )
    versions: Any = DocumentVersion.objects.filter(
        Q(is_public, document__public_id__in=documents) | Q(attachments__document__in=documents)
    )
    found: dict[Name, FileView] = {}
    for version in versions.select_related("document", "original").order_by("number").annotate(
        is_public=Case(When(is_public, then=True), default=False), pages=Subquery(pages),
        handed_for=F("attachments__document"), counted=F("attachments__pages"), said=F("attachments__said"),
        is_private=F("attachments__is_private"), attachment=F("attachments__public_id"),
        change_set=F("attachments__change_set__public_id"),
    ):  # fmt: skip
        original = version.original
        if version.is_public:
            # What is public is opened where the public opens it.
            view = FileView(
                original.sha256,
                kind_of(original),
                original.size,
                version.pages or 0,
                version.get_absolute_url(),
            )
            found[version.document.public_id, ""] = found[version.document.public_id, original.sha256] = view
        elif version.handed_for:
            view = _attached(
                original,
                version.counted,
                version.said,
                version.is_private,
                version.change_set,
                version.attachment,
            )
            found.setdefault((version.handed_for, original.sha256), view)
    return found


@dataclass(frozen=True)
class Listed:
    """A file of a proposed record in the words of its review."""

    title: str
    kind: str
    pages: str
    audience: str
    view: FileView | None

    @property
    def refusal(self) -> str:
        """Why it cannot become public, where it shall."""
        return self.view.said if self.view and self.audience == Audience.PUBLIC.label else ""


def listed(changes: Iterable[ChangeRow]) -> list[Listed]:
    """All files of proposed records, in order. Two queries, none without files. Those of a policy are for all, and whole."""
    proposed = [(one.after, noun_of(one.noun).file_rows) for one in changes]
    rows = [row for after, name in proposed if after and name for row in after[name]]
    if not rows:
        return []
    views, kinds = file_views(rows), dict(DocumentKind.objects.values_list("code", "name"))
    return [
        Listed(
            row["version"]["title"] if row["version"] else "现在公开的那一版",
            kinds.get(row["kind"], "还没有选种类") if "kind" in row else "附件",
            pages_in_words(row.get("first_page", 1), row.get("last_page")),
            str(dict(Audience.choices).get(row.get("audience", Audience.PUBLIC), row.get("audience"))),
            views.get(name_of(row)),
        )
        for row in rows
    ]


def pages_in_words(first: int, last: int | None) -> str:
    if last is None:
        return "全文" if first == 1 else f"第 {first} 页起"
    return f"第 {first} 页" if first == last else f"第 {first}—{last} 页"


def name_of(row: dict[str, Any]) -> Name:
    return (row["version"][DOCUMENT], row["version"][SHA256]) if row["version"] else (row["document"], "")
