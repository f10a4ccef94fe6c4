"""One column as plain JSON and back: text as it is, dates and times in ISO form, decimals as text, geometry as
hexadecimal EWKB (exact to the last bit), a relation by the natural key of what it leads to.

Two things are asked of a value. ``canonical``: it has the right form, so that the same content always gives the
same JSON and the same hash; a draft may still lack it. ``complete``: it may be published.
"""

import datetime as dt
import decimal
import re
import struct
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSException, GEOSGeometry, Point
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator, MaxLengthValidator, ProhibitNullCharactersValidator
from django.db import models
from django.db.models.fields.related import ForeignKey

from geo.errors import BadInput
from layers.rich_text import RichTextField, clean

Json = Any
# Right-to-left overrides make a name read as another; nobody types them.
UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
HEX = re.compile(r"[0-9A-Fa-f]+")
SEEN_TO = (MaxLengthValidator, ProhibitNullCharactersValidator, DecimalValidator)
LONGEST_TEXT = 200_000
LONGEST_GEOMETRY = 4_000_000
MOST_WHOLE = 2**31 - 1

# How a related row is named where neither its public id nor its own primary key will do.
NATURAL_KEYS: dict[type[models.Model], tuple[str, ...]] = {}
# Models that are found, or made, by something else than a query of their natural keys.
RESOLVERS: dict[type[models.Model], Callable[[list[Json]], dict[Json, Any]]] = {}


def natural_key(model: type[models.Model]) -> tuple[str, ...]:
    """The columns (or paths) by which a row of ``model`` is named in a snapshot."""
    if model in NATURAL_KEYS:
        return NATURAL_KEYS[model]
    if any(field.name == "public_id" for field in model._meta.fields):
        return ("public_id",)
    assert not isinstance(model._meta.pk, models.AutoField), f"{model.__name__} has no natural key"
    return (str(model._meta.pk.name),)


def field_at(model: type[models.Model], path: str) -> models.Field[Any, Any]:
    """The column at the end of a lookup path."""
    *relations, last = path.split("__")
    for name in relations:
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return model._meta.get_field(last)  # type: ignore[return-value]


def hashable(value: Json) -> Any:
    """A natural key as something a dict can be asked by."""
    return tuple(sorted(value.items())) if isinstance(value, dict) else value


class HexEWKB(models.Func):
    function = "ST_AsHEXEWKB"
    output_field = models.TextField()


class Value:
    """One plain column."""

    is_relation = False

    def __init__(self, field: models.Field[Any, Any]) -> None:
        self.field = field
        self.name = field.name
        self.column = str(field.column)
        self.label = str(field.verbose_name)
        self.choices = dict(field.flatchoices) if field.choices else None
        self.is_text = isinstance(field, models.CharField | models.TextField)
        self.to_json = _to_json(field)
        self.from_database = _from_database(field)

    @property
    def columns(self) -> list[Any]:
        """What is selected to read it."""
        return [HexEWKB(self.name)] if isinstance(self.field, GeometryField) else [self.name]

    def read(self, row: tuple[Any, ...]) -> Json:
        """From the selected columns; what is stored is taken as it is."""
        return None if row[0] is None else self.from_database(row[0])

    def default(self) -> Json:
        value = self.field.get_default()
        return value if value is None or value == "" else self.canonical(value)

    def canonical(self, value: Any) -> Json:
        """The one JSON form of a value given as JSON or as Python. Raises BadInput with the name of the field."""
        if value is None or (value == "" and not self.is_text):
            if self.is_text and not self.field.null:
                return ""
            return None
        try:
            return self.to_json(value)
        except (ValueError, TypeError, ArithmeticError, GEOSException) as problem:
            message = str(problem) if isinstance(problem, Unfit) else "格式不正确"
            raise BadInput(self.name, f"{self.label}：{message}") from None

    def complete(self, value: Json) -> None:
        """Raises BadInput for what may not be published."""
        if value is None or value == "":
            if (value is None and not self.field.null) or (value == "" and not self.field.blank):
                raise BadInput(self.name, f"请填写{self.label}")
            return
        if self.choices is not None and value not in self.choices:
            raise BadInput(self.name, f"{self.label}不在可选的范围内")
        if self.choices is not None or not self.rules:
            return
        found = self.python(value)
        for validator in self.rules:
            try:
                validator(found)
            except ValidationError as problem:
                raise BadInput(self.name, f"{self.label}：{problem.messages[0]}") from None

    @property
    def is_demanding(self) -> bool:
        """Whether ``complete`` could refuse anything."""
        may_lack = self.field.blank if self.is_text else self.field.null
        return not may_lack or self.choices is not None or bool(self.rules)

    @cached_property
    def rules(self) -> list[Any]:
        """Validators that say more than ``canonical`` has seen to."""
        return [rule for rule in self.field.validators if not isinstance(rule, SEEN_TO)]

    def python(self, value: Json) -> Any:
        field = self.field
        if isinstance(field, GeometryField):
            return GEOSGeometry(value)
        if isinstance(field, models.DateField):
            return dt.date.fromisoformat(value)
        if isinstance(field, models.TimeField):
            return dt.time.fromisoformat(value)
        if isinstance(field, models.DecimalField):
            return decimal.Decimal(value)
        return value

    def shown(self, value: Json) -> str:
        """For people, in Chinese."""
        if value in (None, "", []):
            return "（空）"
        if self.choices is not None:
            return str(self.choices.get(value, value))
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(self.field, GeometryField):
            return shown_geometry(value)
        if isinstance(self.field, models.TimeField):
            return str(value)[:5]
        if isinstance(value, dict):
            return "，".join(f"{name} {part}" for name, part in value.items())
        if isinstance(self.field, ArrayField):
            words = dict(self.field.base_field.flatchoices)
            return "、".join(str(words.get(one, one)) for one in value)
        return str(value)


class Relation(Value):
    """A foreign key, named by the natural key of the row that it leads to."""

    is_relation = True

    def __init__(self, field: ForeignKey[Any, Any]) -> None:
        self.field = field
        self.name = field.name
        self.column = str(field.column)
        self.label = str(field.verbose_name)
        self.target: type[models.Model] = field.related_model
        self.paths = natural_key(self.target)
        self.parts = [Value(field_at(self.target, path)) for path in self.paths]

    @property
    def is_demanding(self) -> bool:
        return not self.field.null

    @property
    def columns(self) -> list[Any]:
        return [f"{self.name}__{path}" for path in self.paths]

    def read(self, row: tuple[Any, ...]) -> Json:
        if all(value is None for value in row):
            return None
        if len(self.paths) == 1:
            return row[0]
        return {
            path: part.read((value,)) for path, part, value in zip(self.paths, self.parts, row, strict=True)
        }

    def default(self) -> Json:
        return None

    def canonical(self, value: Any) -> Json:
        if value is None or value == "":
            return None
        if isinstance(value, self.target):
            value = self.of(value)
        if len(self.paths) == 1:
            return self._part(self.parts[0], value)
        if not isinstance(value, dict) or not set(value) <= set(self.paths):
            raise BadInput(self.name, f"{self.label}：格式不正确")
        return {
            path: self._part(part, value.get(path)) for path, part in zip(self.paths, self.parts, strict=True)
        }

    def of(self, row: models.Model) -> Json:
        """The natural key of a row."""
        found: dict[str, Any] = {}
        for path in self.paths:
            value: Any = row
            for step in path.split("__"):
                value = getattr(value, step)
            found[path] = value
        return found[self.paths[0]] if len(self.paths) == 1 else found

    def complete(self, value: Json) -> None:
        if value is None and not self.field.null:
            raise BadInput(self.name, f"请填写{self.label}")

    def resolve(self, values: list[Json]) -> dict[Any, Any]:
        """Hashable natural key → the key that the column stores, for those that are there."""
        if self.target in RESOLVERS:
            return RESOLVERS[self.target](values)
        stored = self.field.target_field.attname  # type: ignore[attr-defined]
        first = {value[self.paths[0]] if isinstance(value, dict) else value for value in values}
        rows = self.target._base_manager.filter(**{f"{self.paths[0]}__among": first})
        found = {}
        for row in rows.values_list(stored, *self.paths):
            found[hashable(self.read(row[1:]))] = row[0]
        return found

    def shown(self, value: Json) -> str:
        if value is None:
            return "（空）"
        if isinstance(value, dict):
            return " ".join(str(part) for part in value.values() if part not in (None, ""))
        row = self.target._base_manager.filter(**{self.paths[0]: value}).first()
        return str(row) if row is not None else str(value)

    def _part(self, part: Value, value: Any) -> Json:
        try:
            return part.canonical(value)
        except BadInput as problem:
            raise BadInput(self.name, f"{self.label}：{problem.message.split('：', 1)[-1]}") from None


class Unfit(ValueError):
    """The value cannot be this; says why in Chinese."""


def value_of(model: type[models.Model], name: str) -> Value:
    field = model._meta.get_field(name)
    return Relation(field) if isinstance(field, ForeignKey) else Value(field)  # type: ignore[arg-type]


def shown_geometry(value: str) -> str:
    """A point by its degrees; of an area the number of its corners."""
    geometry = GEOSGeometry(value)
    if isinstance(geometry, Point):
        return f"经度 {geometry.x:.6f}，纬度 {geometry.y:.6f}"
    return f"{geometry.num_coords} 个顶点的范围（约 {geometry.area * 12_321 * 0.8 * 100:.2f} 公顷）"


def _from_database(field: models.Field[Any, Any]) -> Callable[[Any], Json]:
    if isinstance(field, models.DecimalField):
        return lambda value: f"{value:f}"
    if isinstance(field, models.DateField | models.TimeField):
        return lambda value: value.isoformat()
    return lambda value: value


def _to_json(field: models.Field[Any, Any]) -> Callable[[Any], Json]:
    if isinstance(field, GeometryField):
        return lambda value: _geometry(field, value)
    if isinstance(field, RichTextField):
        return lambda value: clean(_text(field, value))
    if isinstance(field, models.CharField | models.TextField):
        return lambda value: _text(field, value)
    if isinstance(field, models.BooleanField):
        return _boolean
    if isinstance(field, models.DecimalField):
        return lambda value: _decimal(field, value)
    if isinstance(field, models.IntegerField):
        return _whole
    if isinstance(field, models.DateTimeField):
        raise AssertionError("a moment is no content")
    if isinstance(field, models.DateField):
        return lambda value: (
            value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
        ).isoformat()
    if isinstance(field, models.TimeField):
        return lambda value: (
            value if isinstance(value, dt.time) else dt.time.fromisoformat(value)
        ).isoformat()
    if isinstance(field, ArrayField):
        return lambda value: _chosen(field, value)
    assert isinstance(field, models.JSONField), field
    return _texts


def _text(field: models.Field[Any, Any], value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit("应为文字")
    if isinstance(field, models.TextField):
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    elif "\n" in value or "\r" in value or "\t" in value:
        raise Unfit("应写在一行里")
    if UNSEEN.search(value):
        raise Unfit("含有不能识别的控制字符")
    longest = field.max_length or LONGEST_TEXT
    if len(value) > longest:
        raise Unfit(f"最多 {longest} 个字，现有 {len(value)} 个")
    return str(value)


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit("应为是或否")
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unfit("应为整数")
    if abs(value) > MOST_WHOLE:
        raise Unfit("数字过大")
    return value


def _decimal(field: Any, value: Any) -> str:
    if isinstance(value, bool | float):
        raise Unfit("小数应写作文字")
    number = decimal.Decimal(value)
    if not number.is_finite():
        raise Unfit("应为数字")
    if abs(number) >= 10 ** (field.max_digits - field.decimal_places):
        raise Unfit("数字过大")
    fixed = number.quantize(decimal.Decimal(1).scaleb(-field.decimal_places))
    if fixed != number:
        raise Unfit(f"最多 {field.decimal_places} 位小数")
    return f"{abs(fixed) if fixed == 0 else fixed:f}"


def _texts(value: Any) -> dict[str, str]:
    """{"水浇地": "1.2345"}: names and figures, as they are written."""
    if not isinstance(value, dict) or len(value) > 200:
        raise Unfit("应为名称与数值的对照")
    for pair in value.items():
        for part in pair:
            if not isinstance(part, str) or len(part) > 200 or UNSEEN.search(part):
                raise Unfit("名称与数值都应为文字")
    return dict(sorted(value.items()))


def _chosen(field: Any, value: Any) -> list[str]:
    """Some of the choices, in their order."""
    known = [key for key, _ in field.base_field.flatchoices]
    if not isinstance(value, list | tuple) or not all(one in known for one in value):
        raise Unfit("不在可选的范围内")
    return [key for key in known if key in value]


def _is_plain_point(value: str, srid: int) -> bool:
    """A finite point in the one form (OGC WKB, little-endian, with its SRID): an import has a million of them, and GEOS
    would say the same of each in fifty times the time."""
    if len(value) != 50 or not value.startswith(f"0101000020{struct.pack('<I', srid).hex().upper()}"):
        return False
    x, y = struct.unpack("<dd", bytes.fromhex(value[18:]))
    return value == value.upper() and abs(x) <= 180 and abs(y) <= 180


def _geometry(field: Any, value: Any) -> str:
    if isinstance(value, str):
        # GEOS reads only its own bytes here, never the text formats that GDAL would be asked for.
        if len(value) > LONGEST_GEOMETRY or not HEX.fullmatch(value):
            raise Unfit("图形应为 EWKB")
        if field.geom_type == "POINT" and _is_plain_point(value, field.srid):
            return value
        value = GEOSGeometry(value)
    if not isinstance(value, GEOSGeometry):
        raise Unfit("不是图形")
    if value.geom_type.upper() != field.geom_type or value.empty or value.hasz or not value.valid:
        raise Unfit("图形为空、无效或类型不符")
    if value.srid != field.srid:
        raise Unfit(f"坐标系应为 EPSG:{field.srid}")
    if not all(abs(side) <= 180 for side in value.extent):
        raise Unfit("坐标应为经纬度")
    return bytes(value.hexewkb).decode()
