"""Pieces of SQL that carry their values along: put together by name, and nothing is ever written into the text."""

from functools import cache
from string import Formatter
from typing import Any, NamedTuple


class Fragment(NamedTuple):
    """``text`` holds a %s for each of ``values``, in this order."""

    text: str
    values: tuple[Any, ...] = ()


def sql(template: str, **named: Any) -> Fragment:
    """``template`` with each {name} replaced: by the text of a Fragment, by a place for any other value."""
    text = ""
    values: list[Any] = []
    for before, name in _pieces(template):
        text += before
        if name is not None:
            value = named[name]
            text += value.text if isinstance(value, Fragment) else "%s"
            values += value.values if isinstance(value, Fragment) else (value,)
    return Fragment(text, tuple(values))


@cache
def _pieces(template: str) -> tuple[tuple[str, str | None], ...]:
    """Text, and the name behind it."""
    return tuple((before, name) for before, name, _, _ in Formatter().parse(template))


def joined(separator: str, fragments: list[Fragment]) -> Fragment:
    return Fragment(
        separator.join(one.text for one in fragments),
        tuple(value for one in fragments for value in one.values),
    )
