"""What a change says, in the words of the screen: related rows by their names, a child as one line."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, F, Model, OuterRef, QuerySet, Subquery
from django.db.models import Value as Constant
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from layers.changes.aggregate import Part, Snapshot
from layers.changes.values import Relation, Value, hashable
from layers.documents.models import Document, DocumentVersion

Wanted = dict[type[Model], tuple[Relation, set[str]]]
# A child is told without its place in the order and without a code that nobody reads.
UNTOLD = {"sort_key", "public_id"}


class Words:
    """Remembers the names of related rows: a hundred places of one village ask for it once."""

    def __init__(self) -> None:
        self.known: dict[Any, str] = {}
        # Of what is named by a part of somebody else's key: a document says its stage by the code of its kind.
        self.names: dict[str, str] = {}

    def learn(self, records: Iterable[tuple[Part, list[Snapshot | None]]]) -> None:
        """Asks for all names in these snapshots in ONE query. What has none is asked for as it comes up."""
        wanted: Wanted = {}
        for part, rows in records:
            for row in rows:
                _names_in(part, row, wanted)
        asked = [_named(relation, keys) for relation, keys in wanted.values()]
        targets = {model._meta.label: model for model in wanted}
        for label, first, second, name in asked[0].union(*asked[1:], all=True) if asked else ():
            relation = wanted[targets[label]][0]
            key = (
                first if len(relation.paths) == 1 else dict(zip(relation.paths, (first, second), strict=True))
            )
            self.known[targets[label], hashable(key)] = name
            self.names[second] = name

    def of(self, value: Value, found: Any) -> str:
        """ "" for what is not there."""
        if found is None or found == "":
            return ""
        if not isinstance(value, Relation):
            return value.shown(found)
        name = (value.target, hashable(found))
        if name not in self.known:
            self.known[name] = self._by_parts(value, found) if isinstance(found, dict) else value.shown(found)
        return self.known[name]

    def row(self, part: Part, row: Snapshot | None) -> str:
        """A child in one line, without what is empty."""
        if row is None:
            return ""
        told = [
            f"{value.label} {_short(text)}"
            for value in part.values
            if value.name not in UNTOLD
            and not (value.name == "document" and row.get("version"))  # its title is told with its version
            and (text := self.of(value, row[value.name]))
        ]
        for child in part.children:
            told += [f"{child.label}（{self.row(child, found)}）" for found in child.rows(row)]
        return "，".join(told)

    def _by_parts(self, relation: Relation, found: dict[str, Any]) -> str:
        """An approval has no name of its own: its number, by whom, when."""
        told = []
        for path, part in zip(relation.paths, relation.parts, strict=True):
            text = part.shown(found[path]) if found[path] not in (None, "") else ""
            if "__" in path:  # a column of another row: of that only the name is worth telling
                told += [self.names[text]] if text in self.names and part.name not in UNTOLD else []
            elif text and part.name not in UNTOLD:
                told.append(f"{part.label} {text}")
        return "，".join(told)


def _short(text: str) -> str:
    """The file of a survey inside of one line."""
    lines = text.count("\n")
    return text if lines < 3 else f"{text.splitlines()[0]} …（共 {lines + 1} 行）"


def _names_in(part: Part, row: Snapshot | None, wanted: Wanted) -> None:
    if row is None:
        return
    for value in part.values:
        found = row[value.name]
        # What is told by more than two columns is told by them: a version of a document by its title, number, date.
        if (
            found is not None
            and isinstance(value, Relation)
            and len(value.paths) < 3
            and _name_of(value.target) is not None
        ):
            _, keys = wanted.setdefault(value.target, (value, set()))
            # Of a key of two parts the second is the narrower one: the stage, not the regime.
            keys.add(found[value.paths[-1]] if isinstance(found, dict) else found)
    for child in part.children:
        for below in child.rows(row):
            _names_in(child, below, wanted)


def _named(relation: Relation, keys: set[str]) -> QuerySet[Any, Any]:
    rows = relation.target._base_manager.filter(**{f"{relation.paths[-1]}__in": keys}).order_by()
    first, second = relation.paths[0], relation.paths[-1]
    name = _name_of(relation.target)
    assert name is not None
    columns: list[Combinable] = [Constant(relation.target._meta.label), F(first), F(second), name]
    return rows.values_list(*(Cast(column, CharField()) for column in columns))


def _name_of(model: type[Model]) -> Combinable | None:
    if model is Document:
        newest = DocumentVersion.objects.filter(document=OuterRef("pk")).order_by("-number")
        return Coalesce(Subquery(newest.values("title")[:1]), Constant(""))
    names = {field.name for field in model._meta.fields}
    return next((F(name) for name in ("name", "title") if name in names), None)
