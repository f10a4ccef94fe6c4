"""The two ways to read a personal column: masked, as lists show it, and in full, with a reason and an entry."""

from typing import Any

from geo.errors import BadInput
from layers.audit.acting import is_acting
from layers.audit.record import record
from layers.personal import cipher
from layers.personal.fields import PersonalText
from layers.personal.keys import Erased, key_of

SHORTEST_REASON = 2
LONGEST_REASON = 200
ERASED = "（已销毁）"
UNREADABLE = "（无法读取）"


class NobodyActs(RuntimeError):
    """A personal value is shown to somebody, never to a piece of code."""


def masked(row: Any, name: str) -> str:
    """As lists show it: 138****5678. An erased or unreadable value says so; this never fails."""
    try:
        return _mask(_text(row, name), _field(row, name).shown)
    except Erased:
        return ERASED
    except cipher.Unreadable:
        return UNREADABLE


def unmask(row: Any, name: str, *, reason: str) -> str:
    """The whole text; one entry in the audit trail says who read which column of which row, and why.

    To be called inside ``acting``, and the answer to be sent after it: whoever sees the text has left the entry.
    Raises BadInput without a reason, NobodyActs, keys.Erased, cipher.Unreadable.
    """
    if not is_acting():
        raise NobodyActs(f"unmask {name} outside of acting()")
    given = reason.strip()
    if not SHORTEST_REASON <= len(given) <= LONGEST_REASON:
        raise BadInput("reason", f"查看完整信息须写明原因，{SHORTEST_REASON} 至 {LONGEST_REASON} 个字")
    text = _text(row, name)
    record("unmask", noun=type(row), keys=[row.pk], detail={"column": name, "reason": given})
    return text


def _text(row: Any, name: str) -> str:
    field, value = _field(row, name), getattr(row, name)
    if isinstance(value, str):  # assigned and not saved yet
        return value
    sealed = bytes(value or b"")
    return cipher.decrypt(key_of(row), sealed, field.belongs_to(row)).decode() if sealed else ""


def _field(row: Any, name: str) -> PersonalText:
    field = row._meta.get_field(name)
    if not isinstance(field, PersonalText):
        raise TypeError(f"{name} is not a personal column")
    return field


def _mask(text: str, shown: tuple[int, int]) -> str:
    first, last = shown
    if len(text) <= first + last:  # showing both ends would show all of it
        return "*" * len(text)
    return text[:first] + "*" * (len(text) - first - last) + text[len(text) - last :]
