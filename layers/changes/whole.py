"""One record with all that belongs to it in ONE query: what a page of the desk shows of a place has eight tables.

The database puts the snapshot together as JSON. Dates and times leave it in ISO form and decimals are asked for as
text, so what comes is what ``reading`` gives.
"""

from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DecimalField, Expression, F, OuterRef, TextField
from django.db.models.functions import Cast, JSONObject

from layers.changes.aggregate import Child, Noun, Part, Snapshot
from layers.changes.values import HexEWKB, Relation, Value


def whole(noun: Noun, key: str) -> Snapshot | None:
    """The public content of one record, or None: ``reading.snapshot`` in one query."""
    rows = noun.present().filter(**{noun.key: noun.stored_keys([key])[0]})
    found = rows.values_list(_nested(noun), flat=True).first()
    return None if found is None else _tidy(noun, found)


def _nested(part: Part) -> JSONObject:
    fields: dict[str, Any] = {value.name: _column(value) for value in part.values}
    for child in part.children:
        fields[child.name] = ArraySubquery(_children(child))
    return JSONObject(**fields)


def _children(child: Child) -> Any:
    rows = child.model._base_manager.filter(**{child.parent: OuterRef("pk")}).order_by("pk")
    rows = rows.filter(withdrawn_at__isnull=True) if child.is_withdrawn else rows
    return rows.values_list(_nested(child), flat=True)


def _column(value: Value) -> Expression | F:
    if isinstance(value, Relation):
        columns = {
            path: _plain(part, f"{value.name}__{path}")
            for path, part in zip(value.paths, value.parts, strict=True)
        }
        return JSONObject(**columns) if len(columns) > 1 else next(iter(columns.values()))
    return _plain(value, value.name)


def _plain(value: Value, path: str) -> Expression | F:
    if isinstance(value.field, GeometryField):
        return HexEWKB(path)
    return Cast(path, TextField()) if isinstance(value.field, DecimalField) else F(path)


def _tidy(part: Part, found: dict[str, Any]) -> Snapshot:
    """A relation to nothing is None and not a dict of nothing; children in their order."""
    for value in part.values:
        if isinstance(found[value.name], dict) and isinstance(value, Relation):
            is_empty = all(side is None for side in found[value.name].values())
            found[value.name] = None if is_empty else found[value.name]
    for child in part.children:
        rows = [_tidy(child, row) for row in found[child.name]]
        found[child.name] = (rows[0] if rows else None) if child.is_single else child.in_order(rows)
    return found
