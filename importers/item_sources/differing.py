"""What a push would change, field by field, and where that touches what somebody else has said.

A source may write anew what it wrote itself. A field whose last released change was not the source's is another's: it is in
the change set like the rest, and named for those who review it.
"""

from typing import Any

from importers.item_sources.models import ItemSource
from layers.changes.aggregate import Snapshot, noun_of
from layers.changes.differences import compared
from layers.changes.models import ChangeRow, ChangeSet
from layers.changes.words import Words

# Beyond these, and of longer texts, the change set itself is to be looked at.
MOST_TOLD = 1_000
LONGEST_TOLD = 1_000
NOUN = "service_item"
WHOSE = {
    ChangeSet.Kind.EDIT: "人工编辑",
    ChangeSet.Kind.IMPORT: "表格导入",
    ChangeSet.Kind.UNDO: "撤销",
    ChangeSet.Kind.REFORM: "区划调整",
}
UNKNOWN = "最初的数据"


def differences_of(change_set: ChangeSet, source: ItemSource) -> list[dict[str, Any]]:
    """One entry a field: code, name and public id of the item, field, before, after; ``conflict`` says whose word would
    be written over ("" for the source's own and for what was empty). All conflicts, in front, and so many of the rest."""
    rows = list(change_set.rows.filter(noun=NOUN).order_by("seq"))
    words, noun = Words(), noun_of(NOUN)
    words.learn((noun, [row.before, row.after]) for row in rows)
    history = _history({row.key for row in rows if row.before is not None})
    conflicts: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for row in rows:
        code, said = (row.after or {}).get("code", ""), history.get(row.key, [])
        item = {"code": code, "name": row.label, "key": row.key if row.before else ""}
        if row.before is None:
            others.append(item | {"field": "", "before": "", "after": "新增", "conflict": ""})
            continue
        for one in compared(noun, row.before, row.after, words):
            whose = _whose(one.name, row.before, source, said)
            before, after = one.before[:LONGEST_TOLD], one.after[:LONGEST_TOLD]
            told = item | {"field": one.label, "before": before, "after": after, "conflict": whose}
            (conflicts if whose else others).append(told)
    return conflicts + others[:MOST_TOLD]


def _whose(field: str, before: Snapshot, source: ItemSource, said: list[ChangeRow]) -> str:
    """Who wrote what stands there: the last that changed it. A source that was silent about a field did not write it."""
    if before[field] in (None, "", []):
        return ""
    for one in said:
        if one.before is None or one.after is None or one.before.get(field) != one.after.get(field):
            return "" if _is_of(one, source) else _named(one.change_set)
    return UNKNOWN


def _named(change_set: ChangeSet) -> str:
    push = getattr(change_set, "item_push", None)
    whose = str(push.source) if push else WHOSE.get(ChangeSet.Kind(change_set.kind), UNKNOWN)
    return f"{whose}（{change_set.released_at:%Y-%m-%d}）"


def _is_of(row: ChangeRow, source: ItemSource) -> bool:
    push = getattr(row.change_set, "item_push", None)
    return push is not None and push.source_id == source.pk


def _history(keys: set[str]) -> dict[str, list[ChangeRow]]:
    """What was released of each item, the newest first. One query."""
    rows = ChangeRow.objects.filter(noun=NOUN, key__in=keys, change_set__state=ChangeSet.State.RELEASED)
    rows = rows.select_related("change_set__item_push__source__assignment__user")
    found: dict[str, list[ChangeRow]] = {}
    for row in rows.order_by("-change_set__released_at", "-pk"):
        found.setdefault(row.key, []).append(row)
    return found
