"""What can be changed: a noun is a row with what belongs to it, read and written as one.

A noun is ONE file in ``nouns/``: its model, columns, children, what its publishing means beyond the rows. A
snapshot of it is a plain dict, the same for the same content, and a hash of it is a hash of what is public.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models

from geo.errors import BadInput
from layers.changes.values import Relation, Value, value_of
from layers.public_ids import PublicIdField, new_public_id

Snapshot = dict[str, Any]
Pair = tuple[Snapshot | None, Snapshot]
# layer → 12-digit codes of counties
Layers = dict[str, set[str]]


@dataclass(frozen=True, eq=False)
class Part:
    """A table's share of a snapshot. ``fields`` are columns of ``model``, ``children`` hang on its rows."""

    model: type[models.Model]
    fields: tuple[str, ...]
    children: tuple["Child", ...] = ()

    @cached_property
    def values(self) -> list[Value]:
        return [value_of(self.model, name) for name in self.fields]

    @cached_property
    def relations(self) -> list[Relation]:
        return [value for value in self.values if isinstance(value, Relation)]

    @cached_property
    def plain(self) -> list[Value]:
        return [value for value in self.values if not isinstance(value, Relation)]

    @cached_property
    def demanding(self) -> list[Value]:
        """Those that may not be just anything of their form."""
        return [value for value in self.values if value.is_demanding]

    def canonical(self, given: Any, where: str = "") -> Snapshot:
        """``given`` in the one form, with defaults for what it lacks. Raises BadInput for what it should not have."""
        if not isinstance(given, dict):
            raise BadInput(where or None, "内容的格式不正确")
        unknown = set(given) - set(self.fields) - {child.name for child in self.children}
        if unknown:
            raise BadInput(where or None, f"没有这些栏目：{'、'.join(sorted(map(str, unknown)))[:200]}")
        found: Snapshot = {
            value.name: value.canonical(given[value.name]) if value.name in given else value.default()
            for value in self.values
        }
        for child in self.children:
            found[child.name] = child.canonical_rows(given.get(child.name))
        return found

    def complete(self, snapshot: Snapshot) -> None:
        """Raises BadInput that names the first column which may not be published so."""
        for value in self.demanding:
            value.complete(snapshot[value.name])
        for child in self.children:
            if snapshot[child.name]:
                for row in child.rows(snapshot):
                    child.complete(row)

    def labels(self) -> dict[str, str]:
        """Column or child → what staff call it."""
        return {value.name: value.label for value in self.values} | {
            child.name: child.label for child in self.children
        }


@dataclass(frozen=True, eq=False)
class Child(Part):
    """Rows that belong to one row of the part above: ``name`` in the snapshot, ``parent`` their foreign key.

    ``identity`` tells which of them is which, so that a row that stays keeps its primary key; without it all are
    written anew. ``is_single``: at most one, a dict or None. ``is_withdrawn``: one that was public is never
    deleted but withdrawn with its reason. ``order`` stands before the identity where people look for a row by it.
    """

    name: str = ""
    label: str = ""
    parent: str = ""
    identity: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    is_single: bool = False
    is_withdrawn: bool = False

    def canonical_rows(self, given: Any) -> Any:
        if self.is_single:
            return None if given is None else self.canonical(given, self.name)
        if given is None:
            given = []
        if not isinstance(given, list | tuple) or len(given) > 2_000:
            raise BadInput(self.name, f"{self.label}：格式不正确")
        rows = []
        for number, row in enumerate(given, start=1):
            if isinstance(row, dict) and "sort_key" in self.fields and "sort_key" not in row:
                row = {**row, "sort_key": number}
            try:
                rows.append(self.canonical(row, self.name))
            except BadInput as problem:
                raise BadInput(self.name, f"{self.label}第 {number} 行：{problem.message}") from None
        if self.identity and len({repr([row[name] for name in self.identity]) for row in rows}) < len(rows):
            raise BadInput(self.name, f"{self.label}：有重复的行")
        return self.in_order(rows)

    def complete(self, snapshot: Snapshot) -> None:
        try:
            super().complete(snapshot)
        except BadInput as problem:
            raise BadInput(self.name, f"{self.label}：{problem.message}") from None

    def rows(self, snapshot: Snapshot | None) -> list[Snapshot]:
        """Of a snapshot of the part above, always as a list."""
        found = snapshot[self.name] if snapshot else None
        if self.is_single:
            return [found] if found is not None else []
        return found or []

    def in_order(self, rows: list[Snapshot]) -> list[Snapshot]:
        """By sort_key where there is one, then by content: the same rows always stand the same way."""
        if len(rows) < 2:
            return rows
        first = ["sort_key"] if "sort_key" in self.fields else []
        names = [*first, *self.order, *self.identity, *(name for name in self.fields if name not in first)]
        return sorted(rows, key=lambda row: [_rank(row[name]) for name in names])


def _rank(value: Any) -> tuple[int, Any]:
    if isinstance(value, bool) or value is None:
        return 0, (value is not None) + bool(value)
    return (1, value) if isinstance(value, int) else (2, str(value))


@dataclass(frozen=True, eq=False)
class Noun(Part):
    """What staff change as one thing. The hooks act on many rows at once.

    ``key`` is the column that names a row for good. ``place`` gives, for (key, snapshot, whether it is public already),
    the natural keys of the region and organisation that it belongs to; without it it is the whole city's. ``flow`` is
    the review it goes through; a change of nothing but ``direct`` columns is the editor's alone.

    ``fill`` adds to a draft what follows from it, ``check`` refuses (BadInput) what no single column shows. ``demand``
    refuses pairs of (before, after) when they are handed in, and leaves alone what is public already.
    ``prepare`` fills the ``derived`` columns of rows to be stored, ``publish`` does the rest for the keys of saved ones,
    ``withdraw`` takes (key, reason, successor) back, ``layers`` says whose versions rise, asked before and after.
    ``finish`` refuses, when all rows of the set are written, what they leave behind.
    ``announce`` tells those who subscribed what the rows (Proposed) of a released set, by its public id, mean to them.
    ``leave`` is given what was public before, once what is new is public: what a record has no more is let go.

    ``files`` are the documents that a snapshot names, each with the SHA-256 of its bytes; ``attach`` adds a version of
    one, told by its natural key, of a kind or of none yet. ``file_rows`` is the child whose rows they stand in.

    ``is_undoable`` False: once public it is withdrawn or gets a new version, and is never put back. ``is_lasting``: it
    stays when withdrawn, with reason and successor.
    """

    name: str = ""
    title: str = ""
    key: str = "public_id"
    flow: str = "content"
    label: Callable[[Snapshot], str] = lambda snapshot: str(snapshot.get("name") or "未命名")
    place: Callable[[str, Snapshot, bool], tuple[str | None, str | None]] | None = None
    direct: frozenset[str] = frozenset()
    derived: tuple[str, ...] = ()
    prepare: Callable[[list[dict[str, Any]]], None] = lambda rows: None
    publish: Callable[[list[str], bool], None] = lambda keys, is_preview: None
    withdraw: Callable[[list[tuple[str, str, str]]], None] = lambda rows: None
    layers: Callable[[list[str]], Layers] = lambda keys: {}
    finish: Callable[[list[str]], None] | None = None
    check: Callable[[str, Snapshot], None] = lambda key, snapshot: None
    demand: Callable[[list[Pair]], None] = lambda rows: None
    fill: Callable[[str, Snapshot], Snapshot] = lambda key, snapshot: snapshot
    leave: Callable[[dict[str, Snapshot]], None] = lambda before: None
    announce: Callable[[str, list[Any]], None] | None = None
    files: Callable[[Snapshot], set[tuple[str, str]]] = lambda snapshot: set()
    attach: Callable[[Snapshot, Any, str], Snapshot] | None = None
    file_rows: str = ""
    is_undoable: bool = True
    is_lasting: bool = True
    # Nouns are written in this order and withdrawn in the reverse one: a place wants its category first.
    order: int = field(default=5)

    @cached_property
    def key_value(self) -> Value:
        return value_of(self.model, self.key)

    def new_key(self) -> str:
        """For a record that is drafted: the public id that it will have. "" where the clerk must give the code."""
        return new_public_id() if isinstance(self.key_value.field, PublicIdField) else ""

    def canonical_key(self, key: Any) -> str:
        """Raises BadInput for what can be no key of this noun."""
        text = str(key)
        try:
            found = self.key_value.canonical(int(text) if self.has_whole_key else text)
            self.key_value.complete(found)
        except (BadInput, ValueError):
            raise BadInput(self.key, f"{self.title}的编号或代码不正确") from None
        return str(found)

    @cached_property
    def has_whole_key(self) -> bool:
        return isinstance(self.key_value.field, models.IntegerField)

    def stored_keys(self, keys: Iterable[str]) -> list[Any]:
        return [int(key) for key in keys] if self.has_whole_key else list(keys)

    def present(self) -> models.QuerySet[Any]:
        """The rows that count as there: what was withdrawn does not."""
        rows = self.model._base_manager.all()
        return rows.filter(withdrawn_at__isnull=True) if self.is_lasting else rows


NOUNS: dict[str, Noun] = {}


def register(noun: Noun) -> Noun:
    NOUNS[noun.name] = noun
    return noun


def noun_of(name: str) -> Noun:
    """Raises BadInput for a name that is none."""
    try:
        return NOUNS[name]
    except KeyError:
        raise BadInput("noun", "没有这一类内容") from None
