"""What a relation may be set to: who may choose which rows, how they are found and what they are called.

One ``Offer`` a model. Short ones are shown as a list, long ones are found by typing (/staff/suggest/<name>?q=). Where
content has a scope, only what the editor may edit is offered and taken.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from geo.errors import BadInput
from layers.benefits.models import Attribute
from layers.changes.values import UNSEEN, Json, Relation, hashable, natural_key
from layers.documents.models import MediaFile
from layers.local_modules.models import LocalModule
from layers.organisations.models import Organisation
from layers.places.models import Category, CategoryGroup, Place
from layers.regions.models import Region
from layers.services.models import ServiceItem, Theme
from layers.staff.models import Role
from layers.staff.scope import Scope

MOST = 12
JOINT = " · "
LONGEST_QUERY = 100


@dataclass(frozen=True)
class Offer:
    """``text`` is what a row is called, told apart from its namesakes; ``search`` the columns in which one looks."""

    name: str
    model: type[Model]
    rows: Callable[[Scope], QuerySet[Any]]
    text: Callable[[Any], str] = str
    search: tuple[str, ...] = ("name",)
    order: tuple[str, ...] = ("name",)
    related: tuple[str, ...] = ()
    is_short: bool = False
    group: Callable[[Any], str] = lambda row: ""

    @property
    def key(self) -> str:
        """The column of a natural key of one part."""
        return natural_key(self.model)[0]

    def labels(self, keys: Iterable[Json]) -> dict[Json, str]:
        """Of rows that are in a draft already, whoever may choose them."""
        found = self.model._base_manager.filter(**{f"{self.key}__in": set(keys)})
        return {getattr(row, self.key): self.text(row) for row in found.select_related(*self.related)}

    def suggestions(self, scope: Scope, query: str) -> list[dict[str, str]]:
        """[{"key", "name", "region"}], those that begin so first."""
        words = query.strip()[:LONGEST_QUERY]
        if not words or UNSEEN.search(words):
            return []
        rows = list(self._matching(scope, words)[: MOST * 4])
        rows.sort(key=lambda row: not str(getattr(row, self.search[0])).startswith(words))
        return [self.told(row) for row in rows[:MOST]]

    def told(self, row: Any) -> dict[str, str]:
        name, _, rest = self.text(row).partition(JOINT)
        return {"key": str(getattr(row, self.key)), "name": name, "region": rest, "text": self.text(row)}

    def resolve(self, scope: Scope, typed: str) -> list[dict[str, str]]:
        """What somebody without a script may have meant: one, several to choose from, or none."""
        words = typed.strip()[:LONGEST_QUERY]
        if not words or UNSEEN.search(words):
            return []
        name = words.split(JOINT)[0]
        rows = list(self._matching(scope, name)[: MOST * 4])
        for is_meant in (
            lambda row: words in (self.text(row), str(getattr(row, self.key))),
            lambda row: getattr(row, self.search[0]) == words,
        ):
            if meant := [row for row in rows if is_meant(row)]:
                return [self.told(row) for row in meant[:MOST]]
        return [self.told(row) for row in rows[:MOST]]

    def allows(self, scope: Scope, key: Json) -> bool:
        try:
            return self.rows(scope).filter(**{self.key: key}).exists()
        except ValueError:
            return False

    def listed(self, scope: Scope) -> list[Any]:
        """All rows of a short one, in order."""
        return list(self.rows(scope).select_related(*self.related).order_by(*self.order))

    def choices(self, rows: Iterable[Any]) -> list[tuple[str, list[tuple[str, str]]]]:
        """Of a short one: (group, [(value, words)])."""
        found: dict[str, list[tuple[str, str]]] = {}
        for row in rows:
            found.setdefault(self.group(row), []).append((packed(self._natural(row)), self.text(row)))
        return list(found.items())

    def _natural(self, row: Any) -> Json:
        paths = natural_key(self.model)
        values = {path: getattr(row, path) for path in paths}
        return values[paths[0]] if len(paths) == 1 else values

    def _matching(self, scope: Scope, words: str) -> QuerySet[Any]:
        wanted = Q(**{self.key: words})
        for column in self.search:
            wanted |= Q(**{f"{column}__icontains": words})
        found = self.rows(scope).filter(wanted)
        return found.select_related(*self.related).order_by(*self.order)


def packed(key: Json) -> str:
    """A natural key as the value of an option."""
    return json.dumps(key, ensure_ascii=False, sort_keys=True) if isinstance(key, dict) else str(key)


def unpacked(value: str, relation: Relation) -> Json:
    if len(relation.paths) == 1:
        return value
    try:
        found = json.loads(value)
    except ValueError:
        raise BadInput(relation.name, f"{relation.label}：格式不正确") from None
    return found


def region_text(region: Region) -> str:
    """From the smallest to the county, so that every 东村 is told apart."""
    names, above = [region.name], region.manage_parent
    while above is not None and above.level > 1:
        names.append(above.name)
        above = above.manage_parent
    return JOINT.join(names)


def organisation_text(organisation: Organisation) -> str:
    return f"{organisation.name}{JOINT}{organisation.region.name}"


def editable_regions(scope: Scope) -> QuerySet[Region]:
    return scope.rows(
        Region.objects.published(), region_path="path", organisation=None, roles=[Role.EDITOR]
    ).defer("area", "public_area")


def editable_organisations(scope: Scope) -> QuerySet[Organisation]:
    """Those for which the editor may write: her own with what is below it, and all of the regions below hers."""
    return scope.rows(Organisation.objects.published(), organisation="pk", roles=[Role.EDITOR])


def modules_above(scope: Scope) -> QuerySet[LocalModule]:
    """What an editor's unit inherits: a county the city's."""
    keys = {int(key) for grant in scope.grants for key in grant.region_path.split("/")[:-2]}
    return LocalModule.objects.published().filter(region__in=keys)


OFFERS: dict[type[Model], Offer] = {}


def register(offer: Offer) -> None:
    OFFERS[offer.model] = offer


def offer_named(name: str) -> Offer | None:
    return next((offer for offer in OFFERS.values() if offer.name == name), None)


register(
    Offer(
        "region", Region, editable_regions, region_text, ("name", "short_name", "code"), ("level", "sort_key", "code"),
        ("manage_parent__manage_parent__manage_parent",),
    )
)  # fmt: skip
register(
    Offer(
        "organisation", Organisation, editable_organisations, organisation_text, ("name", "short_name"), ("name", "pk"),
        ("region",),
    )
)  # fmt: skip
register(
    Offer(
        "category", Category, lambda scope: Category.objects.all(), order=("group__sort_key", "sort_key"),
        related=("group",), is_short=True, group=lambda row: row.group.name,
    )
)  # fmt: skip
register(
    Offer(
        "category-group",
        CategoryGroup,
        lambda scope: CategoryGroup.objects.all(),
        order=("sort_key",),
        is_short=True,
    )
)
register(
    Offer(
        "item", ServiceItem, lambda scope: ServiceItem.objects.published(),
        lambda row: f"{row.name}{JOINT}{row.organisation.name}", ("name", "aliases", "code"), ("name", "pk"),
        ("organisation",),
    )
)  # fmt: skip
register(
    Offer(
        "theme", Theme, lambda scope: Theme.objects.all(), order=("sort_key",), is_short=True,
        group=lambda row: row.get_served_display(),
    )
)  # fmt: skip
register(
    Offer(
        "benefit-attribute", Attribute, lambda scope: Attribute.objects.all(), order=("served", "sort_key", "code"),
        is_short=True, group=lambda row: row.get_served_display(),
    )
)  # fmt: skip
register(
    Offer(
        "local-module", LocalModule, modules_above, lambda row: f"{row.title}（{row.region.name}）", ("title",),
        ("sort_key", "title", "pk"), ("region",), is_short=True,
    )
)  # fmt: skip
register(
    Offer(
        "media",
        MediaFile,
        lambda scope: MediaFile.objects.published(),
        lambda row: row.title,
        ("title",),
        ("title", "pk"),
    )
)

register(
    Offer(
        "place", Place, lambda scope: scope.rows(Place.objects.published(), organisation=None, roles=[Role.EDITOR]),
        lambda row: f"{row.name}{JOINT}{row.region.name}", ("name", "aliases"), ("name", "pk"), ("region",),
    )
)  # fmt: skip

__all__ = ["OFFERS", "Offer", "hashable", "offer_named", "packed", "register", "unpacked"]
