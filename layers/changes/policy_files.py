"""附件 of a policy in its draft and at its release. As of a case, a version is told in full in the snapshot: what is
signed is what becomes public; but every file of a policy is for everybody, and whole."""

from geo.errors import BadInput
from layers.changes.aggregate import Snapshot
from layers.changes.attachment import Attachment
from layers.changes.case_files import DOCUMENT, SHA256, make_public
from layers.changes.found import Withdrawals
from layers.changes.values import Json
from layers.policies.files import PolicyFile, documents_of, withdraw_unused

ROWS = "policy_files"
NO_MORE = "不再是这份政策的附件"


def files(snapshot: Snapshot) -> set[tuple[str, str]]:
    return {
        (row["document"], row["version"][SHA256])
        for row in snapshot[ROWS]
        if row["document"] and row["version"]
    }


def attach(snapshot: Snapshot, version: Json, kind: str) -> Snapshot:
    """The policy with the document as its last file, or with other bytes under the title that it has already."""
    rows, document = snapshot[ROWS], version[DOCUMENT]
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
    return {**snapshot, ROWS: found}


def check(key: str, snapshot: Snapshot) -> None:
    """Raises BadInput for a file that is neither the policy's own nor handed in for it, and for one without a title."""
    rows = snapshot[ROWS]
    if not rows:
        return
    own = set(
        PolicyFile.objects.filter(policy__public_id=key).values_list(
            "document__public_id", "document__versions__original__sha256"
        )
    )
    handed = Attachment.objects.filter(key=key, document__in=[row["document"] for row in rows])
    own |= {one.name for one in handed.select_related("version__original")}
    for number, row in enumerate(rows, start=1):
        version = row["version"]
        if (
            version is None
            or (row["document"], version[SHA256]) not in own
            or version[DOCUMENT] != row["document"]
        ):
            raise BadInput(ROWS, f"第 {number} 份附件不是这份政策的，也不是为它上传的")
        if not version["title"].strip():
            raise BadInput(ROWS, f"第 {number} 份附件还没有标题")


def publish(keys: list[str], is_preview: bool) -> None:
    """Makes the files public with their policies; the gates may refuse it."""
    rows = PolicyFile.objects.filter(policy__public_id__in=keys)
    for row in rows.select_related("version__document", "version__original", "version__publication"):
        if not hasattr(row.version, "publication"):
            make_public(row.version, is_preview)


def leave(before: dict[str, Snapshot]) -> None:
    """What a policy has no more is withdrawn."""
    withdraw_unused({row["document"] for snapshot in before.values() for row in snapshot[ROWS]}, NO_MORE)


def take_back(withdrawals: Withdrawals) -> None:
    """When the policies are withdrawn, their files are, for the same reason."""
    for public_id, reason, _ in withdrawals:
        withdraw_unused(documents_of([public_id]), reason.strip())
