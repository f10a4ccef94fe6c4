"""The ways to read a personal column: masked, as lists show it; in full, with a reason and an entry; and, for the text
that the reader's own work is about, in full with an entry alone."""

import contextlib
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.acting import actor, is_acting
from layers.audit.models import AuditEntry
from layers.audit.record import NobodyActs, record
from layers.personal import cipher
from layers.personal.fields import PersonalText
from layers.personal.keys import Erased, key_of

K = TypeVar("K")

SHORTEST_REASON = 2
LONGEST_REASON = 200
ERASED = "（已销毁）"
UNREADABLE = "（无法读取）"


class TooMany(Exception):
    """So many were read today that it looks like copying the list. ``message`` is a Chinese sentence."""

    def __init__(self, most: int) -> None:
        self.message = f"今天已查看 {most} 次完整信息，到了每天的上限；确有需要请与安全管理员联系"
        super().__init__(self.message)


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
    Raises BadInput without a reason, TooMany beyond settings.UNMASK_A_DAY, NobodyActs, keys.Erased, cipher.Unreadable.
    """
    if not is_acting():
        raise NobodyActs(f"unmask {name} outside of acting()")
    _refuse_too_many()
    given = reason.strip()
    if not SHORTEST_REASON <= len(given) <= LONGEST_REASON:
        raise BadInput("reason", f"查看完整信息须写明原因，{SHORTEST_REASON} 至 {LONGEST_REASON} 个字")
    text = _text(row, name)
    record("unmask", noun=type(row), keys=[row.pk], detail={"column": name, "reason": given})
    return text


def read(row: Any, *names: str) -> tuple[str, ...]:
    """What somebody's own letter says and what was answered: who handles it, or wrote it, reads it without a reason.

    One entry for all columns says who read them; an erased one says so. To be called inside ``acting``. Raises
    NobodyActs, cipher.Unreadable.
    """
    try:
        texts = tuple(_text(row, name) for name in names)
    except Erased:
        return (ERASED,) * len(names)
    # A personal value is shown to somebody, never to a piece of code: outside of acting this raises.
    record("read", noun=type(row), keys=[row.pk], detail={"columns_read": list(names)}, only_acting=True)
    return texts


def read_many(rows: dict[K, Any], *names: str) -> dict[K, tuple[str, ...]]:
    """As ``read``, of many rows of one model for a job that writes to each; one entry says how many. Of an erased or
    unreadable one nothing. The rows want their ``personal_key`` beside them. Raises NobodyActs."""
    texts: dict[K, tuple[str, ...]] = {}
    for key, row in rows.items():
        with contextlib.suppress(Erased, cipher.Unreadable):
            texts[key] = tuple(_text(row, name) for name in names)
    if texts:
        noun = type(next(iter(rows.values())))
        keys = [rows[key].pk for key in texts]
        record("read", noun=noun, keys=keys, detail={"columns_read": list(names)}, only_acting=True)
    return texts


def _refuse_too_many() -> None:
    """Counted in the trail itself, one reader at a time."""
    who, most = actor(), settings.UNMASK_A_DAY
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"unmask {who}"])
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    read = AuditEntry.objects.filter(action="unmask", actor_id=int(who), at__gte=today, refused=False)
    if read.count() >= most:
        raise TooMany(most)


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
