"""A file handed in for a draft: through the one door of layers/documents, private, named in the draft by its hash."""

from dataclasses import dataclass
from typing import IO, Any

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.changes.aggregate import noun_of
from layers.changes.attachment import Attachment
from layers.changes.case_files import told
from layers.changes.drafting import Proposal, own_draft, put_rows
from layers.changes.errors import NotSeen
from layers.changes.models import ChangeRow, ChangeSet
from layers.changes.scoping import found
from layers.documents import gates
from layers.documents.known_kinds import DOCUMENT_KINDS
from layers.documents.models import Document, StoredFile
from layers.documents.pages import count_pages
from layers.documents.publish import next_version
from layers.documents.store import clean_file_name, open_stored, put
from layers.documents.tasks import derive_later
from layers.public_ids import new_public_id
from layers.staff.scope import scope_of

MOST_FILES = 60
MOST_SAID = 300


@dataclass(frozen=True)
class Handed:
    """A file that has passed the door: stored, of a kind that its content shows, readable, of so many pages.

    ``said`` is what stands against publishing it, in the words of the gate; it is asked anew at the release.
    """

    original: StoredFile
    file_name: str
    pages: int
    said: str

    @property
    def title(self) -> str:
        return self.file_name.rpartition(".")[0][:200]


def receive(content: IO[bytes], file_name: str) -> Handed:
    """Outside of a transaction: parsers and gates take their time.

    Raises BadInput that names the file: too large, of another kind, damaged, locked, with a script in it.
    """
    name = clean_file_name(file_name)
    original = put(content, name, store=StoredFile.Store.ORIGINALS, allowed=DOCUMENT_KINDS, parameter="files")
    with open_stored(original) as source:
        pages = count_pages(source, original.media_type, name)
    return Handed(original, name, pages, _said(original, name))


def attach(
    change_set: str,
    user: Any,
    handed: Handed,
    *,
    noun: str,
    key: str,
    seen_hash: str,
    document: str = "",
    kind: str = "",
) -> tuple[ChangeSet, Attachment]:
    """Adds the file to a record of one's own draft, or gives its ``document`` other bytes: a new version at release.

    Raises as ``put_rows`` does, NotSeen for a document that the record does not name, BadInput for too many.
    """
    scope = scope_of(user)
    with acting(user, scope=scope):
        own = own_draft(change_set, user, scope, seen_hash)
        row = _row(own, noun, key)
        assert row.after is not None
        if document and document not in {name for name, _ in noun_of(noun).files(row.after)}:
            raise NotSeen
        if own.attachments.count() >= MOST_FILES:
            raise BadInput("files", f"一份草稿最多 {MOST_FILES} 个文件")
        version = next_version(
            Document.objects.create(),
            original=handed.original,
            title=handed.title,
            file_name=handed.file_name,
        )
        made = Attachment.objects.create(
            change_set=own, key=key, document=document or new_public_id(), version=version, pages=handed.pages,
            said=handed.said,
        )  # fmt: skip
        add = noun_of(noun).attach
        assert add is not None
        after = add(row.after, {**told(version), "document__public_id": made.document}, kind)
        own = put_rows(change_set, user, [Proposal(key=key, after=after, noun=noun)], seen_hash=seen_hash)
        derive_later(version)
        return own, made


def _row(own: ChangeSet, noun: str, key: str) -> ChangeRow:
    row = own.rows.filter(noun=noun, key=key, after__isnull=False).first()
    if row is None or noun_of(noun).attach is None:
        raise NotSeen
    return row


def _said(original: StoredFile, file_name: str) -> str:
    try:
        gates.pass_all(original, file_name, is_sample=False)
    except BadInput as problem:
        return problem.message[:MOST_SAID]
    return ""


def attachment(change_set: str, public_id: str, user: Any) -> Attachment:
    """A file of a set that the user may see. Raises NotSeen."""
    seen = found(change_set, user, scope_of(user))
    one = (
        seen.attachments.filter(public_id=public_id).select_related("version__original", "change_set").first()
    )
    if one is None:
        raise NotSeen
    return one
