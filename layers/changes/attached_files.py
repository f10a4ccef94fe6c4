"""附件 of a policy, 样表 of an item, in a draft and at its release. As of a case, a version is told in full in the
snapshot: what is signed is what becomes public; but every file of these is for everybody, and whole."""

from dataclasses import dataclass

from geo.errors import BadInput
from layers.changes.aggregate import Snapshot
from layers.changes.attachment import Attachment
from layers.changes.case_files import DOCUMENT, SHA256, make_public
from layers.changes.found import Withdrawals
from layers.changes.values import Json
from layers.documents.attached import Attached


@dataclass(frozen=True)
class AttachedFiles:
    """What a noun with such files gives its hooks. ``whose`` is said in refusals: 这份政策; ``called``: 附件."""

    attached: Attached
    whose: str
    called: str

    @property
    def rows(self) -> str:
        return self.attached.name

    def files(self, snapshot: Snapshot) -> set[tuple[str, str]]:
        return {
            (row["document"], row["version"][SHA256])
            for row in snapshot[self.rows]
            if row["document"] and row["version"]
        }

    def attach(self, snapshot: Snapshot, version: Json, kind: str) -> Snapshot:
        """The record with the document as its last file, or with other bytes under the title that it has already."""
        rows, document = snapshot[self.rows], version[DOCUMENT]
        if any(row["document"] == document for row in rows):
            other = {SHA256: version[SHA256], "file_name": version["file_name"]}
            found = [
                {**row, "version": {**(row["version"] or version), **other}}
                if row["document"] == document
                else row
                for row in rows
            ]
        else:
            last = max((row["sort_key"] for row in rows), default=0)
            found = [*rows, {"document": document, "version": version, "sort_key": last + 1}]
        return {**snapshot, self.rows: found}

    def check(self, key: str, snapshot: Snapshot) -> None:
        """Raises BadInput for a file that is neither the record's own nor handed in for it, and for one without a title."""
        rows = snapshot[self.rows]
        if not rows:
            return
        there = self.attached.rows._default_manager.filter(**{f"{self.attached.owner}__public_id": key})
        own = set(there.values_list("document__public_id", "document__versions__original__sha256"))
        handed = Attachment.objects.filter(key=key, document__in=[row["document"] for row in rows])
        own |= {one.name for one in handed.select_related("version__original")}
        for number, row in enumerate(rows, start=1):
            version = row["version"]
            if (
                version is None
                or (row["document"], version[SHA256]) not in own
                or version[DOCUMENT] != row["document"]
            ):
                raise BadInput(self.rows, f"第 {number} 份{self.called}不是{self.whose}的，也不是为它上传的")
            if not version["title"].strip():
                raise BadInput(self.rows, f"第 {number} 份{self.called}还没有标题")

    def publish(self, keys: list[str], is_preview: bool) -> None:
        """Makes the files public with their records; the gates may refuse it."""
        rows = self.attached.rows._default_manager.filter(**{f"{self.attached.owner}__public_id__in": keys})
        for row in rows.select_related("version__document", "version__original", "version__publication"):
            version = row.version  # type: ignore[attr-defined]
            if not hasattr(version, "publication"):
                make_public(version, is_preview)

    def leave(self, before: dict[str, Snapshot]) -> None:
        """What a record has no more is withdrawn."""
        documents = {row["document"] for snapshot in before.values() for row in snapshot[self.rows]}
        self.attached.withdraw_unused(documents, f"不再是{self.whose}的{self.called}")

    def take_back(self, withdrawals: Withdrawals) -> None:
        """When the records are withdrawn, their files are, for the same reason."""
        for public_id, reason, _ in withdrawals:
            self.attached.withdraw_unused(self.attached.documents_of([public_id]), reason.strip())
