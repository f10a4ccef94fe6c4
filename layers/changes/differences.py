"""A change set field by field, in the words of the screen."""

from dataclasses import dataclass

from layers.changes.aggregate import Child, Noun, Snapshot, noun_of
from layers.changes.models import ChangeRow, ChangeSet
from layers.changes.words import Words

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
    rows = list(change_set.rows.all()[first : first + most])
    # What the set itself creates has no row yet, and a name already.
    words.known |= {(noun_of(row.noun).model, row.key): row.label for row in rows if row.before is None}
    words.learn((noun_of(row.noun), [row.before, row.after]) for row in rows)
    return [
        RowDifferences(
            row,
            noun_of(row.noun).title,
            row.get_operation_display(),
            compared(noun_of(row.noun), row.before, row.after, words),
        )
        for row in rows
    ]


def compared(
    noun: Noun, before: Snapshot | None, after: Snapshot | None, words: Words | None = None
) -> list[Difference]:
    """What is different between two versions of a record; all that is filled in, where one of them is None."""
    if words is None:
        words = Words()
        words.learn([(noun, [before, after])])
    found = []
    for value in noun.values:
        old, new = (snapshot and snapshot[value.name] for snapshot in (before, after))
        if old != new and not (old in (None, "") and new in (None, "")):
            found.append(Difference(value.name, value.label, words.of(value, old), words.of(value, new)))
    for child in noun.children:
        found += _of_children(child, before, after, words)
    return found


def _of_children(
    child: Child, before: Snapshot | None, after: Snapshot | None, words: Words
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
