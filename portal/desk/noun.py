"""What staff work on: one entry a kind of record. Its list, its page and its buttons are built from this.

A module brings its own in a desk.py of its folder; those of no module stand in nouns/.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from layers.changes.aggregate import NOUNS, Noun
from layers.regions.models import Level
from layers.staff.models import READING_ROLES, Role
from layers.staff.scope import Scope

# The area of a county weighs megabytes; no list needs it.
AREAS = ("area", "public_area", "label_point")


def without_areas(queryset: QuerySet[Any], *relations: str) -> QuerySet[Any]:
    return queryset.select_related(*relations).defer(
        *(f"{name}__{area}" for name in relations for area in AREAS)
    )


def dated(day: dt.date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else "—"


class Section(Enum):
    """Of the desk's menu, in its order: by what a clerk does."""

    MINE = "我的工作", "home"
    LAND = "征地", "land"
    MAP = "地图与地点", "map"
    SERVICES = "办事与政策", "service-hall"
    MEDIA = "宣传与媒体", "video"
    ZONES = "专区与设备", "town-hall"
    LETTERS = "群众来件", "bell"
    ADMIN = "管理", "user"

    def __init__(self, title: str, icon: str) -> None:
        self.title, self.icon = title, icon


Column = tuple[str, Callable[[Any], Any]]


@dataclass(frozen=True)
class DeskNoun:
    """``slug`` stands in the address, ``name`` in layers.changes. ``region_path`` and ``organisation`` are the lookups
    of its scope; no ``region_path``: it is the whole city's, seen by all and edited by the city's editors.

    ``order`` is ONE unique column, so that a page costs the same wherever it lies; more than one: no paging, few
    rows. ``found_as`` is its kind in the search index, else ``searched`` columns are looked through. ``new`` is the
    name of the page that asks for the code of a new one, for editors of a region no ``deepest`` than that level;
    ``of_list`` and ``of_record`` (which takes the key) are
    further pages for its editors, each with its word. Of a noun with columns that are the editor's alone, ``alone``
    names them and ``verified`` is the day on which somebody last looked. ``section`` is where it stands in the menu;
    what ``is_setup`` is made once and stands below what one works on daily; of one that is never withdrawn
    ``is_taken_back`` is False.
    """

    slug: str
    name: str
    title: str
    icon: str
    queryset: Callable[[], QuerySet[Any]]
    columns: tuple[Column, ...]
    order: tuple[str, ...] = ("-pk",)
    region_path: str = "region__path"
    organisation: str | None = "organisation_id"
    searched: tuple[str, ...] = ("name",)
    found_as: str = ""
    withdrawn: Q | None = field(default_factory=lambda: Q(withdrawn_at__isnull=False))
    category: str = ""
    level: str = ""

    new: str = ""
    new_words: str = "新建"
    deepest: int = Level.VILLAGE
    verified: str = ""
    alone: str = ""
    verifying: str = "打过电话或到过现场，内容都对，就点一下。"
    of_list: tuple[tuple[str, str], ...] = ()
    of_record: tuple[tuple[str, str], ...] = ()
    section: Section = field(kw_only=True)
    is_setup: bool = False
    is_taken_back: bool = True

    @property
    def noun(self) -> Noun:
        return NOUNS[self.name]

    @property
    def model(self) -> type[Model]:
        return self.noun.model

    def rows(self, scope: Scope) -> QuerySet[Any]:
        """What ``scope`` may read of it."""
        if not self.region_path:
            return self.queryset() if reads_content(scope) else self.queryset().none()
        return scope.rows(self.queryset(), self.region_path, self.organisation)

    def may_edit(self, scope: Scope, row: Any) -> bool:
        if not self.region_path:
            return any(scope.covers(Role.EDITOR, path, None) for path in city_paths(scope))
        organisation = _follow(row, self.organisation) if self.organisation else None
        return scope.covers(Role.EDITOR, _follow(row, self.region_path), organisation)

    def may_create(self, scope: Scope) -> bool:
        # Whose key must be given has a page that asks for it, or is shipped whole.
        if not self.new and not self.noun.new_key():
            return False
        if not self.region_path:
            return self.may_edit(scope, None)
        # The path of a region has as many keys as its level.
        return any(
            grant.role == Role.EDITOR and grant.region_path.count("/") <= self.deepest
            for grant in scope.grants
        )

    def pages_of(self, scope: Scope, row: Any) -> tuple[tuple[str, str], ...]:
        """The further pages of a record that are for who asks."""
        return self.of_record if self.may_edit(scope, row) and self.may_create(scope) else ()

    def key(self, row: Any) -> str:
        return str(getattr(row, self.noun.key))


def reads_content(scope: Scope) -> bool:
    """The three administrators do not."""
    return any(scope.has(role) for role in READING_ROLES)


def city_paths(scope: Scope) -> set[str]:
    """The path of a region is the keys from the city down to it."""
    return {grant.region_path.split("/")[0] + "/" for grant in scope.grants}


def _follow(row: Any, lookup: str) -> Any:
    for name in lookup.split("__"):
        row = getattr(row, name)
    return row


# By the word of the address, and by the name in layers.changes.
DESK_NOUNS: dict[str, DeskNoun] = {}
BY_NAME: dict[str, DeskNoun] = {}
LEVELS = [(str(level.value), level.label) for level in Level]


def register(noun: DeskNoun) -> None:
    DESK_NOUNS[noun.slug] = BY_NAME[noun.name] = noun


def desk_noun(slug: str) -> DeskNoun:
    """Raises Http404."""
    try:
        return DESK_NOUNS[slug]
    except KeyError:
        raise Http404("没有这一类内容") from None
