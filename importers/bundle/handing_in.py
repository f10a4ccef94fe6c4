"""A bundle: each file through the one door of layers/documents, into a draft of its case. All of it or nothing.

Drafts only: what a document tells of people only somebody who opens it can judge, so she submits the draft at her desk,
with the words of the gates beside it. Until its release nobody but the staff of the scope sees the file.
"""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.db import transaction

from geo.errors import BadInput
from importers.archive import Archive, Entry
from importers.bundle.index import index_of, read_index, without_former
from importers.bundle.matching import matched
from importers.cases.known import Known, KnownCases
from importers.columns import Record
from importers.progress import Told
from importers.report import Problem
from layers.changes.attaching import Handed, attach, receive
from layers.changes.case_files import SHA256
from layers.changes.drafting import draft, put_row
from layers.changes.errors import Conflict, NotSeen, Refused
from layers.changes.models import ChangeSet
from layers.documents.store import max_bytes
from layers.staff.models import Role, User
from layers.staff.scope import scope_of
from layers.time_limits import without_time_limits

MOST_BYTES = 2 << 30


@dataclass
class Bundle:
    """What was found. ``said``: (row, file, what stands against publishing it); ``lines``: (row, file, its case, whether
    the draft lacks it); ``drafts``: public ids, none of a trial."""

    files: int = 0
    rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    said: list[tuple[int, str, str]] = field(default_factory=list)
    lines: list[tuple[int, str, str, bool]] = field(default_factory=list)
    junk: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        status = "refused" if self.problems else "warning" if self.said else "ok"
        return {
            "status": status, "files": self.files, "rows": self.rows,
            "problems": [problem.as_json() for problem in self.problems],
            "gates": [{"row": row, "file": name, "said": said} for row, name, said in self.said],
            "left_aside": self.junk, "drafts": self.drafts,
        }  # fmt: skip


def hand_in_bundle(
    content: IO[bytes],
    file_name: str,
    index: tuple[IO[bytes], str] | None,
    user: User,
    *,
    is_trial: bool,
    told: Told | None = None,
) -> Bundle:
    """``index`` by bytes and name; None: the one sheet in the zip. A trial leaves nothing. Raises BadInput for a zip or
    an index that cannot be read at all, Cancelled."""
    archive = Archive(content, file_name, most_bytes=MOST_BYTES)
    found = Bundle(junk=archive.junk)
    with tempfile.TemporaryDirectory() as folder:
        sheet, files = index_of(archive, index, Path(folder))
        records, found.problems = read_index(sheet)
        if index is not None:
            files, former = without_former(files, records)
            found.junk = [*found.junk, *former]
        found.files, found.rows = len(files), len(records)
        pairs, problems = matched(files, [record for record in records if not record.problems])
        if any(record.problems for record in records):
            # The file of a row that cannot be read may be any of those that no row names.
            problems = [problem for problem in problems if problem.code != "no_row"]
        cases = _cases(records, user, found)
        found.problems += problems
        found.problems += [problem for _, entry in pairs if (problem := _too_large(entry))]
        try:
            with transaction.atomic():
                # The gate reads a scan page by page, and the transaction waits for it.
                without_time_limits()
                _through_the_door(archive, pairs, cases, Path(folder), user, found, told or Told())
                transaction.set_rollback(is_trial or bool(found.problems))
        except (NotSeen, Refused, Conflict) as problem:
            found.problems.append(Problem(None, "案件", "", problem.message, code="refused"))
    if found.problems or is_trial:
        found.drafts = []
    found.problems.sort(key=lambda problem: problem.row or 0)
    return found


def _too_large(entry: Entry) -> Problem | None:
    if entry.size <= max_bytes():
        return None
    return Problem(None, "文件名", entry.name, f"超过 {max_bytes() >> 20} MB", "分成几个文件", "too_large")


def _cases(records: list[Record], user: User, found: Bundle) -> dict[int, Known]:
    """Row → its case."""
    known, cases = KnownCases(user), {}
    for record in records:
        if not record.values["case"]:
            continue
        several = known.of(record.values["case"])
        if len(several) == 1:
            cases[record.row] = several[0]
            continue
        named = "；".join(f"{one.name}（{one.key}）" for one in several[:5])
        why = f"有几件这样的征地：{named}"[:300] if several else "没有这件征地"
        advice = "写案件的 9 位编号" if several else "先导入案件；写编号、名称或批复文号"
        found.problems.append(Problem(record.row, "案件", record.values["case"], why, advice, "unknown_case"))
    return cases


def _through_the_door(
    archive: Archive,
    pairs: list[tuple[Record, Entry]],
    cases: dict[int, Known],
    folder: Path,
    user: User,
    found: Bundle,
    told: Told,
) -> None:
    if not scope_of(user).has(Role.EDITOR):
        raise NotSeen
    drafts: dict[str, ChangeSet] = {}
    documents: dict[str, list[tuple[Record, str]]] = {}
    told.enter("核对文件")
    for record, entry in pairs:
        told.add(1)
        if entry.size > max_bytes():
            continue
        handed = _received(archive, record, entry, folder, found)
        if handed is None or found.problems:
            # Every file is looked at, so that all is told at once; with a fault none is attached.
            continue
        case = cases[record.row]
        own = drafts.get(case.key) or _draft(case, user)
        drafts[case.key] = own
        is_there = _has(own, case.key, handed, record.values["kind"])
        found.lines.append((record.row, entry.name, case.name, not is_there))
        if is_there:
            # The same zip again, after a connection broke, adds nothing twice.
            continue
        try:
            drafts[case.key], made = attach(
                own.public_id, user, handed, noun="case", key=case.key, seen_hash=own.content_hash,
                kind=record.values["kind"],
            )  # fmt: skip
        except BadInput as problem:
            found.problems.append(Problem(record.row, "文件名", entry.name, problem.message))
            continue
        documents.setdefault(case.key, []).append((record, made.document))
    for key, rows in documents.items():
        drafts[key] = _told(drafts[key], key, rows, user)
    found.drafts = list(dict.fromkeys(one.public_id for one in drafts.values()))


def _received(archive: Archive, record: Record, entry: Entry, folder: Path, found: Bundle) -> Handed | None:
    path = archive.unpack(entry, folder / "file")
    try:
        with path.open("rb") as content:
            handed = receive(content, entry.base)
    except BadInput as problem:
        found.problems.append(
            Problem(
                record.row, "文件名", entry.name, problem.message, "换成 PDF、PNG、JPEG 或 XLSX", "bad_file"
            )
        )
        return None
    finally:
        path.unlink(missing_ok=True)
    if handed.said:
        found.said.append((record.row, entry.name, handed.said))
    return handed


def _draft(case: Known, user: User) -> ChangeSet:
    """One's own draft of the case where there is one, else a new one."""
    if case.draft:
        return ChangeSet.objects.get(public_id=case.draft)
    return draft("case", user, case.key)


def _has(own: ChangeSet, key: str, handed: Handed, kind: str) -> bool:
    after = own.rows.get(noun="case", key=key).after
    assert after is not None
    return any(
        row["kind"] == kind and row["version"] and row["version"][SHA256] == handed.original.sha256
        for row in after["case_documents"]
    )


def _told(own: ChangeSet, key: str, rows: list[tuple[Record, str]], user: User) -> ChangeSet:
    """What the index says of the files, beside their bytes in the draft."""
    after = own.rows.get(noun="case", key=key).after
    assert after is not None
    by_document = {row["document"]: row for row in after["case_documents"]}
    for record, document in rows:
        values, row = record.values, by_document[document]
        said = {"title": values["title"], "doc_no": values["doc_no"]}
        if values["issued_on"]:
            said["issued_on"] = values["issued_on"].isoformat()
        row["version"] = row["version"] | {name: value for name, value in said.items() if value}
        row["audience"] = values["audience"]
    return put_row(own.public_id, user, key, after, seen_hash=own.content_hash, noun="case")
