"""A change set field by field, in the words of the screen."""

from dataclasses import dataclass
from typing import Any

from layers.changes.aggregate import Child, Noun, Part, Snapshot, noun_of
from layers.changes.models import ChangeRow, ChangeSet
from layers.changes.values import Relation, Value, hashable

SHOWN_ROWS = 50


@dataclass(frozen=True)
class Difference:
    """``name`` is the column, ``label`` what staff call it; "" stands for what is not there."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class RowDifferences:
    row: ChangeRow
    title: str
    operation: str
    differences: list[Difference]


def differences(change_set: ChangeSet, first: int = 0, most: int = SHOWN_ROWS) -> list[RowDifferences]:
    """Of the rows from the ``first`` on, at most ``most``."""
    words = Words()
    return [
        RowDifferences(
            row,
            noun_of(row.noun).title,
            row.get_operation_display(),
            compared(noun_of(row.noun), row.before, row.after, words),
        )
        for row in change_set.rows.all()[first : first + most]
    ]


def compared(
    noun: Noun, before: Snapshot | None, after: Snapshot | None, words: "Words | None" = None
) -> list[Difference]:
    """What is different between two versions of a record; all that is filled in, where one of them is None."""
    words = words or Words()
    found = []
    for value in noun.values:
        old, new = (snapshot and snapshot[value.name] for snapshot in (before, after))
        if old != new and not (old in (None, "") and new in (None, "")):
            found.append(Difference(value.name, value.label, words.of(value, old), words.of(value, new)))
    for child in noun.children:
        found += _of_children(child, before, after, words)
    return found


def _of_children(
    child: Child, before: Snapshot | None, after: Snapshot | None, words: "Words"
) -> list[Difference]:
    old, new = child.rows(before), child.rows(after)
    gone = [row for row in old if row not in new]
    come = [row for row in new if row not in old]
    found = []
    for row in gone:
        same = next((other for other in come if child.identity and _is_same(child, row, other)), None)
        if same is not None:
            come.remove(same)
        found.append(Difference(child.name, child.label, words.row(child, row), words.row(child, same)))
    return found + [Difference(child.name, child.label, "", words.row(child, row)) for row in come]


def _is_same(child: Child, row: Snapshot, other: Snapshot) -> bool:
    return all(row[name] == other[name] for name in child.identity)


class Words:
    """Remembers the names of related rows: a hundred places of one village ask for it once."""

    def __init__(self) -> None:
        self.known: dict[Any, str] = {}

    def of(self, value: Value, found: Any) -> str:
        if found is None or found == "":
            return ""
        if not isinstance(value, Relation):
            return value.shown(found)
        name = (value.target, hashable(found))
        if name not in self.known:
            self.known[name] = value.shown(found)
        return self.known[name]

    def row(self, part: Part, row: Snapshot | None) -> str:
        """A child in one line, without what is empty and without its place in the order."""
        if row is None:
            return ""
        told = [
            f"{value.label} {text}"
            for value in part.values
            if value.name not in ("sort_key", "public_id") and (text := self.of(value, row[value.name]))
        ]
        for child in part.children:
            told += [f"{child.label}（{self.row(child, found)}）" for found in child.rows(row)]
        return "，".join(told)
