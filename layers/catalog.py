"""The public layers: ONE entry each, which GeoJSON, REST resources, tiles and map pages all read.

A property that is not listed here is not published; a filter that is not listed here does not exist.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import django_filters
from django.conf import settings
from django.contrib.gis.db.models import GeometryField
from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Coalesce, Now

from geo.crs import CGCS2000
from geo.errors import BadInput
from layers.land.models import Case, Parcel, Regime
from layers.narrowing import ByPublicId, InRegion, ThroughVillages, Year
from layers.places.models import Category, CategoryGroup, Place
from layers.regions.models import Level, Region


@dataclass(frozen=True, eq=False)
class Layer:
    """``properties`` maps the public name of a property to its column path (Django lookup syntax), ``titles`` the same
    names to what files for people call them: short, for a DBF has room for five Chinese characters.

    ``tile_properties`` are the names of those that tiles carry: what a map tells features apart by, draws and filters by
    and asks for the rest by. Every other is a column to read and to write for each feature of each tile.

    ``queryset`` gives every public row, those without geometry too. ``area_field`` is shown in place of
    ``geometry_field`` where the city may show its boundaries. ``day_field`` is the day that tells when a row is of, a date.
    Tiles show single features from ``min_zoom`` on, below it
    clusters counted by ``category_field``, a column of the row itself; a layer without one has no clusters.
    """

    name: str
    title: str
    queryset: Callable[[], QuerySet[Any]]
    geometry_field: str
    id_field: str
    properties: dict[str, str]
    titles: dict[str, str]
    tile_properties: tuple[str, ...]
    min_zoom: int
    max_zoom: int = 18
    area_field: str = ""
    day_field: str = ""
    category_field: str = ""
    filters: dict[str, Any] = field(default_factory=dict)

    @property
    def model(self) -> type[Model]:
        return self.queryset().model

    @property
    def decimals(self) -> int:
        """Decimals of a degree that leave the house."""
        return int(settings.CITY["public_geometry"][self.name]["decimals"])

    @property
    def tiled(self) -> dict[str, str]:
        """The properties that tiles carry, as ``properties``."""
        return {name: self.properties[name] for name in self.tile_properties}

    @property
    def geometry_fields(self) -> list[str]:
        """The columns a row's geometry is taken from, the first that it has."""
        return [self.area_field, self.geometry_field] if self.shows_areas else [self.geometry_field]

    @property
    def shows_areas(self) -> bool:
        return bool(self.area_field) and boundaries_may_be_shown()

    def shown(self) -> Any:
        """The expression of the geometry that the public sees."""
        columns = [F(name) for name in self.geometry_fields]
        if len(columns) == 1:
            return columns[0]
        return Coalesce(*columns, output_field=GeometryField(srid=CGCS2000))

    def mapped(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that have a place on the map."""
        return queryset.filter(self._where("isnull", False))

    def touching(self, queryset: QuerySet[Any], geometry: Any) -> QuerySet[Any]:
        """The rows whose shown geometry shares a point with ``geometry`` (EPSG:4490); each column by its index."""
        return queryset.filter(self._where("intersects", geometry))

    def _where(self, lookup: str, value: Any) -> Q:
        first, *others = self.geometry_fields
        found = Q(**{f"{first}__{lookup}": value})
        for name in others:
            found |= Q(**{f"{first}__isnull": True, f"{name}__{lookup}": value})
        return found


def boundaries_may_be_shown() -> bool:
    """地图审核管理规定: administrative lines and areas need an approved map; the demo's are drawn samples."""
    return bool(settings.CITY["boundaries"]["approval"]) or settings.DEMO


LAYERS: dict[str, Layer] = {
    layer.name: layer
    for layer in [
        Layer(
            name="regions",
            title="行政区划",
            queryset=lambda: Region.objects.published(),
            geometry_field="label_point",
            area_field="public_area",
            id_field="code",
            properties={
                "code": "code",
                "name": "name",
                "level": "level",
                "kind": "kind",
                "parent": "manage_parent__code",
                "stat_parent": "stat_parent__code",
            },
            titles={
                "code": "代码",
                "name": "名称",
                "level": "级别",
                "kind": "类型",
                "parent": "管理上级",
                "stat_parent": "统计上级",
            },
            filters={
                "level": django_filters.ChoiceFilter(
                    field_name="level",
                    choices=Level.choices,
                    label="级别：1 市，2 县市区，3 乡镇街道，4 村社区",
                ),
                "within": InRegion("path", label="在哪个区划之内"),
            },
            tile_properties=("code", "name", "level", "kind"),
            min_zoom=6,
        ),
        Layer(
            name="places",
            title="便民网点",
            queryset=lambda: Place.objects.published(),
            geometry_field="public_location",
            day_field="verified_on",
            id_field="public_id",
            category_field="category_id",
            properties={
                "id": "public_id",
                "name": "name",
                "category": "category_id",
                "group": "category__group_id",
                "address": "address",
                "region": "region__code",
                "verified_on": "verified_on",
            },
            titles={
                "id": "编号",
                "name": "名称",
                "category": "类目",
                "group": "类目组",
                "address": "地址",
                "region": "所在区划",
                "verified_on": "核实于",
            },
            filters={
                "category": django_filters.ModelChoiceFilter(
                    field_name="category", queryset=Category.objects.all(), label="类目代码"
                ),
                "group": django_filters.ModelChoiceFilter(
                    field_name="category__group", queryset=CategoryGroup.objects.all(), label="类目组代码"
                ),
                "within": InRegion("region__path", label="在哪个区划之内"),
            },
            # The group and its colour follow from the category.
            tile_properties=("id", "name", "category"),
            # A city has a hundred thousand of them; at level 10 they would lie upon one another.
            min_zoom=11,
        ),
        Layer(
            name="parcels",
            title="征地地块",
            queryset=lambda: Parcel.objects.published().filter(
                case__withdrawn_at__isnull=True, case__published_at__lte=Now()
            ),
            geometry_field="public_area",
            id_field="public_id",
            category_field="land_use",
            properties={
                "id": "public_id",
                "parcel_no": "parcel_no",
                "name": "name",
                "case": "case__public_id",
                "case_name": "case__name",
                "land_use": "land_use",
                "area_ha": "area_ha",
            },
            titles={
                "id": "编号",
                "parcel_no": "地块编号",
                "name": "地块名称",
                "case": "案件编号",
                "case_name": "案件名称",
                "land_use": "拟用途",
                "area_ha": "面积公顷",
            },
            filters={
                "case": ByPublicId("case__public_id", label="征地案件编号", parameter="case"),
                "within": ThroughVillages("parcel_villages", label="涉及哪个区划"),
            },
            tile_properties=("id", "parcel_no", "name", "case", "land_use"),
            min_zoom=11,
        ),
        Layer(
            name="cases",
            title="征地案件",
            queryset=lambda: Case.objects.published(),
            geometry_field="public_area",
            day_field="began_on",
            id_field="public_id",
            category_field="regime",
            properties={
                "id": "public_id",
                "name": "name",
                "regime": "regime",
                "kind": "kind",
                "year": "year",
                "county": "county__code",
                "approval_no": "approval__doc_no",
                "total_area_ha": "total_area_ha",
                "began_on": "began_on",
            },
            titles={
                "id": "编号",
                "name": "名称",
                "regime": "适用制度",
                "kind": "类型",
                "year": "年度",
                "county": "县区代码",
                "approval_no": "批复文号",
                "total_area_ha": "面积公顷",
                "began_on": "启动日期",
            },
            filters={
                "regime": django_filters.ChoiceFilter(
                    field_name="regime", choices=Regime.choices, label="适用制度"
                ),
                "kind": django_filters.ChoiceFilter(
                    field_name="kind", choices=Case.Kind.choices, label="类型"
                ),
                "year": Year("year", label="年度"),
                "within": ThroughVillages("case_villages", label="涉及哪个区划"),
            },
            tile_properties=("id", "name", "regime", "kind", "year"),
            min_zoom=9,
        ),
    ]
}


def layer(name: str, parameter: str | None = "layer") -> Layer:
    """The entry called ``name``, or BadInput that names those there are."""
    try:
        return LAYERS[name]
    except KeyError:
        raise BadInput(parameter, f"没有这个图层；可用：{'、'.join(LAYERS)}") from None
