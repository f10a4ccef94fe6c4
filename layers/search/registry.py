"""The kinds of things that the one search box finds. A kind registers what it is found by, and where it lives."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from layers.search.opened import Opened


@dataclass(frozen=True)
class Findable:
    """One thing as search sees it. ``names``: the shown name first, then aliases and former names."""

    key: str
    names: list[str]
    url: str
    region_path: str = ""
    region_name: str = ""
    note: str = ""
    weight: int = 0
    # Readings as lists of syllables; None: read the names by the library.
    readings: list[list[str]] | None = None
    body: str = ""
    # What the catalogue of disclosure says of it; None: it is no government information (a village).
    opened: Opened | None = None


@dataclass(frozen=True)
class Kind:
    """``queryset`` gives all rows that everyone may find; ``findable`` turns one row into what is indexed under the
    value of its column ``key``. ``validity`` tells of some keys what holds today (有效性); those it has nothing to say of
    are left out."""

    name: str
    title: str
    queryset: Callable[[], QuerySet[Any]]
    findable: Callable[[Any], Findable]
    order: int = field(default=0)
    key: str = "public_id"
    validity: Callable[[Iterable[str]], Mapping[str, str]] = lambda keys: {}


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    KINDS[kind.name] = kind


def kinds(names: Iterable[str] | None = None) -> list[Kind]:
    """The registered kinds in the order of the result page."""
    chosen = KINDS.values() if names is None else [KINDS[name] for name in names]
    return sorted(chosen, key=lambda kind: kind.order)
