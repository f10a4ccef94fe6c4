"""The body of a push: a JSON list of items, or {"items": […]}, as rows that the check of Excel files reads.

An item names its fields as our columns do, as 实施清单 does in Chinese, or as the national interface does (taskCode). What is
absent, null or empty changes nothing. A list is lines; of materials each line may be an object.
"""

import json
import math
from typing import Any

import orjson

from geo.errors import BadInput
from importers.columns import Column
from importers.mapping import guess
from importers.sheet import Cell
from importers.source import Rows, Source
from layers.services.material_lines import line_of

MOST_ITEMS = 2_000
NOT_JSON = "不是正确的 JSON（UTF-8），应为事项的列表"
Fault = tuple[int, str | None, str]


class Unreadable(ValueError):
    """The cell cannot be read; says why in Chinese."""


def source_of(content: bytes, columns: tuple[Column, ...]) -> tuple[Source, list[str]]:
    """The rows, numbered from 1 as the items stand in the list, and the 实施编码 of each as it stands there. Raises
    BadInput for what is no list.

    A field that is none of ours, or is named twice, is a fault of the item: dropped in silence it would be missed too late.
    """
    items = _items(content)
    header = list(dict.fromkeys(name for item in items if isinstance(item, dict) for name in item))
    mapping = guess(header, columns)
    known = {title: name for name, title in mapping.items()}
    faults: list[Fault] = []
    kept: list[dict[str, Any]] = []
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            faults.append((number, "事项", '应为对象，如 {"实施编码": …}'))
            item = {}
        kept.append(item)
        faults += [
            (number, _seen(name), "没有这个字段，或与另一个字段重复") for name in item if name not in known
        ]
    used = [name for name in header if name in known]
    cells = [
        [
            _cell(item.get(title), known[title], number, title, faults)
            for number, item in enumerate(kept, start=1)
        ]
        for title in used
    ]
    rows = Rows(range(1, len(kept) + 1), cells, None, faults)
    codes = [_seen(str(item.get(mapping.get("code", ""), ""))) for item in kept]
    return Source(used, total=len(kept), _waiting=iter([rows])), codes


def _items(content: bytes) -> list[Any]:
    try:
        # The one is strict about bytes and half characters, the other tells of names that come twice.
        orjson.loads(content)
        found = json.loads(content, object_pairs_hook=_object)
    except BadInput:
        raise
    except (ValueError, RecursionError):
        raise BadInput("items", NOT_JSON) from None
    if isinstance(found, dict) and set(found) == {"items"}:
        found = found["items"]
    if not isinstance(found, list) or not found:
        raise BadInput("items", "应为事项的列表，至少一个事项")
    if len(found) > MOST_ITEMS:
        raise BadInput("items", f"一次最多 {MOST_ITEMS} 个事项，现有 {len(found)} 个")
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise BadInput("items", "同一个对象里有重名的字段")
    return made


def _cell(value: Any, column: str, number: int, title: str, faults: list[Fault]) -> Cell:
    try:
        return _read(value, column)
    except Unreadable as problem:
        faults.append((number, _seen(title), str(problem)))
        return ""


def _read(value: Any, column: str) -> Cell:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case str():
            if "\0" in value:
                raise Unreadable("含有空字符（NUL）")
            return value.strip()
        case int() | float():
            if not math.isfinite(value) or abs(value) >= 1e15:
                raise Unreadable("数字过大；编码、电话请写成文字")
            return value
        case list():
            return "\n".join(_line(one, column) for one in value)
    raise Unreadable("应为文字、数字或列表")


def _line(one: Any, column: str) -> str:
    if isinstance(one, str) and "\n" not in one and "\0" not in one:
        return one
    if isinstance(one, dict) and column == "materials":
        try:
            return line_of(one)
        except ValueError as problem:
            raise Unreadable(str(problem)) from None
    raise Unreadable("列表里应为一行一行的文字")


def _seen(name: str) -> str:
    """As it can be shown and kept."""
    return "".join(letter if letter.isprintable() else "�" for letter in name)[:60]
