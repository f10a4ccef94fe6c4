"""A list, checked: its rows against what is public. A dataset says in ``propose`` what its rows make of the records."""

from collections.abc import Iterable
from typing import Any

from geo.errors import BadInput
from importers.cells import Wrong
from importers.checking import Checking
from importers.choices import Mode
from importers.dataset import Listed
from importers.entries import Entries, Entry
from importers.findings import ERROR
from importers.regions import Unit
from importers.source import Source
from layers.changes.aggregate import Noun, Snapshot, noun_of
from layers.changes.drafting import Proposal
from layers.changes.reading import canonical_json, snapshots
from layers.staff.scope import Scope, scope_of


class Listing:
    """What ``propose`` works with. ``entries`` are the rows that can be read; ``fault`` tells what is wrong with one.

    ``put`` proposes one record; what it changes is counted once, for the row at which it stands."""

    def __init__(self, checking: Checking, dataset: Listed, source: Source) -> None:
        self.checking, self.dataset = checking, dataset
        self.found, self.units, self.choices = checking.found, checking.units, checking.choices
        self.user, self.file_name = checking.user, checking.file_name
        if self.choices.mode == Mode.REPLACE:
            raise BadInput("mode", f"{dataset.title}不能整体替换：文件里没有的，保持原样")
        self.read = Entries(
            checking,
            source,
            dataset.columns(checking.user),
            has_areas=dataset.has_areas,
            has_surveys=dataset.has_surveys,
        )
        self.fault = self.read.fault
        self.scope: Scope = scope_of(checking.user)
        self.noun: Noun = noun_of(dataset.noun)
        self.proposals: list[Proposal] = []
        self.entries = self.read.read()

    def public(self, keys: Iterable[str], noun: str = "") -> dict[str, Snapshot]:
        """What is public of the records with these keys."""
        return snapshots(noun_of(noun) if noun else self.noun, [key for key in keys if key])

    def unit(self, entry: Entry, column: str, text: str | None = None, near: str = "") -> Unit | None:
        """The unit that the cell names; None, with the fault beside it, for what is none."""
        try:
            return self.units.named(text if text is not None else str(entry.values[column]), near)
        except Wrong as wrong:
            self.fault(entry, column, wrong.reason, wrong.suggestion, "unknown_region")
            return None

    def may(self, entry: Entry, column: str, path: str, organisation: int | None = None) -> bool:
        """Whether this person may edit there; a fault beside the row when not."""
        if self.user is None or self.scope.covers(self.dataset.role, path, organisation):
            return True
        self.fault(entry, column, "不在您的范围之内", "由当地的编辑人员导入，或核对区划", "outside_region")
        self.found.counts["outside"] += 1
        return False

    def put(
        self, entry: Entry, key: str, before: Snapshot | None, after: Snapshot, *, column: str, noun: str = "",
        is_checked: bool = True, is_counted: bool = True,
    ) -> bool:  # fmt: skip
        """Proposes ``after`` in place of ``before``, which is public under ``key``, or as something new. Whether it may
        be so. Not ``is_counted``: the caller sees to the counts and to the mode.

        What the noun refuses becomes a fault of the row, at the column of that name, else at ``column``. Not
        ``is_checked``: other rows of the file must be there first.
        """
        of = noun_of(noun) if noun else self.noun
        if before is not None and self.choices.mode == Mode.APPEND and is_counted:
            self.count(entry, "skipped", "已有，追加时不改")
            return True
        try:
            content = of.fill(key, of.canonical(after))
            of.complete(content)
            if is_checked:
                of.check(key, content)
        except BadInput as problem:
            at = problem.parameter if problem.parameter in self.read.columns else column
            self.fault(entry, at or column, problem.message, "", "bad_value")
            return False
        is_same = before is not None and canonical_json(before) == canonical_json(content)
        if not is_same:
            self.proposals.append(Proposal(key=key, after=content, noun=of.name))
        if is_counted:
            labels = of.labels()
            changed = [
                labels[name] for name in content if before is not None and before[name] != content[name]
            ]
            status = "unchanged" if is_same else "new" if before is None else "changed"
            self.count(entry, status, "、".join(changed))
        return True

    def amend(self, key: str, before: Snapshot, **changes: Any) -> None:
        """Changes columns of a public record that no row of the file is about, such as the day on which it ended."""
        self.proposals.append(Proposal(key=key, after=self.noun.canonical({**before, **changes})))
        self.found.counts["changed"] += 1

    def first_of(self, seen: dict[object, int], entry: Entry, key: object, column: str, what: str) -> bool:
        """Whether no row before has this key; a fault beside the row when one has."""
        first = seen.setdefault(key, entry.row)
        if first == entry.row:
            return True
        self.fault(entry, column, f"与第 {first} 行重复：{what}", "只留一行", "duplicate_row")
        return False

    def count(self, entry: Entry, status: str, detail: str = "") -> None:
        """What becomes of the row, see preview.STATUSES."""
        self.found.counts[status] += 1
        self.found.preview.add(entry.row, status, entry.at, self.read.name_of(entry), detail)


def proposed(checking: Checking, dataset: Listed, source: Source) -> list[Proposal]:
    """What the file proposes; [] when anything is wrong with it, all of which is told. Raises BadInput."""
    listing = Listing(checking, dataset, source)
    checking.told.enter("与已公布的对照")
    if listing.entries:
        dataset.propose(listing)
    found = checking.found
    return [] if found.severities[ERROR] or not found.is_clean else listing.proposals
