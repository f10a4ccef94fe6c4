"""One column as fields of a form: ``shown`` is JSON as inputs show it, ``clean`` what was typed as JSON again.

What comes back unchanged gives the same JSON to the last bit. The rules are those of layers/changes/values.py; here
is only what a keyboard adds: dates with strokes, times with a Chinese colon, names instead of keys, two numbers for a
point. Each field knows the draft's own value (``base``): what was there already is never refused for its scope.
"""

import decimal
import re
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.gis.db.models import GeometryField, PointField
from django.contrib.gis.geos import GEOSGeometry, Point
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models

from geo.crs import CGCS2000
from geo.errors import BadInput
from layers.changes.values import UNSEEN, Json, Relation, Value, hashable
from layers.public_ids import PublicIdField
from layers.staff.scope import Scope
from portal.desk.forms.offers import OFFERS, Offer, packed, unpacked

DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
TIME = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：](\d{2})(\.\d{1,6})?)?", re.ASCII)
WHOLE = re.compile(r"[+-]?\d{1,12}", re.ASCII)
DEGREES = re.compile(r"[+-]?\d{1,3}(\.\d{1,20})?", re.ASCII)
YES_NO = {"": None, "true": True, "false": False}


@dataclass
class Editor:
    """Who edits, and what related rows are called: each model is asked once."""

    user: Any
    scope: Scope
    labels: dict[tuple[type[models.Model], Any], str] = field(default_factory=dict)
    rows: dict[str, list[Any]] = field(default_factory=dict)
    choices: dict[str, Any] = field(default_factory=dict)
    # What the draft refers to already.
    kept: set[tuple[type[models.Model], Any]] = field(default_factory=set)
    # Of a record with files: its key, its versions by document, what is known of each file, the documents already told
    # of on the page, its stages by code and version.
    key: str = ""
    versions: dict[str, Json] = field(default_factory=dict)
    files: dict[Any, Any] = field(default_factory=dict)
    tellers: set[str] = field(default_factory=set)
    stages: dict[str, str] = field(default_factory=dict)
    # What was computed of the parcels, by what was asked.
    parcels: dict[str, Any] = field(default_factory=dict)

    def label(self, offer: Offer, key: Json) -> str:
        if key is None:
            return ""
        known = (offer.model, hashable(key))
        if known not in self.labels:
            self.learn(offer, [key])
        return self.labels[known]

    def learn(self, offer: Offer, keys: list[Json]) -> None:
        found = offer.labels(keys)
        self.labels |= {(offer.model, hashable(key)): found.get(key, str(key)) for key in keys}

    def choices_of(self, offer: Offer) -> Any:
        if offer.name not in self.choices:
            self.choices[offer.name] = offer.choices(self.rows_of(offer))
        return self.choices[offer.name]

    def rows_of(self, offer: Offer) -> list[Any]:
        if offer.name not in self.rows:
            self.rows[offer.name] = offer.listed(self.scope)
        return self.rows[offer.name]


class ValueField(forms.Field):
    """Text in one line; the others change what they must. ``kind`` names its template and its behaviour in JS."""

    kind = "plain"
    # Of a field with a kind of its own, how it is drawn.
    template = ""
    attrs: dict[str, str] = {}

    def __init__(self, value: Value, editor: Editor, base: Json, **given: Any) -> None:
        self.value, self.editor, self.base = value, editor, base
        self.today = given.pop("today", "")
        super().__init__(required=False, widget=self.input(), **given)

    @property
    def is_wanted(self) -> bool:
        """It cannot be published without it."""
        column = self.value.field
        is_text = self.value.is_text
        return not (column.blank if is_text else column.null) and not isinstance(column, models.BooleanField)

    def input(self) -> forms.Widget:
        return forms.TextInput(attrs={**self.attrs, **self.longest()})

    def longest(self) -> dict[str, str]:
        """Twice the limit: the form refuses with the number of characters, the browser would cut in silence."""
        most = getattr(self.value.field, "max_length", None)
        return {"maxlength": str(most * 2), "data-most": str(most)} if most else {}

    def shown(self, json: Json) -> Any:
        return "" if json is None else str(json)

    def parsed(self, typed: Any) -> Any:
        return typed

    def clean(self, typed: Any) -> Json:
        try:
            return self.value.canonical(self.parsed("" if typed is None else typed))
        except BadInput as problem:
            raise ValidationError(problem.message) from None

    def refused(self, message: str) -> BadInput:
        return BadInput(self.value.name, f"{self.value.label}：{message}")


class LongText(ValueField):
    kind = "long"

    def input(self) -> forms.Widget:
        return forms.Textarea(attrs={"rows": "4", **self.longest()})


class Hidden(ValueField):
    kind = "hidden"

    def input(self) -> forms.Widget:
        return forms.HiddenInput()

    def parsed(self, typed: Any) -> Any:
        return typed or self.value.default() if isinstance(self.value.field, PublicIdField) else typed


class Choice(ValueField):
    kind = "choice"

    def input(self) -> forms.Widget:
        assert self.value.choices is not None
        known = [("", "请选择"), *((str(key), words) for key, words in self.value.choices.items())]
        if self.base not in (None, "", *self.value.choices):
            known.append((str(self.base), str(self.base)))
        return forms.Select(choices=known)

    def parsed(self, typed: str) -> Any:
        if not isinstance(self.value.field, models.IntegerField) or not typed:
            return typed
        if not WHOLE.fullmatch(typed):
            raise self.refused("不在可选的范围内")
        return int(typed)


class Date(ValueField):
    kind = "date"

    def input(self) -> forms.Widget:
        return forms.DateInput(attrs={"type": "date", "min": "1900-01-01", "max": "2199-12-31"})

    def parsed(self, typed: str) -> Any:
        if not typed.strip():
            return None
        match = DATE.fullmatch(typed.strip())
        if match is None:
            raise self.refused("应写成 2026-03-01 这样的日期")
        year, month, day = match.groups()
        return f"{year}-{month:0>2}-{day:0>2}"

    def clean(self, typed: Any) -> Json:
        try:
            return super().clean(typed)
        except ValidationError:
            raise ValidationError(
                f"{self.value.label}：应写成 2026-03-01 这样的日期，并且确有这一天"
            ) from None


class Time(ValueField):
    kind = "time"

    def input(self) -> forms.Widget:
        whole = not self.base or self.base.endswith(":00")
        return forms.TimeInput(attrs={"type": "time"} if whole else {"type": "time", "step": "any"})

    def shown(self, json: Json) -> str:
        return json.removesuffix(":00") if json and json.count(":") == 2 else json or ""

    def parsed(self, typed: str) -> Any:
        if not typed.strip():
            return None
        match = TIME.fullmatch(typed.strip())
        if match is None:
            raise self.refused("应写成 08:30 这样的时间")
        hour, minute, second, part = match.groups()
        return f"{hour:0>2}:{minute}:{second or '00'}{part or ''}"

    def clean(self, typed: Any) -> Json:
        try:
            return super().clean(typed)
        except ValidationError:
            raise ValidationError(f"{self.value.label}：应写成 08:30 这样的时间，不晚于 23:59") from None


class Number(ValueField):
    """Decimals and whole numbers. The zeros behind the last digit are not shown; the value keeps them."""

    kind = "number"
    attrs = {"inputmode": "decimal", "autocomplete": "off"}

    def shown(self, json: Json) -> str:
        if json is None:
            return ""
        return json.rstrip("0").rstrip(".") if isinstance(json, str) and "." in json else str(json)

    def parsed(self, typed: str) -> Any:
        typed = typed.strip()
        if not typed:
            return None
        if isinstance(self.value.field, models.IntegerField):
            if not WHOLE.fullmatch(typed):
                raise self.refused("应为整数")
            return int(typed)
        try:
            return decimal.Decimal(typed)
        except decimal.InvalidOperation:
            raise self.refused("应为数字，不带单位和逗号") from None


class Checkbox(ValueField):
    kind = "check"

    def input(self) -> forms.Widget:
        return forms.CheckboxInput()

    def shown(self, json: Json) -> bool:
        return bool(json)

    def parsed(self, typed: Any) -> Any:
        return bool(typed)


class Ticks(ValueField):
    """Some of a fixed set."""

    kind = "ticks"

    def input(self) -> forms.Widget:
        return forms.CheckboxSelectMultiple(choices=self.value.field.base_field.choices)  # type: ignore[attr-defined]

    def shown(self, json: Json) -> list[str]:
        return list(json or [])

    def parsed(self, typed: Any) -> Any:
        return list(typed or [])


class YesNo(ValueField):
    """Three states: what nobody has looked at is neither yes nor no."""

    kind = "yes-no"

    def input(self) -> forms.Widget:
        return forms.RadioSelect(choices=[("true", "是"), ("false", "否"), ("", "不清楚")])

    def shown(self, json: Json) -> str:
        return "" if json is None else str(json).lower()

    def parsed(self, typed: str) -> Any:
        if typed not in YES_NO:
            raise self.refused("应为是、否或不清楚")
        return YES_NO[typed]


class Several(forms.Widget):
    """Inputs that make one value; the template draws them, this reads them: ``<name>`` for the part "text", else
    ``<name>_<part>``."""

    def __init__(self, parts: tuple[str, ...]) -> None:
        super().__init__()
        self.parts = parts

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        found = {part: data.get(name if part == "text" else f"{name}_{part}", "") for part in self.parts}
        return found | {"file": files.get(f"{name}_file") if files else None}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class PointOnMap(ValueField):
    """Longitude and latitude, typed or set on the map. CGCS2000 only: coordinates of other maps are shifted."""

    kind = "point"

    def input(self) -> forms.Widget:
        return Several(("lng", "lat"))

    def shown(self, json: Json) -> dict[str, str]:
        if json is None:
            return {"lng": "", "lat": ""}
        point = GEOSGeometry(json)
        assert isinstance(point, Point)
        return {"lng": repr(point.x), "lat": repr(point.y)}

    def parsed(self, typed: dict[str, str]) -> Any:
        lng, lat = typed["lng"].strip(), typed["lat"].strip()
        if not lng and not lat:
            return None
        if self.base is not None and self.shown(self.base) == {"lng": lng, "lat": lat}:
            return self.base
        if not lng or not lat:
            raise self.refused(f"还缺{'经度' if not lng else '纬度'}")
        if not DEGREES.fullmatch(lng) or not DEGREES.fullmatch(lat):
            raise self.refused("经度和纬度应为度数，如 118.016974 和 37.382125")
        return located(float(lng), float(lat), self)


def located(lng: float, lat: float, field: ValueField) -> Point:
    """Raises BadInput outside of the city's box, and says when the two were exchanged."""
    west, south, east, north = settings.CITY["area"]
    if west <= lng <= east and south <= lat <= north:
        return Point(lng, lat, srid=CGCS2000)
    if west <= lat <= east and south <= lng <= north:
        raise field.refused("经度和纬度写反了，请对调")
    raise field.refused(f"超出本市范围：经度应在 {west} 到 {east} 之间，纬度应在 {south} 到 {north} 之间")


class Chosen(ValueField):
    """A relation with few rows: a list."""

    kind = "choice"

    @property
    def offer(self) -> Offer:
        assert isinstance(self.value, Relation)
        return OFFERS[self.value.target]

    def input(self) -> forms.Widget:
        known: list[Any] = [("", "请选择")]
        flat = set()
        for group, options in self.editor.choices_of(self.offer):
            flat |= {key for key, _ in options}
            known += [(group, options)] if group else options
        if self.base is not None and packed(self.base) not in flat:
            known.append((packed(self.base), self.value.shown(self.base)))
        self.flat = flat
        return forms.Select(choices=known)

    def shown(self, json: Json) -> str:
        return "" if json is None else packed(json)

    def parsed(self, typed: str) -> Json:
        if not typed:
            return None
        assert isinstance(self.value, Relation)
        if typed not in self.flat and typed != self.shown(self.base):
            raise self.refused("不在可选的范围内")
        return unpacked(typed, self.value)


class Found(ValueField):
    """A relation with many rows, found by typing. Without a script the typed name is looked up when it is sent."""

    kind = "relation"

    def input(self) -> forms.Widget:
        self.candidates: list[dict[str, str]] = []
        return Several(("text", "key", "shown", "pick"))

    @property
    def offer(self) -> Offer:
        assert isinstance(self.value, Relation)
        return OFFERS[self.value.target]

    def shown(self, json: Json) -> dict[str, str]:
        text = self.editor.label(self.offer, json)
        return {"text": text, "key": json or "", "shown": text, "pick": ""}

    def parsed(self, typed: dict[str, str]) -> Json:
        text = typed["text"].strip()
        if typed["pick"]:
            return self.allowed(typed["pick"])
        if not text:
            return None
        if typed["key"] and text == typed["shown"].strip():
            return self.allowed(typed["key"])
        self.candidates = self.offer.resolve(self.editor.scope, text)
        if not self.candidates:
            raise self.refused(f"在您的范围内没有找到“{text[:60]}”")
        if len(self.candidates) > 1:
            raise self.refused(f"“{text[:60]}”不止一个，请在下面选一个")
        return self.candidates[0]["key"]

    def allowed(self, key: str) -> Json:
        is_kept = key == self.base or (self.offer.model, key) in self.editor.kept
        if is_kept or (
            len(key) < 100 and not UNSEEN.search(key) and self.offer.allows(self.editor.scope, key)
        ):
            return key
        raise self.refused("不在您的范围内，或已不存在")


class Pairs(ValueField):
    """Names and figures, one pair a line: 水浇地 1.2345."""

    kind = "long"

    def input(self) -> forms.Widget:
        return forms.Textarea(attrs={"rows": "4"})

    def shown(self, json: Json) -> str:
        return "\n".join(f"{name} {figure}" for name, figure in (json or {}).items())

    def parsed(self, typed: str) -> Any:
        found: dict[str, str] = {}
        for line in typed.splitlines():
            if not line.strip():
                continue
            name, _, figure = line.strip().rpartition(" ")
            if not name or name.strip() in found:
                raise self.refused("一行写一项：名称、空格、数值，名称不重复")
            found[name.strip()] = figure
        return found


def field_class(value: Value) -> type[ValueField]:
    """What the type of a column gives. Raises AssertionError for a relation or a shape that wants its own field."""
    column = value.field
    if isinstance(value, Relation):
        assert value.target in OFFERS, f"{value.target.__name__} has no offer"
        return Chosen if OFFERS[value.target].is_short else Found
    if value.choices is not None:
        return Choice
    if isinstance(column, models.BooleanField):
        return YesNo if column.null else Checkbox
    for kind, made in CLASSES:
        if isinstance(column, kind):
            return made
    assert not isinstance(column, GeometryField), f"{value.name} wants a field of its own"
    return ValueField


CLASSES: list[tuple[type[models.Field[Any, Any]], type[ValueField]]] = [
    (PointField, PointOnMap),
    (ArrayField, Ticks),
    (models.TextField, LongText),
    (models.DateField, Date),
    (models.TimeField, Time),
    (models.DecimalField, Number),
    (models.IntegerField, Number),
    (models.JSONField, Pairs),
]
