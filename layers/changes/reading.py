"""Snapshots of what is public now: one query a table, however many records."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import orjson

from layers.changes.aggregate import Child, Noun, Part, Snapshot

BATCH = 5_000


def snapshots(
    noun: Noun, keys: Iterable[str], *, lock: bool = False, even_withdrawn: bool = False
) -> dict[str, Snapshot]:
    """Key → content, of those that are there; a withdrawn record is not, unless it is asked for. ``lock`` holds them
    to the end of the transaction."""
    found: dict[str, Snapshot] = {}
    for batch in batches(sorted(keys)):
        there = noun.model._base_manager.all() if even_withdrawn else noun.present()
        rows = there.filter(**{f"{noun.key}__among": frozenset(noun.stored_keys(batch))}).order_by("pk")
        if lock:
            rows = rows.select_for_update(of=("self",))
        by_pk: dict[Any, Snapshot] = {}
        for pk, key, *columns in rows.values_list("pk", noun.key, *columns_of(noun)):
            by_pk[pk] = found[str(key)] = _read(noun, columns)
        if by_pk:
            _add_children(noun, by_pk)
    return found


def snapshot(noun: Noun, key: str) -> Snapshot | None:
    """The public content of one record, or None."""
    return snapshots(noun, [key]).get(key)


def content_hash(noun: Noun, keys: Iterable[str]) -> str:
    """SHA-256 over the public content of the records: the same content, the same hash, whatever lies between."""
    return hash_of(noun, snapshots(noun, set(keys)))


def hash_of(noun: Noun, found: dict[str, Snapshot]) -> str:
    """Of content that was read already, by key."""
    digest = hashlib.sha256()
    for key in sorted(found):
        digest.update(canonical_json([noun.name, key, found[key]]))
        digest.update(b"\n")
    return digest.hexdigest()


def canonical_json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def columns_of(part: Part) -> list[Any]:
    return [column for value in part.values for column in value.columns]


def batches(values: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    waiting = iter(values)
    while batch := list(islice(waiting, size)):
        yield batch


def _read(part: Part, columns: list[Any]) -> Snapshot:
    found: Snapshot = {}
    at = 0
    for value in part.values:
        width = len(value.columns)
        found[value.name] = value.read(tuple(columns[at : at + width]))
        at += width
    return found


def _add_children(part: Part, parents: dict[Any, Snapshot]) -> None:
    for child in part.children:
        for owner in parents.values():
            owner[child.name] = None if child.is_single else []
        rows: dict[Any, Snapshot] = {}
        below: dict[Any, list[Snapshot]] = defaultdict(list)
        for pk, parent, *columns in child_rows(child, parents).values_list(
            "pk", f"{child.parent}_id", *columns_of(child)
        ):
            rows[pk] = _read(child, columns)
            below[parent].append(rows[pk])
        _add_children(child, rows)
        for parent, found in below.items():
            parents[parent][child.name] = found[0] if child.is_single else child.in_order(found)


def child_rows(child: Child, parents: Iterable[Any]) -> Any:
    """The rows that hang on these primary keys; a withdrawn one is not there."""
    rows = child.model._base_manager.filter(**{f"{child.parent}__pk__among": frozenset(parents)}).order_by(
        "pk"
    )
    return rows.filter(withdrawn_at__isnull=True) if child.is_withdrawn else rows
