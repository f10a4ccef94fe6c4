"""Snapshots written into the public tables, in batches: one way for one record and for a hundred thousand.

All of it or nothing; a column that cannot be stored is refused with the record and its Chinese name. Primary keys
stay: a record is found by its key, a child by its identity.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone

from geo.errors import BadInput
from layers.changes.aggregate import Child, Noun, Part, Snapshot
from layers.changes.reading import batches
from layers.changes.storing import Columns, Stored, store
from layers.changes.values import Relation, hashable, value_of

# What a record that is published again has no more.
PUBLIC_AGAIN = {"withdrawn_at": None, "withdrawal_reason": "", "successor_id": None}


class Names:
    """Natural key → stored key of related rows, each asked for once in a release."""

    def __init__(self) -> None:
        self.known: dict[type[models.Model], dict[Any, Any]] = {}

    def learn(self, part: Part, rows: Iterable[Snapshot]) -> None:
        rows = list(rows)
        for value in part.relations:
            known = self.known.setdefault(value.target, {})
            wanted = {
                hashable(row[value.name]): row[value.name] for row in rows if row[value.name] is not None
            }
            missing = [given for name, given in wanted.items() if name not in known]
            if missing:
                known.update(value.resolve(missing))

    def forget(self, model: type[models.Model]) -> None:
        self.known.pop(model, None)

    def stored(self, value: Relation, given: Any) -> Any:
        """Raises BadInput when nothing has that natural key."""
        if given is None:
            return None
        try:
            return self.known[value.target][hashable(given)]
        except KeyError:
            raise BadInput(value.name, f"{value.label}：没有“{value.shown(given)[:60]}”") from None


def write(
    noun: Noun, rows: dict[str, Snapshot], current: dict[str, Snapshot], *, is_checked: bool = True
) -> None:
    """Makes ``rows`` (key → content) what is stored. ``current`` is what is public now, of those that are.

    Raises BadInput that names record and field. ``is_checked`` False takes the rows as they were once stored.
    """
    names = Names()
    for wave in _waves(noun, rows):
        names.forget(noun.model)
        for batch in batches(wave):
            _write_batch(noun, {key: rows[key] for key in batch}, current, names, is_checked)


def _waves(noun: Noun, rows: dict[str, Snapshot]) -> list[list[str]]:
    """A record that names another of the same batch comes after it: a department after its bureau."""
    own = [value.name for value in noun.values if isinstance(value, Relation) and value.target is noun.model]
    waiting, waves = dict(rows), []
    while waiting and own:
        wave = [
            key
            for key, row in waiting.items()
            if not any(row[name] in waiting for name in own if row[name] != key)
        ]
        if not wave:
            raise BadInput(own[0], "上下级关系成了环")
        waves.append(wave)
        for key in wave:
            del waiting[key]
    return waves if own else [list(rows)]


def _write_batch(
    noun: Noun, rows: dict[str, Snapshot], current: dict[str, Snapshot], names: Names, is_checked: bool
) -> None:
    # Before the relations are resolved: an approval is stored as it is looked up.
    for key, row in rows.items() if is_checked else ():
        try:
            noun.complete(row)
            noun.check(key, row)
        except BadInput as problem:
            raise _told(noun, row, problem) from None
    names.learn(noun, rows.values())
    key_column = noun.key_value.column
    again = PUBLIC_AGAIN if noun.is_lasting else {}
    columns = []
    for row, stored_key in zip(rows.values(), noun.stored_keys(rows), strict=True):
        try:
            columns.append({key_column: stored_key, **_columns(noun, row, names), **again})
        except BadInput as problem:
            raise _told(noun, row, problem) from None
    noun.prepare(columns)
    written = [value.column for value in noun.values] + [*noun.derived, *again]
    stored = store(
        noun.model, columns, [key_column], written, lambda row: _called(noun, rows[str(row[key_column])])
    )
    parents = [Parent(stored[(key,)], row, current.get(key)) for key, row in rows.items()]
    for child in noun.children:
        _write_children(child, parents, names)


def _told(noun: Noun, row: Snapshot, problem: BadInput) -> BadInput:
    return BadInput(problem.parameter, f"{_called(noun, row)}：{problem.message}")


class Parent(NamedTuple):
    """A row above: what became of it, its content to be, its content so far."""

    stored: Stored
    row: Snapshot
    before: Snapshot | None


def _write_children(child: Child, parents: list[Parent], names: Names) -> None:
    """What did not change is not touched."""
    name = child.name
    nothing: Any = None if child.is_single else []
    parents = [
        parent
        for parent in parents
        if not (parent.row[name] == nothing and parent.stored.is_new)
        and (parent.before is None or parent.before[name] != parent.row[name])
    ]
    if not parents:
        return
    rows = [(parent, row) for parent in parents for row in child.rows(parent.row)]
    names.learn(child, (row for _, row in rows))
    owner = value_of(child.model, child.parent).column
    columns = [{owner: parent.stored.pk, **_columns(child, row, names)} for parent, row in rows]
    identity = [value.column for value in child.values if value.name in child.identity]
    # An identity that tells a row from all others, not only from those of the same parent, stands alone.
    is_alone = any(value.name in child.identity and value.field.unique for value in child.values)
    unique = identity if is_alone else [owner, *identity] if identity or child.is_single else []
    _remove(
        child,
        [parent.stored.pk for parent in parents if not parent.stored.is_new],
        columns,
        [owner, *identity],
    )
    if not columns:
        return
    again = {name: PUBLIC_AGAIN[name] for name in ("withdrawn_at", "withdrawal_reason") if child.is_withdrawn}
    written = [owner, *(value.column for value in child.values), *again]
    stored = store(child.model, [row | again for row in columns], unique, written, lambda row: child.label)
    if child.children:
        below = [
            Parent(stored[tuple(str(made[name]) for name in unique)], row, _same(child, parent.before, row))
            for made, (parent, row) in zip(columns, rows, strict=True)
        ]
        for grandchild in child.children:
            _write_children(grandchild, below, names)


def _same(child: Child, before: Snapshot | None, row: Snapshot) -> Snapshot | None:
    """The row of that identity as it was."""
    return next(
        (old for old in child.rows(before) if all(old[name] == row[name] for name in child.identity)), None
    )


def _remove(child: Child, parents: list[Any], kept: list[Columns], names: list[str]) -> None:
    """What hangs on the parents and is not among ``kept``; all of it where children have no identity.

    ``names`` are the columns of parent and identity.
    """
    if not parents:
        return
    rows = child.model._base_manager.filter(**{f"{child.parent}__pk__among": frozenset(parents)})
    if child.identity or child.is_single:
        stays = {tuple(str(row[name]) for name in names) for row in kept}
        attributes = [field.attname for field in child.model._meta.concrete_fields if field.column in names]
        order = [field.column for field in child.model._meta.concrete_fields if field.column in names]
        gone = [
            pk
            for pk, *found in rows.values_list("pk", *attributes)
            if tuple(str(dict(zip(order, found, strict=True))[name]) for name in names) not in stays
        ]
        if not gone:
            return
        rows = child.model._base_manager.filter(pk__in=gone)
    if child.is_withdrawn:
        rows.filter(withdrawn_at__isnull=True).update(
            withdrawn_at=timezone.now(), withdrawal_reason="修改时去除"
        )
        return
    rows.delete()


def _columns(part: Part, row: Snapshot, names: Names) -> Columns:
    columns = {value.column: row[value.name] for value in part.plain}
    for value in part.relations:
        columns[value.column] = names.stored(value, row[value.name])
    return columns


def _called(noun: Noun, row: Snapshot) -> str:
    return f"{noun.title}“{noun.label(row)[:60]}”"
