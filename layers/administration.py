"""The superusers' admin of stored things: closed to outside text in lookups, geometry as text that no GDAL reads.

Django's admin turns the query string of a list into lookups, and a spatial lookup hands its text to GDAL, which
opens files and addresses (CVE-2026-15307). So a list knows its own filters and nothing else. A geometry is
typed as WKT or GeoJSON, measured before it is parsed, and parsed by GEOS alone.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

import shapely
from django import forms
from django.contrib import admin
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from geo.crs import CGCS2000
from layers.area import is_held, lies_in_city

LONGEST = 1_000_000
DEEPEST = 6
MOST_VERTICES = 50_000
ENDS = ("exact", "isnull", "gt", "gte", "lt", "lte", "in")
DATE_PARTS = ("year", "month", "day", "gte", "lt")
WKT = re.compile(r"\s*(POINT|POLYGON|MULTIPOLYGON)\s*\(", re.IGNORECASE)


class GeometryText(forms.CharField):
    """WKT or GeoJSON of EPSG:4490, longitude first. Gives a GEOSGeometry, never text, to the model."""

    widget = forms.Textarea(attrs={"rows": 4, "cols": 80, "spellcheck": "false"})

    def __init__(self, kind: str, *, within_city: bool = False, **kwargs: Any) -> None:
        self.kind = kind
        self.within_city = within_city
        kwargs.setdefault("help_text", "WKT 或 GeoJSON，EPSG:4490，先经度后纬度")
        super().__init__(max_length=LONGEST, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A stored geometry as WKT; what was typed wrongly as it was typed."""
        return value.wkt if isinstance(value, GEOSGeometry) else value

    def clean(self, value: Any) -> GEOSGeometry | None:
        text = super().clean(value)
        geometry = parse_geometry(text, self.kind) if text else None
        if geometry is not None and self.within_city and not lies_in_city(geometry):
            raise ValidationError("超出本市范围；请检查经纬度是否写反")
        return geometry

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = self.prepare_value(initial) or ""
        return bool(before != (data or "").strip())


def parse_geometry(text: str, kind: str) -> GEOSGeometry:
    """A geometry of the column's ``kind`` (POINT, MULTIPOLYGON …). Raises ValidationError with a Chinese reason."""
    refuse_monsters(text)
    try:
        shape = shapely.from_wkt(text) if WKT.match(text) else shapely.from_geojson(geojson_text(text))
    except (shapely.errors.GEOSException, ValueError, TypeError):
        raise ValidationError("不是正确的 WKT 或 GeoJSON") from None
    if shape.is_empty or not shapely.is_valid(shape) or shape.has_z:
        raise ValidationError("图形为空、无效，或带有高程")
    if shapely.get_num_coordinates(shape) > MOST_VERTICES:
        raise ValidationError(f"顶点过多，最多 {MOST_VERTICES} 个")
    geometry = GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=CGCS2000)
    if kind == "MULTIPOLYGON" and isinstance(geometry, Polygon):
        geometry = MultiPolygon(geometry, srid=CGCS2000)
    if geometry.geom_type.upper() != kind:
        raise ValidationError(f"图形类型应为 {kind}")
    return geometry


def refuse_monsters(text: str) -> None:
    """Before any parser sees it: nested brackets have crashed them."""
    depth = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if depth > DEEPEST:
            raise ValidationError("括号嵌套过深")


def geojson_text(text: str) -> str:
    """The geometry of a GeoJSON text, written anew; of a Feature, its geometry. Raises ValueError."""
    value = json.loads(text)
    if isinstance(value, dict) and value.get("type") == "Feature":
        value = value.get("geometry")
    if not isinstance(value, dict) or value.get("type") not in {"Point", "Polygon", "MultiPolygon"}:
        raise ValueError
    # NaN and Infinity are words of Python's parser, not of JSON.
    return json.dumps({"type": value["type"], "coordinates": value.get("coordinates")}, allow_nan=False)


class GeometryAsText:
    """Mixed into ModelAdmin and inlines: no map of OpenLayers and its tiles from outside."""

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if isinstance(db_field, GeometryField):
            return GeometryText(
                db_field.geom_type,
                within_city=is_held(db_field.model),
                label=db_field.verbose_name,
                required=not db_field.blank,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]


class ClosedLookups(GeometryAsText):
    """Mixed into every ModelAdmin: the query string of its list may name its own filters and nothing else."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup in open_lookups(self)


def open_lookups(model_admin: Any) -> set[str]:
    """What the links of the list's own filters name."""
    found: set[str] = set()
    for entry in model_admin.list_filter:
        name = entry[0] if isinstance(entry, tuple | list) else entry
        if isinstance(name, str):
            found |= {name, *(f"{name}__{end}" for end in (*ENDS, *keys_of(model_admin.model, name)))}
    if model_admin.date_hierarchy:
        found |= {f"{model_admin.date_hierarchy}__{part}" for part in DATE_PARTS}
    return found


def keys_of(model: type[models.Model], path: str) -> Iterable[str]:
    """How the filter of a relation names the related row: region__id__exact, category__group__code__exact."""
    *relations, last = path.split("__")
    for name in relations:
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    column = model._meta.get_field(last)
    if isinstance(column, models.ForeignKey):
        yield from (f"{column.target_field.name}__{end}" for end in ENDS)


class ClosedAdmin(ClosedLookups, admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that were public stay for their 410: nothing is deleted here."""

    list_per_page = 50
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class TextInline(GeometryAsText, admin.TabularInline):  # type: ignore[type-arg]
    extra = 0


class ContentAdmin(ClosedAdmin):
    """What the public sees: after the row and its inlines are saved, ``after_save`` indexes and raises versions."""

    def after_save(self, obj: Any) -> None:
        """The last statements of the transaction."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        entry = super().log_addition(request, obj, message)
        self.after_save(obj)
        return entry

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        entry = super().log_change(request, obj, message)
        self.after_save(obj)
        return entry


class PublishedAdmin(ContentAdmin):
    """A thing is withdrawn by writing the reason, and is public again when the reason is taken out."""

    readonly_fields = ["public_id", "withdrawn_at", "is_sample"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        reason = obj.withdrawal_reason
        obj.is_to_be_withdrawn = bool(reason) and obj.withdrawn_at is None
        # The reason and its date come in one row, or the database refuses it: after_save writes both.
        if obj.is_to_be_withdrawn:
            obj.withdrawal_reason = ""
        elif not reason:
            obj.withdrawn_at = None
        self.before_save(obj)
        obj.save()
        obj.withdrawal_reason = reason

    def after_save(self, obj: Any) -> None:
        if obj.is_to_be_withdrawn:
            self.withdraw(obj)
        elif obj.withdrawn_at is None:
            self.publish(obj)

    def before_save(self, obj: Any) -> None:
        """Columns that follow from others."""

    def publish(self, obj: Any) -> None:
        raise NotImplementedError

    def withdraw(self, obj: Any) -> None:
        raise NotImplementedError
