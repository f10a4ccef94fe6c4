"""Snapshots written into the public tables, in batches: one way for one record and for a hundred thousand.

All of it or nothing; a column that cannot be stored is refused with the record and its Chinese name. Primary keys
stay: a record is found by its key, a child by its identity.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import DataError, IntegrityError, models, transaction
from django.utils import timezone

from geo.errors import BadInput
from layers.changes.aggregate import Child, Noun, Part, Snapshot
from layers.changes.reading import batches
from layers.changes.values import Relation, hashable

IN_AREA = "_in_area"


class Names:
    """Natural key → stored key of related rows, each asked for once in a release."""

    def __init__(self) -> None:
        self.known: dict[type[models.Model], dict[Any, Any]] = {}

    def learn(self, part: Part, rows: Iterable[Snapshot]) -> None:
        rows = list(rows)
        for value in part.values:
            if isinstance(value, Relation):
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
    for key, row in rows.items() if is_checked else ():
        with naming(noun, row):
            noun.complete(row)
            noun.check(key, row)
    names.learn(noun, rows.values())
    made = {}
    for key, row in rows.items():
        with naming(noun, row):
            made[key] = _instance(noun, row, names, **{noun.key: noun.stored_keys([key])[0]})
    objects = list(made.values())
    noun.prepare(objects)
    changed = [value.field.name for value in noun.values] + list(noun.derived)
    changed += ["withdrawn_at", "withdrawal_reason", "successor"] if noun.is_lasting else []

    def store(some: list[Any]) -> None:
        noun.model._base_manager.bulk_create(
            some, update_conflicts=True, unique_fields=[noun.key], update_fields=changed, batch_size=1_000
        )

    _stored(store, objects, lambda row: _called(noun, str(getattr(row, noun.key)), rows))
    parents = [(made[key].pk, row, current.get(key)) for key, row in rows.items()]
    for child in noun.children:
        _write_children(child, parents, names)


def _write_children(child: Child, parents: list[tuple[Any, Snapshot, Snapshot | None]], names: Names) -> None:
    """``parents``: primary key, its content to be, its content so far. What did not change is not touched."""
    changed = [
        (pk, child.rows(row), before)
        for pk, row, before in parents
        if before is None or before[child.name] != row[child.name]
    ]
    if not changed:
        return
    rows = [(pk, row) for pk, wanted, _ in changed for row in wanted]
    names.learn(child, (row for _, row in rows))
    objects = [_instance(child, row, names, **{f"{child.parent}_id": pk}) for pk, row in rows]
    _remove(child, [pk for pk, _, before in changed], objects)
    if not objects:
        return

    def store(some: list[Any]) -> None:
        if not child.identity and not child.is_single:
            child.model._base_manager.bulk_create(some, batch_size=1_000)
            return
        unique = [*([] if _is_unique(child) else [child.parent]), *child.identity]
        written = [child.parent, *child.fields]
        written += ["withdrawn_at", "withdrawal_reason"] if child.is_withdrawn else []
        child.model._base_manager.bulk_create(
            some,
            update_conflicts=True,
            unique_fields=unique,
            update_fields=[name for name in written if name not in unique] or unique[:1],
            batch_size=1_000,
        )

    _stored(store, objects, lambda row: child.label)
    before_of = {pk: child.rows(before) for pk, _, before in changed}
    below = []
    for made, (pk, row) in zip(objects, rows, strict=True):
        same = [old for old in before_of[pk] if all(old[name] == row[name] for name in child.identity)]
        below.append((made.pk, row, same[0] if same and child.identity else None))
    for grandchild in child.children:
        _write_children(grandchild, below, names)


def _remove(child: Child, parents: list[Any], objects: list[Any]) -> None:
    """What hangs on the parents and is not among ``objects``; all of it where children have no identity."""
    rows = child.model._base_manager.filter(**{f"{child.parent}__in": parents})
    if child.identity:
        columns = [child.model._meta.get_field(name).attname for name in child.identity]  # type: ignore[union-attr]
        parent = f"{child.parent}_id"
        kept = {tuple(getattr(made, name) for name in (parent, *columns)) for made in objects}
        gone = [pk for pk, *found in rows.values_list("pk", parent, *columns) if tuple(found) not in kept]
        rows = child.model._base_manager.filter(pk__in=gone)
        if not gone:
            return
    elif child.is_single:
        rows = rows.exclude(
            **{f"{child.parent}__in": [getattr(made, f"{child.parent}_id") for made in objects]}
        )
    if child.is_withdrawn:
        rows.filter(withdrawn_at__isnull=True).update(
            withdrawn_at=timezone.now(), withdrawal_reason="修改时去除"
        )
        return
    rows.delete()


def _is_unique(child: Child) -> bool:
    """Whether the identity tells a row from all others, not only from those of the same parent."""
    return any(value.name in child.identity and value.field.unique for value in child.values)


def _instance(part: Part, row: Snapshot, names: Names, **given: Any) -> Any:
    columns: dict[str, Any] = dict(given)
    for value in part.values:
        if isinstance(value, Relation):
            columns[value.field.attname] = names.stored(value, row[value.name])
        else:
            found = row[value.name]
            columns[value.name] = found if found is None or found == "" else value.python(found)
    return part.model(**columns)


class naming:
    """Adds to a refusal which record it is about."""

    def __init__(self, noun: Noun, row: Snapshot) -> None:
        self.noun, self.row = noun, row

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, problem: Any, trace: Any) -> None:
        if isinstance(problem, BadInput):
            label = f"{self.noun.title}“{self.noun.label(self.row)[:60]}”"
            raise BadInput(problem.parameter, f"{label}：{problem.message}") from None


def _called(noun: Noun, key: str, rows: dict[str, Snapshot]) -> str:
    return f"{noun.title}“{noun.label(rows[key])[:60]}”"


def _stored(store: Callable[[list[Any]], None], objects: list[Any], called: Callable[[Any], str]) -> None:
    """Stores all; a refusal of the database is told in the words of the model, with the record at fault."""
    try:
        with transaction.atomic():
            store(objects)
    except (IntegrityError, DataError) as problem:
        row, cause = _culprit(store, objects, problem)
        raise BadInput(None, f"{called(row)}：{_told(type(row), cause)}") from None


def _culprit(
    store: Callable[[list[Any]], None], objects: list[Any], problem: Exception
) -> tuple[Any, Exception]:
    """Halved again and again: a dozen attempts among a thousand rows, and only after a refusal."""
    while len(objects) > 1:
        half = objects[: len(objects) // 2]
        try:
            with transaction.atomic():
                store(half)
                transaction.set_rollback(True)
            objects = objects[len(objects) // 2 :]
        except (IntegrityError, DataError) as again:
            objects, problem = half, again
    return objects[0], problem


def _told(model: type[models.Model], problem: Exception) -> str:
    name = getattr(getattr(problem.__cause__, "diag", None), "constraint_name", None) or ""
    if name.endswith(IN_AREA):
        return "位置超出本市范围，请检查经纬度是否写反"
    for constraint in model._meta.constraints:
        if constraint.name == name and not isinstance(constraint, models.UniqueConstraint):
            default = models.BaseConstraint.default_violation_error_message
            message = str(constraint.violation_error_message)
            return message if message != str(default) else "数值之间不相符"
    sqlstate = getattr(problem.__cause__, "sqlstate", "")
    if sqlstate == "23505":
        return "与已有的记录重复"
    return "不符合存储的要求" if sqlstate != "23503" else "引用的记录已不存在"
